"""Recording what is known of carrying over, with its source. A rule is never changed: another one takes its place."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes import rules
from alliances.domain.envelopes.models import CarryOverRule, Envelope, Fund
from alliances.domain.people.models import Account
from alliances.domain.strategy.models import Plan


@transaction.atomic
def record_carry_over_rule(
    *,
    actor: Account,
    fund: Fund,
    plan: Plan | None = None,
    envelope: Envelope | None = None,
    is_allowed: bool,
    ceiling_share: Decimal | None = None,
    ceiling_cents: int | None = None,
    until: date | None = None,
    asks_approval: bool | None = None,
    approver: str = "",
    adopted_by: str = "",
    source: str,
    source_date: date | None = None,
) -> CarryOverRule:
    """The rule of an envelope and what is made from it, else of a plan in a fund, else of the whole fund.

    `ceiling_share` is a share from 0 to 1; None or empty is unknown. The same words again are the same rule. Raises
    NotPermitted, or Refused.
    """
    require(rules.may_record_carry_over_rule(actor, envelope), error=NotPermitted)
    if envelope is not None and (plan is not None or envelope.fund_id != fund.pk):
        raise Refused(_("Une règle de report vaut pour une enveloppe, pour un plan ou pour un fonds."))
    if not source.strip():
        raise Refused(_("Une règle de report dit sa source."))
    if asks_approval and not approver.strip():
        raise Refused(_("Dites de qui vient l’approbation que la règle demande."))
    if not is_allowed and (ceiling_share, ceiling_cents, until) != (None, None, None):
        raise Refused(_("Une règle qui ne permet rien n’a ni plafond ni date."))
    said = {
        "is_allowed": is_allowed,
        "ceiling_share": ceiling_share,
        "ceiling_cents": ceiling_cents,
        "until": until,
        "asks_approval": asks_approval,
        "approver": approver.strip(),
        "adopted_by": adopted_by.strip(),
        "source": source.strip(),
        "source_date": source_date,
    }
    of_these = CarryOverRule.objects.filter(fund=fund, plan=plan, envelope=envelope)
    standing = of_these.order_by("pk").last()
    if standing is not None and all(getattr(standing, name) == value for name, value in said.items()):
        return standing
    return CarryOverRule.objects.create(fund=fund, plan=plan, envelope=envelope, recorded_by=actor, **said)
