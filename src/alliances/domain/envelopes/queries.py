"""Why a territory receives its amount: a problem and its answer, line by line. Nothing is computed anew but shares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise

from alliances.domain.envelopes.criteria import CHOICES
from alliances.domain.envelopes.models import Scenario
from alliances.domain.territories.models import Territory

ADJUSTMENT = "adjustment"


@dataclass(frozen=True)
class Criterion:
    """One criterion of a problem. `share` is its part of the sum; `weight` the number that was written."""

    code: str
    label: str | Promise
    source: str | Promise
    weight: str
    share: Fraction
    is_equal: bool
    is_estimate: bool


@dataclass(frozen=True)
class Given:
    """What the engine gives one territory: cents, `free`, `floor` or `cap`, cents by criterion, origin of the bound."""

    territory: Territory
    cents: int
    state: str
    parts: Mapping[str, int]
    origin: str = ""


@dataclass(frozen=True)
class Part:
    """One criterion for one territory. `value` and `total` are counts, None for an equal share; cents for money."""

    criterion: Criterion
    pot_cents: int
    value: Fraction | None
    total: Fraction | None
    recipients: int
    cents: int

    @property
    def label(self) -> str | Promise:
        return self.criterion.label


@dataclass(frozen=True)
class Explained:
    """One territory's amount. `parts` and `adjustment_cents` add up to `cents`."""

    territory: Territory
    cents: int
    state: str
    origin: str
    parts: list[Part] = field(default_factory=list)
    adjustment_cents: int = 0


def criteria_of(problem: Mapping[str, Any]) -> list[Criterion]:
    """The criteria of a problem, with what is known of them."""
    choices = {choice.code: choice for choice in CHOICES}
    lines = problem["criteria"]
    whole = sum((Fraction(str(line["weight"])) for line in lines), Fraction()) or Fraction(1)
    return [
        Criterion(
            code=line["code"],
            label=choices[line["code"]].label if line["code"] in choices else line["code"],
            source=choices[line["code"]].source if line["code"] in choices else "",
            weight=str(line["weight"]),
            share=Fraction(str(line["weight"])) / whole,
            is_equal=line.get("kind") == "equal",
            is_estimate=line["code"] in choices and choices[line["code"]].is_estimate,
        )
        for line in lines
    ]


def figures_of(problem: Mapping[str, Any]) -> dict[str, dict[str, Decimal]]:
    """The exact figures a problem was computed with, by territory code then criterion code. A hole has no entry."""
    return {
        line["code"]: {code: Decimal(str(value)) for code, value in line.get("values", {}).items()}
        for line in problem["territories"]
    }


def given_by(scenario: Scenario) -> list[Given]:
    """The stored lines of `scenario`, territories in alphabetical order. One query."""
    lines = scenario.lines.select_related("territory").order_by("territory__sort_key", "pk")
    return [Given(line.territory, line.amount_cents, line.state, line.parts) for line in lines]


def explain(problem: Mapping[str, Any], given: Iterable[Given]) -> list[Explained]:
    """Each territory's amount with what makes it, in the order of `given`."""
    given, criteria, figures = list(given), criteria_of(problem), figures_of(problem)
    totals = {
        c.code: sum((Fraction(row.get(c.code, 0)) for row in figures.values()), Fraction()) for c in criteria
    }
    pot = sum(line.cents for line in given)

    def part(criterion: Criterion, line: Given) -> Part:
        value = figures.get(line.territory.code, {}).get(criterion.code)
        return Part(
            criterion=criterion,
            pot_cents=round(pot * criterion.share),
            value=None if criterion.is_equal or value is None else Fraction(value),
            total=None if criterion.is_equal else totals[criterion.code],
            recipients=len(figures),
            cents=line.parts.get(criterion.code, 0),
        )

    return [
        Explained(
            territory=line.territory,
            cents=line.cents,
            state=line.state,
            origin=line.origin,
            parts=[part(criterion, line) for criterion in criteria],
            adjustment_cents=line.parts.get(ADJUSTMENT, 0),
        )
        for line in given
    ]
