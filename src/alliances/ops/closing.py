"""Closing a fiscal year from the command line, through the same actions as everywhere."""

from django.utils import timezone

from alliances.domain.common.verdict import Refused
from alliances.domain.ledger import actions, rules
from alliances.domain.ledger.models import FiscalYear
from alliances.ops.errors import Refusal
from alliances.ops.same_person import account_of


def act(start_year: int, *, propose: str | None, close: str | None) -> tuple[str, int]:
    """What to say and the status to end with."""
    year = FiscalYear.objects.filter(start_year=start_year).first()
    if year is None:
        raise Refusal(f"L’exercice {start_year} n’existe pas · There is no fiscal year {start_year}.")
    try:
        if propose:
            actions.propose_closing(actor=account_of(propose), year=year)
            return f"Fermeture de {year} proposée · Closing of {year} proposed.", 0
        if close:
            actions.close_year(actor=account_of(close), year=year)
            return f"Exercice {year} fermé · Fiscal year {year} closed.", 0
    except Refused as refusal:
        raise Refusal(str(refusal)) from refusal
    found = rules.obstacles(year, timezone.localdate())
    return "\n".join(
        found
    ) or f"Rien n’empêche de fermer {year} · Nothing blocks the closing of {year}.", int(bool(found))
