"""The engine's answer told to a person: who receives what, why, and what it makes for each person in low income."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.envelopes.criteria import CHOICES, CriterionChoice
from alliances.domain.envelopes.queries import ADJUSTMENT, Given, explain
from alliances.domain.territories.models import Territory
from alliances.ui.allocations import reason_of

LOW_INCOME = "low_income"

STATES = {
    "free": gettext_lazy("Selon les critères"),
    "floor": gettext_lazy("Au plancher"),
    "cap": gettext_lazy("Au plafond"),
}


@dataclass(frozen=True)
class Part:
    """What one criterion brings to one territory, in cents. May be negative for the adjustment alone."""

    code: str
    label: str | Promise
    cents: int


@dataclass(frozen=True)
class Row:
    """One territory: its amount and everything that explains it. `per_person_cents` is None when nobody can tell."""

    territory: Territory
    cents: int
    share: Fraction
    state: str
    reason: str
    parts: list[Part]
    values: Mapping[str, Decimal | None]
    previous_cents: int | None = None

    @property
    def state_label(self) -> str | Promise:
        return STATES[self.state]

    @property
    def low_income(self) -> Decimal | None:
        return self.values.get(LOW_INCOME)

    @property
    def per_person_cents(self) -> int | None:
        """Cents for each person in low income (estimated), rounded to the cent."""
        persons = self.low_income
        if not persons:
            return None
        return round(Fraction(self.cents) / Fraction(persons))

    @property
    def change_cents(self) -> int | None:
        return None if self.previous_cents is None else self.cents - self.previous_cents


@dataclass(frozen=True)
class Outcome:
    """A feasible split, line by line, in the order of the territories given."""

    rows: list[Row]
    columns: list[CriterionChoice]
    total_cents: int
    totals: list[Part] = field(default_factory=list)

    @property
    def per_person_cents(self) -> int | None:
        """Cents for each person in low income over all recipients; None as soon as one figure is missing."""
        persons = [row.low_income for row in self.rows]
        if not persons or any(value is None for value in persons) or not sum(persons):  # type: ignore[arg-type]
            return None
        return round(Fraction(self.total_cents) / Fraction(sum(persons)))  # type: ignore[arg-type]

    @property
    def compares(self) -> bool:
        return any(row.previous_cents is not None for row in self.rows)


def tell(
    problem: Mapping[str, Any],
    answer: Mapping[str, Any],
    territories: Sequence[Territory],
    values: Mapping[str, Mapping[str, Decimal | None]],
    previous: Mapping[str, int],
) -> Outcome:
    """`answer` is the engine's for `problem`, feasible, with its trail; the other mappings are by territory code."""
    used = {code for parts in answer["decomposition"].values() for code in parts}
    columns = [choice for choice in CHOICES if choice.code in used]
    labels = {choice.code: choice.label for choice in columns} | {ADJUSTMENT: _("Gardes et arrondi")}
    total = sum(answer["cents"].values())
    reasons = {row.territory.code: reason_of(row) for row in explain(problem, _given(answer, territories))}
    rows = [
        Row(
            territory=place,
            cents=answer["cents"][place.code],
            share=Fraction(answer["cents"][place.code], total or 1),
            state=answer["state"][place.code],
            reason=reasons[place.code],
            parts=[
                Part(code, label, answer["decomposition"][place.code].get(code, 0))
                for code, label in labels.items()
            ],
            values=values.get(place.code, {}),
            previous_cents=previous.get(place.code),
        )
        for place in territories
        if place.code in answer["cents"]
    ]
    totals = [
        Part(code, label, sum(row.parts[position].cents for row in rows))
        for position, (code, label) in enumerate(labels.items())
    ]
    return Outcome(rows, columns, total, totals)


def _given(answer: Mapping[str, Any], territories: Sequence[Territory]) -> list[Given]:
    origins = answer.get("trail", {}).get("origin", {})
    return [
        Given(
            territory=place,
            cents=answer["cents"][place.code],
            state=answer["state"][place.code],
            parts=answer["decomposition"][place.code],
            origin=origins.get(place.code) or "",
        )
        for place in territories
        if place.code in answer["cents"]
    ]


def previous_of(problem: Mapping[str, Any]) -> dict[str, int]:
    """The earlier amounts (cents) a problem compares with, by territory code."""
    return {line["code"]: line["prev"] for line in problem["territories"] if "prev" in line}
