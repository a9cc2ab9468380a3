"""What is common to all rows of a bulk problem, checked once and laid out in arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alliances.engine.allocation.checks import check_bounded_problem
from alliances.engine.allocation.errors import Infeasible, ProblemError, Reason
from alliances.engine.allocation.problems import BoundedProblem, Claim
from alliances.engine.allocation.solver import Bounded, check_feasible
from alliances.engine.money import ceil_to_unit, floor_to_unit

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_STEPS = 60  # of Newton's iteration, and of the search for a threshold
SHORT = 2.0**-9  # a relative step of the iteration after which its point may do
MOST_OVER = 2.0**-6  # units that the point may leave over
CLEAR = 2.0**-30  # how far beyond its bound, relatively, a product must be
CLOSE = 2.0**-31  # how far from the true point, relatively, the float one may be

_LARGEST_INT64 = 2**63 - 1
WHOLE_IN_FLOATS = 2**53  # every integer up to here is a float


@dataclass(frozen=True, slots=True)
class BulkProblem:
    """An envelope (cents) shared among ``codes``, between bounds in cents; no cap is None.

    The weights are handed over apart, one row per scenario. ``unit`` is the payment unit: bounds are rounded
    inwards to it.
    """

    envelope: int
    codes: Sequence[str]
    lower: Sequence[int]
    upper: Sequence[int | None]
    unit: int = 1


class Terms(NamedTuple):
    """The problem in payment units. A cap that the whole envelope cannot pass is no cap (infinite in floats).

    ``by_code`` puts the columns in the order of their codes. ``in_floats`` says whether sums of bounds and of whole
    units are exact in floats. ``canonical`` is the problem of the exact engine, weights left out.
    """

    envelope: int
    lower: Floats
    upper: Floats
    floors: int
    unit: int
    by_code: Integers
    tolerance: float
    in_floats: bool
    canonical: Bounded


def prepare(problem: BulkProblem) -> Terms:
    """The terms of a problem.

    Raises ProblemError for what cannot be read; Infeasible for negative amounts, codes used twice, an envelope that
    is not a multiple of the unit and bounds that cross, which no weighting can change.
    """
    codes, unit, size = list(problem.codes), problem.unit, len(problem.codes)
    for name, column in (("lower", problem.lower), ("upper", problem.upper)):
        if len(column) != size:
            raise ProblemError(name, f"one amount per code, {size} in all")
    if problem.envelope > _LARGEST_INT64:
        raise ProblemError("envelope", "an amount that fits in 64 bits")
    columns = zip(codes, problem.lower, problem.upper, strict=True)
    check_bounded_problem(
        BoundedProblem(problem.envelope, [Claim(c, 1, lo, hi) for c, lo, hi in columns], unit)
    )
    lower = [ceil_to_unit(amount, unit) for amount in problem.lower]
    upper = [None if amount is None else floor_to_unit(amount, unit) for amount in problem.upper]
    canonical = Bounded(codes, problem.envelope, [1] * size, lower, upper, unit)
    try:
        check_feasible(canonical)
    except Infeasible as obstacle:
        if obstacle.reason is Reason.BOUNDS_CROSSED:
            raise
    envelope = problem.envelope // unit
    binding = [np.inf if hi is None or hi // unit >= envelope else hi // unit for hi in upper]
    return Terms(
        envelope,
        np.array([lo // unit for lo in lower], np.float64),
        np.array(binding, np.float64),
        sum(lower) // unit,
        unit,
        np.array(sorted(range(size), key=codes.__getitem__), np.int64),
        (size + 4) ** 2 * 2.0**-50,
        envelope * max(size, 1) <= WHOLE_IN_FLOATS,
        canonical,
    )
