"""Why a territory receives its amount: a problem and its answer, line by line. Nothing is computed anew but shares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.formats import is_english
from alliances.domain.envelopes.criteria import CHOICES
from alliances.domain.envelopes.methods import ADJUSTMENT, AMOUNT, PREVIOUS, STEP, Method, method_of
from alliances.domain.envelopes.models import Scenario
from alliances.domain.territories.models import Territory


class How(StrEnum):
    """How a part of the sum reaches the territories."""

    EQUAL = "equal"
    SHARE = "share"  # in proportion to a count
    PREVIOUS = "previous"  # in proportion to the previous amounts
    RATE = "rate"  # the same percentage of the previous amount
    IMPOSED = "imposed"


@dataclass(frozen=True)
class Criterion:
    """One criterion of a problem. `share` is its part of the sum; `weight` the number that was written.

    The methods without criteria are told by the same word: the step, the previous amounts, the imposed amounts.
    """

    code: str
    label: str | Promise
    source: str | Promise
    weight: str
    share: Fraction
    how: How
    is_estimate: bool = False
    rate: Fraction | None = None

    @property
    def is_equal(self) -> bool:
        return self.how is How.EQUAL

    @property
    def is_money(self) -> bool:
        """Its figures are cents."""
        return self.how in (How.PREVIOUS, How.RATE, How.IMPOSED)

    @property
    def figures_label(self) -> str | Promise:
        """The name of its figures: those of a previous share are the previous amounts."""
        return _("Montant précédent") if self.how in (How.PREVIOUS, How.RATE) else self.label


@dataclass(frozen=True)
class Given:
    """What the engine gives one territory: cents, a state, cents by criterion, origin of the bound."""

    territory: Territory
    cents: int
    state: str
    parts: Mapping[str, int]
    origin: str = ""


@dataclass(frozen=True)
class Part:
    """One criterion for one territory. `value` and `total` are what the sum is shared by, None for an equal share;
    `value` is `figure` times `multiplier`. Cents for money.
    """

    criterion: Criterion
    pot_cents: int
    value: Fraction | None
    total: Fraction | None
    recipients: int
    cents: int
    figure: Fraction | None = None
    multiplier: Fraction = Fraction(1)

    @property
    def label(self) -> str | Promise:
        return self.criterion.label


@dataclass(frozen=True)
class Explained:
    """One territory's amount. `parts` and `adjustment_cents` add up to `cents`.

    `unit_cents` is what amounts are rounded to; `is_beside_guards` says that a guard decides for some territory.
    """

    territory: Territory
    cents: int
    state: str
    origin: str
    parts: list[Part] = field(default_factory=list)
    adjustment_cents: int = 0
    unit_cents: int = 1
    is_beside_guards: bool = False


def criteria_of(problem: Mapping[str, Any]) -> list[Criterion]:
    """What shares the sum of a problem: its criteria, or what stands for them in the other methods."""
    return _READERS[method_of(problem)](problem)


def _criteria(problem: Mapping[str, Any]) -> list[Criterion]:
    lines = problem["criteria"]
    pulls = {line["code"]: _pull(problem, line) for line in lines}
    whole = sum(pulls.values(), Fraction()) or Fraction(1)
    return [_criterion(line, pulls[line["code"]] / whole) for line in lines]


def _criterion(line: Mapping[str, Any], share: Fraction) -> Criterion:
    choice = next((choice for choice in CHOICES if choice.code == line["code"]), None)
    return Criterion(
        code=line["code"],
        label=choice.label if choice else _written(line, "label") or line["code"],
        source=choice.source if choice else _written(line, "source"),
        weight=str(line["weight"]),
        share=share,
        how=How.EQUAL if line.get("kind") == "equal" else How.SHARE,
        is_estimate=bool(choice and choice.is_estimate),
    )


def _written(line: Mapping[str, Any], name: str) -> str:
    """The text kept with a criterion, in the language of the page when both were."""
    return (is_english() and line.get(f"{name}_en")) or line.get(name, "")


def _pull(problem: Mapping[str, Any], line: Mapping[str, Any]) -> Fraction:
    """The weight of a criterion, times what cost multipliers make of its column (1 without any)."""
    weight = Fraction(str(line["weight"]))
    if not any("multiplier" in place for place in problem["territories"]):
        return weight
    figures = [(_figure(line, place), _multiplier(place)) for place in problem["territories"]]
    whole = sum((figure for figure, _multiplier in figures), Fraction())
    if not whole:
        return weight
    return weight * sum((figure * multiplier for figure, multiplier in figures), Fraction()) / whole


def _figure(line: Mapping[str, Any], place: Mapping[str, Any]) -> Fraction:
    if line.get("kind") == "equal":
        return Fraction(1)
    return Fraction(str(place.get("values", {}).get(line["code"], 0)))


def _multiplier(place: Mapping[str, Any]) -> Fraction:
    return Fraction(str(place.get("multiplier", 1)))


def _increment(problem: Mapping[str, Any]) -> list[Criterion]:
    added = problem["step"] * len(problem["territories"])
    share = Fraction(added, problem["envelope"] or 1)
    step = Criterion(STEP, _("Ajout égal"), _("Le même montant à chaque territoire."), "", share, How.EQUAL)
    rest = Criterion(PREVIOUS, _("Part précédente"), _previous_source(problem), "", 1 - share, How.PREVIOUS)
    return [step, rest]


def _uniform(problem: Mapping[str, Any]) -> list[Criterion]:
    rate = Fraction(str(problem["rate"]))
    label = _("Pourcentage du montant précédent")
    return [
        Criterion(PREVIOUS, label, _previous_source(problem), "", Fraction(1), How.RATE, rate=rate),
    ]


def _imposed(_problem: Mapping[str, Any]) -> list[Criterion]:
    source = _("Fixé par décision : aucun calcul ne le change.")
    return [Criterion(AMOUNT, _("Montant imposé"), source, "", Fraction(1), How.IMPOSED)]


def _previous_source(problem: Mapping[str, Any]) -> str | Promise:
    return problem.get("previous_source") or _("Montants précédents écrits avec la répartition.")


_READERS = {
    Method.CRITERIA: _criteria,
    Method.IMPOSED: _imposed,
    Method.INCREMENT: _increment,
    Method.UNIFORM: _uniform,
}


def figures_of(problem: Mapping[str, Any]) -> dict[str, dict[str, Decimal]]:
    """The exact figures a problem was computed with, by territory code then criterion code. A hole has no entry."""
    method = method_of(problem)
    if method is Method.CRITERIA:
        return {
            line["code"]: {code: Decimal(str(value)) for code, value in line.get("values", {}).items()}
            for line in problem["territories"]
        }
    code, key = (AMOUNT, AMOUNT) if method is Method.IMPOSED else (PREVIOUS, "prev")
    return {line["code"]: {code: Decimal(line[key])} for line in problem["territories"] if key in line}


def given_by(scenario: Scenario) -> list[Given]:
    """The stored lines of `scenario`, territories in alphabetical order. One query."""
    lines = scenario.lines.select_related("territory").order_by("territory__sort_key", "pk")
    return [Given(line.territory, line.amount_cents, line.state, line.parts) for line in lines]


@dataclass(frozen=True)
class Difference:
    """Cents of one territory before a correction and after it."""

    territory: Territory
    before_cents: int
    after_cents: int

    @property
    def change_cents(self) -> int:
        return self.after_cents - self.before_cents


def differences_of(correction: Scenario) -> list[Difference]:
    """What each territory held and what it gets, in alphabetical order. One query."""
    before, after = correction.problem["before"], correction.result["cents"]
    places = Territory.objects.filter(code__in={*before, *after}).alphabetical()
    return [Difference(place, before.get(place.code, 0), after.get(place.code, 0)) for place in places]


def explain(problem: Mapping[str, Any], given: Iterable[Given]) -> list[Explained]:
    """Each territory's amount with what makes it, in the order of `given`."""
    given, figures = list(given), figures_of(problem)
    criteria = [replace(criterion, label=str(criterion.label)) for criterion in criteria_of(problem)]
    multipliers = {line["code"]: _multiplier(line) for line in problem["territories"]}
    weighs = any(multiplier != 1 for multiplier in multipliers.values())
    pot = sum(line.cents for line in given)
    pots = {criterion.code: round(pot * criterion.share) for criterion in criteria}
    guarded = any(line.state in ("floor", "cap") for line in given)

    def figure_of(criterion: Criterion, code: str) -> Fraction | None:
        if criterion.is_equal:
            return Fraction(1) if weighs else None
        figure = figures.get(code, {}).get(criterion.code)
        return None if figure is None else Fraction(figure)

    def weighed(figure: Fraction | None, multiplier: Fraction) -> Fraction | None:
        return figure * multiplier if weighs and figure is not None else figure

    totals = {
        c.code: sum(
            (weighed(figure_of(c, code), k) or Fraction() for code, k in multipliers.items()), Fraction()
        )
        for c in criteria
    }

    def part(criterion: Criterion, line: Given) -> Part:
        multiplier = multipliers.get(line.territory.code, Fraction(1))
        figure = figure_of(criterion, line.territory.code)
        return Part(
            criterion=criterion,
            pot_cents=pots[criterion.code],
            value=weighed(figure, multiplier),
            total=None if criterion.is_equal and not weighs else totals[criterion.code],
            recipients=len(multipliers),
            cents=line.parts.get(criterion.code, 0),
            figure=figure,
            multiplier=multiplier,
        )

    return [
        Explained(
            territory=line.territory,
            cents=line.cents,
            state=line.state,
            origin=line.origin,
            parts=[part(criterion, line) for criterion in criteria],
            adjustment_cents=line.parts.get(ADJUSTMENT, 0),
            unit_cents=problem.get("unit", 1),
            is_beside_guards=guarded,
        )
        for line in given
    ]
