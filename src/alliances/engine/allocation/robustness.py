"""Would another weighting change much? Every weight vector of a regular grid, re-run exactly.

The grid is the simplex with step 1/m: C(m + k - 1, k - 1) vectors for k criteria. No seed, hence
reproducible.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb
from typing import NamedTuple

from alliances.engine.allocation.criteria import Allocation, allocate
from alliances.engine.allocation.errors import Infeasible, ProblemError
from alliances.engine.allocation.problems import CriteriaProblem
from alliances.engine.allocation.solver import exact_amounts, settle
from alliances.engine.allocation.weights import coefficients, columns_of, combine
from alliances.engine.numbers import to_integers

MOST_SCENARIOS = 100_000


class Robustness(NamedTuple):
    """How each recipient fares over the grid, by code; infeasible scenarios are counted apart.

    ``gain_share``: share of the feasible scenarios where the exact amount is strictly above the base run.
    ``lowest`` and ``highest``: cents over the feasible scenarios, the bases included; those of the
    base run when none is feasible.
    """

    base: Allocation
    scenarios: int
    infeasible: int
    gain_share: dict[str, Fraction]
    lowest: dict[str, int]
    highest: dict[str, int]


def explore_weights(problem: CriteriaProblem, grid: int) -> Robustness:
    """Run ``problem`` under every weight vector of step 1/``grid``.

    Raises Infeasible when the base run has no answer, ProblemError for a grid below 1 or above 100 000
    scenarios, and with dual weights.
    """
    _check(problem, grid)
    base = allocate(problem)
    references = [line.exact - problem.base for line in base.lines]
    size = len(references)
    scenarios, feasible = 0, 0
    gains, lowest, highest = [0] * size, base.settlement.cents, base.settlement.cents
    for run in _runs(base, grid):
        scenarios += 1
        if run is None:
            continue
        exact, cents = run
        feasible += 1
        gains = [gain + (amount > past) for gain, amount, past in zip(gains, exact, references, strict=True)]
        lowest = cents if feasible == 1 else list(map(min, lowest, cents))
        highest = cents if feasible == 1 else list(map(max, highest, cents))
    codes = list(base.cents)
    return Robustness(
        base,
        scenarios,
        scenarios - feasible,
        {code: Fraction(gain, feasible or 1) for code, gain in zip(codes, gains, strict=True)},
        {code: problem.base + cents for code, cents in zip(codes, lowest, strict=True)},
        {code: problem.base + cents for code, cents in zip(codes, highest, strict=True)},
    )


def weight_vectors(criteria: int, grid: int) -> Iterator[tuple[int, ...]]:
    """Every way to share ``grid`` points among the criteria, in order: bars placed among stars."""
    for bars in combinations(range(grid + criteria - 1), criteria - 1):
        edges = (-1, *bars, grid + criteria - 1)
        yield tuple(right - left - 1 for left, right in pairwise(edges))


def _runs(base: Allocation, grid: int) -> Iterator[tuple[list[Fraction], list[int]] | None]:
    """Exact amounts and cents (bases apart) under each weight vector, None where it is infeasible."""
    criteria = base.problem.criteria
    columns = columns_of(criteria, base.recipients)
    multipliers, _ = to_integers([recipient.multiplier for recipient in base.recipients])
    for vector in weight_vectors(len(criteria), grid):
        needs = combine(criteria, columns, multipliers, [coefficients(vector, columns)])
        canonical = base.canonical._replace(weights=needs.weights)
        try:
            settlement = settle(canonical)
        except Infeasible:
            yield None
        else:
            yield exact_amounts(canonical.weights, settlement), settlement.cents


def _check(problem: CriteriaProblem, grid: int) -> None:
    if problem.dual is not None:
        raise ProblemError("dual", "no dual weights: the grid replaces the criteria's weights")
    if grid < 1:
        raise ProblemError("grid", "a whole number of steps, at least 1")
    if comb(grid + len(problem.criteria) - 1, len(problem.criteria) - 1) > MOST_SCENARIOS:
        raise ProblemError("grid", f"a coarser grid: at most {MOST_SCENARIOS} scenarios")
