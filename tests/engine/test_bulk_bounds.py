"""What floats may not decide: each of the four checks of a row, alone, on both paths.

Beside each limit, the same row just on the right side of it is decided: the check refuses no more than it must.
"""

from importlib.util import find_spec

import numpy as np
import pytest

from alliances.engine.bulk import BulkProblem, allocate_bulk, floats
from alliances.engine.bulk.terms import CLEAR, CLOSE, MOST_OVER, prepare

PATHS = [
    pytest.param(False, id="numpy"),
    pytest.param(
        True,
        id="numba",
        marks=pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed (extra: bulk)"),
    ),
]
both_paths = pytest.mark.parametrize("compiled", PATHS)
numba = pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed (extra: bulk)")


def problem(*lower, envelope=100, upper=None):
    size = len(lower)
    return BulkProblem(envelope, [f"{k}" for k in range(size)], lower, upper or [None] * size)


def in_doubt(asked, weights, compiled):
    return allocate_bulk(asked, np.array([weights]), compiled=compiled).settled_exactly


@both_paths
@pytest.mark.parametrize(("beside", "doubts"), [(CLEAR / 4, 1), (CLEAR * 4, 0)])
def test_an_amount_held_at_its_floor_is_well_below_it(compiled, beside, doubts):
    """A is held at 50; B and C share 50 as 1 to 2, so the point is 50 / 3."""
    below = 50 * (1 - beside) / (50 / 3)
    assert in_doubt(problem(50, 0, 0), [below, 1.0, 2.0], compiled) == doubts


@both_paths
@pytest.mark.parametrize(("beside", "doubts"), [(CLEAR / 4, 1), (CLEAR * 4, 0)])
def test_an_amount_held_at_its_cap_is_well_above_it(compiled, beside, doubts):
    above = 50 * (1 + beside) / (50 / 3)
    asked = problem(0, 0, 0, upper=[50, None, None])
    assert in_doubt(asked, [above, 1.0, 2.0], compiled) == doubts


@pytest.mark.parametrize(
    ("away", "sure"), [(0.0, True), (CLOSE / 8, True), (CLOSE * 2, False), (0.01, False)]
)
def test_the_point_is_close_to_the_true_one(away, sure):
    terms = prepare(problem(0, 0))
    weights = np.array([[1.0, 2.0]])
    points = floats.Points(np.array([100 / 3 * (1 + away)]), np.array([3.0]), np.array([True]))
    assert floats.decide(weights, points, terms)[1].tolist() == [sure]


@numba
@pytest.mark.parametrize(
    ("over", "shared", "close"),
    [
        (0.0, 100.0, True),
        (CLOSE * 100 / 4, 100.0, True),
        (CLOSE * 100, 100.0, False),
        (MOST_OVER / 2, 1e12, True),
        (MOST_OVER * 2, 1e12, False),
        (0.0, 0.0, True),
    ],
)
def test_the_compiled_point_is_close_to_the_true_one(over, shared, close):
    from alliances.engine.bulk import compiled

    assert compiled._close(over, shared, prepare(problem(0, 0)).tolerance) is close
    assert compiled._close(-over, shared, prepare(problem(0, 0)).tolerance) is close


@both_paths
@pytest.mark.parametrize(("beside", "doubts"), [(2.0**-50, 1), (2.0**-30, 0)])
def test_a_remainder_is_neither_nothing_nor_a_whole_unit(compiled, beside, doubts):
    """Amounts of 25, 25 and 50, less and more a little: are they whole, and of how many units?"""
    asked = problem(0, 0, 0)
    assert in_doubt(asked, [1 - beside, 1 + beside / 2, 2 + beside / 2], compiled) == doubts


@both_paths
@pytest.mark.parametrize(("beside", "doubts"), [(2.0**-52, 1), (2.0**-30, 0)])
def test_the_last_unit_served_is_far_enough_from_the_next_one(compiled, beside, doubts):
    """One hundred and one units between two: 50,5 each, less and more a little."""
    assert in_doubt(problem(0, 0, envelope=101), [1 - beside, 1 + beside], compiled) == doubts
