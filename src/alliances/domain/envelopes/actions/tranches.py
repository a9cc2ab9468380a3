"""Sharing an envelope among fiscal years, and handing its years down to the parts made from it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes import rules
from alliances.domain.envelopes.models import Envelope, Tranche
from alliances.domain.envelopes.money import received_cents, received_of
from alliances.domain.envelopes.years import handed_down
from alliances.domain.people.models import Account
from alliances.engine.allocation import Infeasible


@transaction.atomic
def share_among_years(*, actor: Account, envelope: Envelope, years: Mapping[int, int]) -> Envelope:
    """Says how much of the envelope (cents) is meant for each fiscal year, and hands the years down to its parts.

    Once; later changes are movements, signed by two people. Raises NotPermitted, or Refused when the years do not add
    up to what the envelope received.
    """
    locked = Envelope.objects.select_for_update(of=("self",)).get(pk=envelope.pk)
    require(rules.may_share_among_years(actor, locked), error=NotPermitted)
    require(rules.can_share_among_years(locked))
    if any(cents < 0 for cents in years.values()):
        raise Refused(_("Une tranche n’est pas négative."))
    if set(years) - set(range(locked.first_year, locked.last_year + 1)):
        raise Refused(_("Une tranche est dans un exercice de l’enveloppe."))
    require(rules.years_add_up(years, received_cents(locked)))
    record(locked, years, f"envelope:{locked.pk}")
    hand_down_years(locked, f"envelope:{locked.pk}")
    return locked


def hand_down_years(envelope: Envelope, document: str) -> None:
    """The years of `envelope` among its parts that have none yet, at the cent; nothing when it has none itself."""
    years = Tranche.objects.filter(envelope=envelope).by_year()
    parts = list(envelope.children.order_by("pk"))
    if not years or not parts or Tranche.objects.filter(envelope__in=parts).exists():
        return
    totals = received_of(parts)
    kept = sum(years.values()) - sum(totals.values())
    try:
        by_part = handed_down(years, totals, kept)
    except Infeasible as obstacle:
        raise Refused(
            _(
                "Les tranches ne se partagent pas au cent près : une partie reçoit moins d’un cent par exercice."
            )
        ) from obstacle
    for part in parts:
        record(part, by_part[part.pk], document)
        hand_down_years(part, document)


def record(envelope: Envelope, changes: Mapping[int, int], document: str) -> None:
    """Adds `changes` (cents by year, negative where they leave) to the tranches, under one decision."""
    Tranche.objects.bulk_create(
        Tranche(envelope=envelope, fiscal_year_id=year, amount_cents=cents, document=document)
        for year, cents in sorted(changes.items())
        if cents
    )
