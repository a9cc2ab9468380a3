"""The canonical problem as such: weights and bounds given directly, no criteria."""

from fractions import Fraction
from typing import NamedTuple

from alliances.engine.allocation.checks import check_bounded_problem
from alliances.engine.allocation.errors import Infeasible
from alliances.engine.allocation.problems import BoundedProblem
from alliances.engine.allocation.remedies import add_remedies
from alliances.engine.allocation.solver import Bounded, State, exact_amounts, settle
from alliances.engine.money import ceil_to_unit, floor_to_unit
from alliances.engine.numbers import to_integers


class BoundedAllocation(NamedTuple):
    """The result of ``allocate_bounded``: by code, cents, exact amount and state; L at the weights given."""

    value_of_point: Fraction
    cents: dict[str, int]
    exact: dict[str, Fraction]
    states: dict[str, State]


def allocate_bounded(problem: BoundedProblem) -> BoundedAllocation:
    """Solve the canonical problem as such. Raises Infeasible when it has no answer."""
    check_bounded_problem(problem)
    codes = [claim.code for claim in problem.claims]
    weights, denominator = to_integers([claim.weight for claim in problem.claims])
    unit = problem.unit
    lower = [ceil_to_unit(claim.lower, unit) for claim in problem.claims]
    upper = [None if c.upper is None else floor_to_unit(c.upper, unit) for c in problem.claims]
    try:
        settlement = settle(Bounded(codes, problem.envelope, weights, lower, upper, unit))
    except Infeasible as obstacle:
        floors = dict(zip(codes, lower, strict=True))
        raise add_remedies(obstacle, floors, problem.envelope, unit) from None
    point, scale = settlement.point, settlement.scale
    exact = exact_amounts(weights, settlement)
    return BoundedAllocation(
        Fraction(point * denominator, scale),
        dict(zip(codes, settlement.cents, strict=True)),
        dict(zip(codes, exact, strict=True)),
        dict(zip(codes, settlement.states, strict=True)),
    )
