"""How a split by criteria would move: one more point on a criterion, and every other way of sharing the weights."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.methods import Method, method_of
from alliances.domain.envelopes.queries import Criterion, criteria_of
from alliances.domain.territories.models import Territory
from alliances.engine.allocation import solve

SENSITIVITY, ROBUSTNESS = "sensitivity", "robustness"
LOOKS = (
    (SENSITIVITY, _("Un point de plus sur un critère")),
    (ROBUSTNESS, _("Tous les partages des poids")),
)
GRIDS = (20, 10, 5, 4, 2)  # steps of 5, 10, 20, 25 and 50 %
MOST_RUNS = 20_000  # scenarios times territories that take less than 200 ms


@dataclass(frozen=True)
class Move:
    """What one more point of each criterion brings to a territory, in cents; None where a guard holds it."""

    territory: Territory
    criteria: list[Criterion]
    cents: list[int] | None

    @property
    def by_criterion(self) -> list[tuple[Criterion, int]]:
        return [] if self.cents is None else list(zip(self.criteria, self.cents, strict=True))


@dataclass(frozen=True)
class Sensitivity:
    criteria: list[Criterion]
    moves: list[Move]


@dataclass(frozen=True)
class Range:
    """How a territory fares when the weights change: share of the ways where it gains, least and most cents."""

    territory: Territory
    cents: int
    gains: Fraction
    least: int
    most: int


@dataclass(frozen=True)
class Robustness:
    """`step` is the step of the weights as a share of the whole; `without_answer` counts the ways no split respects."""

    step: Fraction
    scenarios: int
    without_answer: int
    ranges: list[Range]


def soundness_of(
    problem: Mapping[str, Any],
    answer: Mapping[str, Any],
    territories: Sequence[Territory],
    looks: Iterable[str],
) -> dict[str, Any]:
    """What was asked for of a feasible split by criteria; nothing for the other methods."""
    if method_of(problem) is not Method.CRITERIA:
        return {}
    found: dict[str, Any] = {}
    if SENSITIVITY in looks:
        found[SENSITIVITY] = _sensitivity(problem, territories)
    if ROBUSTNESS in looks:
        found[ROBUSTNESS] = _robustness(problem, answer, territories)
    return found


def _sensitivity(problem: Mapping[str, Any], territories: Sequence[Territory]) -> Sensitivity:
    found = solve({**problem, "kind": SENSITIVITY})
    criteria, rows = criteria_of(problem), found["derivative_cents_per_weight_point"]

    def cents(place: Territory) -> list[int] | None:
        if found["state"][place.code] != "free":
            return None
        return [round(Fraction(rows[criterion.code][place.code])) for criterion in criteria]

    return Sensitivity(criteria, [Move(place, criteria, cents(place)) for place in territories])


def _robustness(
    problem: Mapping[str, Any], answer: Mapping[str, Any], territories: Sequence[Territory]
) -> Robustness | None:
    """None for a single criterion: there is no other way of sharing the weights."""
    grid = finest_grid(len(problem["criteria"]), len(territories))
    if grid is None:
        return None
    found = solve({**problem, "kind": ROBUSTNESS, "grid": grid})
    ranges = [
        Range(
            place,
            answer["cents"][place.code],
            Fraction(found["gain_share"][place.code]),
            found["min"][place.code],
            found["max"][place.code],
        )
        for place in territories
    ]
    return Robustness(Fraction(1, grid), found["scenarios"], found["infeasible"], ranges)


def finest_grid(criteria: int, territories: int) -> int | None:
    """The finest step whose ways are few enough to be run at once; None when there is nothing to share."""
    if criteria < 2:
        return None
    fitting = (grid for grid in GRIDS if comb(grid + criteria - 1, criteria - 1) * territories <= MOST_RUNS)
    return next(fitting, None)
