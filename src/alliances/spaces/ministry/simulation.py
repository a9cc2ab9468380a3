"""The engine's answer told to a person: who receives what, why, and what it makes for each person in low income."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.envelopes.methods import (
    ADJUSTMENT,
    Method,
    kept_back_of,
    lines_of,
    method_of,
    previous_of,
)
from alliances.domain.envelopes.models import Scenario
from alliances.domain.envelopes.queries import Criterion, Given, criteria_of, explain
from alliances.domain.territories.models import Territory
from alliances.ui.allocations import ORIGINS, reason_of

LOW_INCOME = "low_income"

STATES = {
    "free": gettext_lazy("Selon les critères"),
    "floor": gettext_lazy("Au plancher"),
    "cap": gettext_lazy("Au plafond"),
    "imposed": gettext_lazy("Imposé"),
}


@dataclass(frozen=True)
class Part:
    """What one criterion brings to one territory, in cents. May be negative for the adjustment alone."""

    code: str
    label: str | Promise
    cents: int
    is_estimate: bool = False


@dataclass(frozen=True)
class Row:
    """One territory: its amount and everything that explains it. `per_person_cents` is None when nobody can tell.

    `formula_cents` is what the criteria alone would give, before any guard; None where no formula is.
    """

    territory: Territory
    cents: int
    share: Fraction
    state: str
    reason: str
    parts: list[Part]
    values: Mapping[str, Decimal | None]
    previous_cents: int | None = None
    formula_cents: int | None = None
    other_cents: int | None = None
    origin: str = ""

    @property
    def state_label(self) -> str | Promise:
        return STATES[self.state]

    @property
    def is_held(self) -> bool:
        """A floor or a cap decides."""
        return self.state in ("floor", "cap")

    @property
    def bound(self) -> str | Promise:
        """The rule that decides: « la limite de perte »."""
        return ORIGINS.get(self.origin, "")

    @property
    def guard_cents(self) -> int | None:
        """What the guards and the rounding change: the amount less the formula."""
        return None if self.formula_cents is None else self.cents - self.formula_cents

    @property
    def other_difference_cents(self) -> int | None:
        return None if self.other_cents is None else self.cents - self.other_cents

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

    @property
    def change_share(self) -> Fraction | None:
        """The change as a part of the previous amount; None without one."""
        return (
            Fraction(self.cents - self.previous_cents, self.previous_cents) if self.previous_cents else None
        )


@dataclass(frozen=True)
class Outcome:
    """A feasible split, line by line, in the order of the territories given."""

    rows: list[Row]
    columns: list[Criterion]
    total_cents: int
    totals: list[Part] = field(default_factory=list)
    kept_back_cents: int = 0
    other: Scenario | None = None

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

    @property
    def previous_total_cents(self) -> int:
        return sum(row.previous_cents or 0 for row in self.rows)

    @property
    def is_held(self) -> bool:
        """Some guard decides for some territory: formula and amount differ."""
        return any(row.is_held for row in self.rows)

    @property
    def is_by_criteria(self) -> bool:
        return any(row.formula_cents is not None for row in self.rows)


def tell(
    problem: Mapping[str, Any],
    answer: Mapping[str, Any],
    territories: Sequence[Territory],
    values: Mapping[str, Mapping[str, Decimal | None]],
    other: Scenario | None = None,
) -> Outcome:
    """`answer` is the engine's for the whole `problem`, feasible, with its trail; `values` are by territory code.
    `other` is a kept split to compare with.
    """
    criteria = criteria_of(problem)
    labels = {criterion.code: str(criterion.label) for criterion in criteria}
    if method_of(problem) is Method.CRITERIA:
        labels[ADJUSTMENT] = _("Gardes et arrondi")
    total = sum(answer["cents"].values())
    given = _given(problem, answer, territories)
    reasons = {row.territory.code: reason_of(row) for row in explain(problem, given)}
    previous, formula = previous_of(problem), answer.get("trail", {}).get("formula", {})
    rows = [
        Row(
            territory=line.territory,
            cents=line.cents,
            share=Fraction(line.cents, total or 1),
            state=line.state,
            reason=reasons[line.territory.code],
            parts=[Part(code, label, line.parts.get(code, 0)) for code, label in labels.items()],
            values=values.get(line.territory.code, {}),
            previous_cents=previous.get(line.territory.code),
            formula_cents=_cents(formula.get(line.territory.code)),
            other_cents=other.result["cents"].get(line.territory.code, 0) if other else None,
            origin=line.origin,
        )
        for line in given
    ]
    estimates = {criterion.code for criterion in criteria if criterion.is_estimate}
    totals = [
        Part(code, label, sum(row.parts[position].cents for row in rows), code in estimates)
        for position, (code, label) in enumerate(labels.items())
    ]
    return Outcome(rows, criteria, total, totals, kept_back_of(problem), other)


def _given(
    problem: Mapping[str, Any], answer: Mapping[str, Any], territories: Sequence[Territory]
) -> list[Given]:
    origins = answer.get("trail", {}).get("origin", {})
    lines = {line.code: line for line in lines_of(problem, answer)}
    return [
        Given(
            territory=place,
            cents=lines[place.code].cents,
            state=lines[place.code].state,
            parts=lines[place.code].parts,
            origin=origins.get(place.code) or "",
        )
        for place in territories
        if place.code in lines
    ]


def _cents(exact: str | None) -> int | None:
    return None if exact is None else round(Fraction(exact))
