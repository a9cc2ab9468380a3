"""Preparing, publishing and closing a call."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance, AllianceState
from alliances.domain.calls.models import Call, CallState, Criterion
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.envelopes.models import Envelope
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.participation.models import LocalPlanState, Priority
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.territories.models import Territory


def may_run_call(actor: Account, call: Call) -> Verdict:
    return may_in_territory(actor, Permission.RUN_CALLS, call.territory)


def _is_complete(call: Call) -> Verdict:
    if call.alliance.state != AllianceState.SIGNED:
        return refused(_("L’Alliance n’est pas signée : aucun appel ne peut ouvrir."))
    if not call.priorities.exists():
        return refused(_("Nommez au moins une priorité du plan local."))
    if call.priorities.exclude(local_plan__state=LocalPlanState.ADOPTED).exists():
        return refused(_("Une priorité vient d’un plan local qui n’est pas adopté."))
    if not call.criteria.exists():
        return refused(_("Ajoutez la grille d’analyse avant de publier."))
    if call.budget_cents > balance_cents(call.envelope.account_id):
        return refused(_("Le budget dépasse le solde disponible de l’enveloppe."))
    return ALLOWED


TRANSITIONS = (
    Transition("publish", CallState.DRAFT, CallState.PUBLISHED, permitted=may_run_call, guard=_is_complete),
    Transition("close", CallState.PUBLISHED, CallState.CLOSED, permitted=may_run_call, reason_required=True),
)


@transaction.atomic
def prepare_call(
    *,
    actor: Account,
    alliance: Alliance,
    envelope: Envelope,
    territory: Territory,
    title: str,
    purpose: str,
    budget_cents: int,
    opens_at: datetime,
    closes_at: datetime,
    priorities: Iterable[Priority],
    criteria: Sequence[tuple[str, int]],
) -> Call:
    """A draft call with its grid: `criteria` are (label, weight), scored from 0 to 5.

    Raises Refused when the envelope is not the territory's or when no framework says by which rules files are judged.
    """
    framework = alliance.frameworks.order_by("-version").first()
    if framework is None:
        raise Refused(_("Inscrivez d’abord le cadre de gestion de l’Alliance."))
    if envelope.fund_id != alliance.envelope.fund_id or not envelope.territory.contains(territory):
        raise Refused(_("Cette enveloppe ne paie pas les projets de ce territoire."))
    call = Call(
        alliance=alliance,
        framework=framework,
        envelope=envelope,
        territory=territory,
        title=title,
        purpose=purpose,
        budget_cents=budget_cents,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    require(may_run_call(actor, call), error=NotPermitted)
    call.save()
    call.priorities.set(priorities)
    Criterion.objects.bulk_create(
        Criterion(call=call, rank=rank, label=label, weight=weight)
        for rank, (label, weight) in enumerate(criteria, start=1)
    )
    return call


@transaction.atomic
def publish(*, actor: Account, call: Call) -> Call:
    transition(TRANSITIONS, "publish", row=call, actor=actor)
    return call


@transaction.atomic
def close(*, actor: Account, call: Call, reason: str) -> Call:
    """Ends a call before or after its date, with the reason that everybody will read."""
    transition(TRANSITIONS, "close", row=call, actor=actor, reason=reason)
    return call
