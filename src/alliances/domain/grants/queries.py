"""The terms of an agreement as plain data: read from its rows, compared field by field, with nothing in a language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation

from alliances.domain.applications.models import Application, BudgetSide
from alliances.domain.applications.rules.budget import Balance
from alliances.domain.grants.models import AmendmentState, Grant, PaymentState

Terms = dict[str, Any]
"""`amount_cents`, `starts_on`, `ends_on`, and the lists `instalments`, `results`, `costs` and `revenues`, each of rows.

The revenues are the others: the help itself is `amount_cents`."""

ROWS: dict[str, tuple[str, ...]] = {
    "instalments": ("amount_cents", "due_on", "condition", "awaits", "activity_year"),
    "results": ("label", "target", "unit"),
    "costs": ("label", "amount_cents"),
    "revenues": ("label", "amount_cents"),
}


@dataclass(frozen=True)
class Difference:
    """One field that changes: of the agreement (`rank` 0), or of one of its rows. None: no such row stands there."""

    part: str
    rank: int
    field: str
    before: Any
    after: Any


def terms_of(grant: Grant) -> Terms:
    """What the agreement says today. A few queries."""
    file = grant.application
    last = grant.amendments.filter(state=AmendmentState.ACCEPTED).order_by("number").last()
    first = {
        "starts_on": file.starts_on.isoformat() if file.starts_on else "",
        "ends_on": file.ends_on.isoformat() if file.ends_on else "",
        "results": [
            {"label": line.label, "target": line.target, "unit": line.unit}
            for line in file.expected_results.order_by("rank")
        ],
        "costs": _budget(file, BudgetSide.COST),
        "revenues": _budget(file, BudgetSide.REVENUE),
    }
    instalments = [
        {
            "amount_cents": part.amount_cents,
            "due_on": part.due_on.isoformat(),
            "condition": part.condition,
            "awaits": str(part.awaits),
            **year_of_activity(part.activity_year),
        }
        for part in grant.instalments.order_by("rank")
    ]
    stands = {**first, **last.after} if last else first
    return {**stands, "amount_cents": grant.amount_cents, "instalments": instalments}


def year_of_activity(year: int | None) -> dict[str, int]:
    """A row says its year of activity only when there is one: terms signed before it existed stay the same."""
    return {} if year is None else {"activity_year": year}


def _budget(file: Application, side: str) -> list[dict[str, Any]]:
    """A line without words of its own has those of its category, in the language of the agreement: whoever reads the
    terms, they are the same."""
    lines = file.budget_lines.filter(side=side, is_requested=False).order_by("rank")
    with translation.override(settings.LANGUAGE_CODE):
        return [{"label": str(line), "amount_cents": line.amount_cents or 0} for line in lines]


def balance_of(terms: Terms) -> Balance:
    """The budget of these terms: the help and the other revenues on one side, the costs on the other."""
    costs, others = (
        sum(row["amount_cents"] for row in terms.get(part, [])) for part in ("costs", "revenues")
    )
    return Balance(costs, terms["amount_cents"] + others, terms["amount_cents"], 0)


def claimed(grant: Grant) -> dict[int, dict[str, Any]]:
    """The rows of the instalments asked for or paid, by rank: an amendment repeats them as they are."""
    ranks = set(grant.payments.exclude(state=PaymentState.REFUSED).values_list("instalment__rank", flat=True))
    rows = enumerate(terms_of(grant)["instalments"], start=1)
    return {rank: row for rank, row in rows if rank in ranks}


def differences(before: Terms, after: Terms) -> list[Difference]:
    """Field by field, in the order of a reader: amount, dates, then each row by its rank."""
    found = [
        Difference("agreement", 0, field, before[field], after[field])
        for field in ("amount_cents", "starts_on", "ends_on")
        if before[field] != after[field]
    ]
    for part, fields in ROWS.items():
        # Amendments older than the revenues say nothing of them.
        old: list[Terms] = before.get(part, [])
        found += _of_rows(part, fields, old, after.get(part, old))
    return found


def _of_rows(
    part: str, fields: tuple[str, ...], before: list[Terms], after: list[Terms]
) -> Iterator[Difference]:
    for rank in range(1, max(len(before), len(after)) + 1):
        old = before[rank - 1] if rank <= len(before) else {}
        new = after[rank - 1] if rank <= len(after) else {}
        for field in fields:
            if old.get(field) != new.get(field):
                yield Difference(part, rank, field, old.get(field), new.get(field))
