"""Bulk allocation gives the cents of the exact engine, row by row, compiled or not, whatever the weights."""

import random
import sys
from collections.abc import Sequence
from fractions import Fraction
from importlib.util import find_spec
from math import gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.strategies import feasible_problems

from alliances.engine.allocation import (
    BoundedProblem,
    Claim,
    Infeasible,
    ProblemError,
    Reason,
    allocate_bounded,
)
from alliances.engine.bulk import BulkAllocation, BulkProblem, allocate_bulk

PATHS = [
    pytest.param(False, id="numpy"),
    pytest.param(
        True,
        id="numba",
        marks=pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed (extra: bulk)"),
    ),
]
both_paths = pytest.mark.parametrize("compiled", PATHS)
AMOUNT = 16_010_000_000  # 160.1 M$


def exactly(problem: BulkProblem, row: Sequence[float]) -> list[int] | Reason:
    """Cents of the exact engine, or the reason why there is no answer."""
    rows = zip(problem.codes, row, problem.lower, problem.upper, strict=True)
    claims = [Claim(code, Fraction(weight), lower, upper) for code, weight, lower, upper in rows]
    try:
        return list(allocate_bounded(BoundedProblem(problem.envelope, claims, problem.unit)).cents.values())
    except Infeasible as obstacle:
        return obstacle.reason


def assert_exact(problem: BulkProblem, weights: np.ndarray, compiled: bool) -> BulkAllocation:
    """Every row against the exact engine."""
    result = allocate_bulk(problem, weights, compiled=compiled)
    for number, row in enumerate(weights.tolist()):
        expected = exactly(problem, row)
        if isinstance(expected, Reason):
            assert not result.feasible[number]
            assert result.reason(number) is expected
            assert not result.cents[number].any()
        else:
            assert result.feasible[number]
            assert result.reason(number) is None
            assert result.cents[number].tolist() == expected
            assert sum(expected) == problem.envelope
    return result


def bulk_of(problem: BoundedProblem) -> BulkProblem:
    claims = problem.claims
    return BulkProblem(
        problem.envelope,
        [claim.code for claim in claims],
        [claim.lower for claim in claims],
        [claim.upper for claim in claims],
        problem.unit,
    )


def territories(source: random.Random, size: int = 104, envelope: int = AMOUNT, unit: int = 1) -> BulkProblem:
    """Floors at 80 % of the previous amount and 50 000 $, caps at +25 % and 200 000 $, as in the measures."""
    needs = [source.lognormvariate(0, 1.2) for _ in range(size)]
    previous = [need / sum(needs) * envelope for need in needs]
    floors = [min(max(0.8 * p, 5e6), 0.79 * p + envelope / size / 4) for p in previous]
    caps = [1.25 * p + 2e7 for p in previous]
    codes = [f"{rank:03}" for rank in range(size)]
    source.shuffle(codes)
    return BulkProblem(envelope, codes, [int(lo) for lo in floors], [int(hi) for hi in caps], unit)


def scenarios(source: random.Random, problem: BulkProblem, rows: int, spread: float = 0.35) -> np.ndarray:
    size = len(problem.codes)
    return np.array(
        [[lo * source.lognormvariate(0, spread) for lo in problem.lower] for _ in range(rows)]
    ).reshape(rows, size)


def unbounded(envelope: int, size: int, unit: int = 1) -> BulkProblem:
    return BulkProblem(envelope, [f"{rank:03}" for rank in range(size)], [0] * size, [None] * size, unit)


WEIGHTS = st.one_of(
    st.integers(0, 6).map(float),
    st.integers(0, 10**9).map(float),
    st.sampled_from([0.0, 0.1, 0.2, 0.3, 1 / 3, 1e-300, 5e-324, 1e300, 1.7e308, -1.0]),
    st.floats(0, 1e6),
)


@both_paths
@given(data=st.data(), problem=feasible_problems())
def test_small_problems(compiled: bool, data: st.DataObject, problem: BoundedProblem):
    bulk = bulk_of(problem)
    row = st.lists(WEIGHTS, min_size=len(bulk.codes), max_size=len(bulk.codes))
    rows = data.draw(st.lists(row, min_size=1, max_size=4))
    assert_exact(bulk, np.array([[float(c.weight) for c in problem.claims], *rows]), compiled)


@both_paths
@given(data=st.data(), problem=feasible_problems())
def test_any_envelope_with_the_same_bounds(compiled: bool, data: st.DataObject, problem: BoundedProblem):
    """Feasible or not: below the floors, above the caps, exactly on either."""
    bulk = bulk_of(problem)
    units = data.draw(st.one_of(st.integers(0, 200), st.integers(0, 10**8)))
    floors, caps = sum(bulk.lower), sum(hi or 0 for hi in bulk.upper)
    envelope = data.draw(st.sampled_from([units * bulk.unit, floors, caps]))
    problem = BulkProblem(envelope, bulk.codes, bulk.lower, bulk.upper, bulk.unit)
    row = st.lists(WEIGHTS, min_size=len(bulk.codes), max_size=len(bulk.codes))
    assert_exact(problem, np.array(data.draw(st.lists(row, min_size=1, max_size=4))), compiled)


@both_paths
@pytest.mark.parametrize("seed", range(3))
def test_the_territories_of_quebec(compiled: bool, seed: int):
    source = random.Random(seed)
    problem = territories(source)
    result = assert_exact(problem, scenarios(source, problem, 40), compiled)
    assert result.settled_exactly == 0  # floats decide what is drawn at random
    assert result.feasible.all()


@both_paths
def test_whole_dollars(compiled: bool):
    source = random.Random(5)
    problem = territories(source, unit=100)
    assert_exact(problem, scenarios(source, problem, 20), compiled)


@both_paths
@pytest.mark.parametrize("envelope", [1, 7, 103, AMOUNT, 2**46, 2**53 - 1, 2**60 + 1])
def test_from_one_cent_to_more_than_floats_hold(compiled: bool, envelope: int):
    source = random.Random(envelope)
    problem = unbounded(envelope, 104)
    weights = np.array([[source.lognormvariate(0, 2) for _ in range(104)] for _ in range(6)])
    assert_exact(problem, weights, compiled)


@both_paths
@pytest.mark.parametrize("scale", [5e-324, 1e-310, 1e-160, 1e160, 1e306])
def test_tiny_and_huge_weights(compiled: bool, scale: float):
    source = random.Random(1)
    weights = np.array([[source.randrange(1, 90) * scale for _ in range(104)] for _ in range(4)])
    mixed = weights.copy()
    mixed[:, ::3] = [source.lognormvariate(0, 1) for _ in range(35)]
    problem = territories(source)
    assert_exact(problem, np.concatenate([weights, mixed]), compiled)
    assert_exact(unbounded(AMOUNT, 104), np.concatenate([weights, mixed]), compiled)


@both_paths
def test_equal_weights_are_not_a_slow_case(compiled: bool):
    """The tie goes by code, not by the order of the columns; nothing is handed over to the exact engine."""
    problem = unbounded(AMOUNT, 104)
    shuffled = list(problem.codes)
    random.Random(2).shuffle(shuffled)
    problem = BulkProblem(AMOUNT, shuffled, problem.lower, problem.upper)
    weights = np.array([[value] * 104 for value in (1.0, 0.1, 1 / 3, 7e-200)])
    result = assert_exact(problem, weights, compiled)
    assert result.settled_exactly == 0
    served = [code for code, cents in zip(shuffled, result.cents[0], strict=True) if cents > AMOUNT // 104]
    assert sorted(served) == sorted(shuffled)[: AMOUNT % 104]


@both_paths
def test_whole_amounts_stay_out_of_the_exact_engine(compiled: bool):
    problem = unbounded(104 * 1000, 104)
    result = assert_exact(problem, np.array([[1.0] * 104, [0.1] * 104, [*[2.0] * 52, *[6.0] * 52]]), compiled)
    assert result.settled_exactly == 3  # a float cannot tell 1000 from a hair below
    assert result.handed_over == 0  # but 64-bit integers can


@both_paths
def test_twins_among_others(compiled: bool):
    """Pairs of one weight, in rows whose other weights are spread too widely for 64-bit integers."""
    source = random.Random(3)
    problem = territories(source)
    weights = scenarios(source, problem, 200, spread=2.0)
    weights[:, 1::2] = weights[:, ::2]
    result = assert_exact(unbounded(AMOUNT, 104), weights, compiled)
    assert result.handed_over == 0


def with_remainders(
    source: random.Random, bits: int, parts: Sequence[float], shifts: Sequence[int]
) -> list[int]:
    """Whole weights whose shares of 160.1 M$ have these remainders, each moved by so many parts of the total."""
    while True:
        total = (1 << bits) + 2 * source.randrange(1 << (bits - 2)) + 1
        if gcd(total, AMOUNT) == 1:
            wanted = [int(part * total) + shift for part, shift in zip(parts, shifts, strict=True)]
            wanted.append(-sum(wanted) % total)
            step = pow(AMOUNT, -1, total)  # a weight of ``step`` has one part of remainder
            weights = [remainder * step % total for remainder in wanted]
            if sum(weights) == total:
                return weights


@both_paths
@pytest.mark.parametrize("bits", [20, 40, 50])
def test_remainders_that_only_integers_tell_apart(compiled: bool, bits: int):
    """Two remainders of about 0.55 differ by one part in the total, the third is larger, and two cents are missing."""
    source = random.Random(bits)
    rows = [with_remainders(source, bits, [0.55, 0.55], source.choice([[0, 1], [1, 0]])) for _ in range(30)]
    assert_exact(unbounded(AMOUNT, 3), np.array(rows, np.float64), compiled)
    assert_exact(unbounded(AMOUNT, 3), np.array(rows), compiled)


@both_paths
@pytest.mark.parametrize("bits", [20, 40, 50])
def test_amounts_one_part_from_a_whole_cent(compiled: bool, bits: int):
    """Or two parts: just above and just below, without bounds; then with bounds on that very cent."""
    source = random.Random(bits)
    for _ in range(20):
        row = with_remainders(source, bits, [0, 0, 0.4], [1, -2, 0])
        weights = np.array([row], np.float64)
        assert_exact(unbounded(AMOUNT, 4), weights, compiled)
        above, below = (AMOUNT * weight // sum(row) for weight in row[:2])
        for lower, upper in (([0, below + 1], [above, None]), ([above, 0], [None, below + 1])):
            problem = BulkProblem(AMOUNT, list("abcd"), [*lower, 0, 0], [*upper, None, None])
            assert_exact(problem, weights, compiled)


@both_paths
def test_a_hair_from_a_tie_is_handed_over(compiled: bool):
    """7.5 and 2.5 but for a third weight that neither floats nor 64-bit integers can see beside them."""
    weights = np.array([[3.0, 1.0, 2.0**-80], [3.0, 1.0, 0.0]])
    result = assert_exact(unbounded(10, 3), weights, compiled)
    assert (result.settled_exactly, result.handed_over) == (2, 1)


@both_paths
def test_amounts_exactly_on_their_bounds(compiled: bool):
    """The formula meets floors and caps exactly, bounds meet one another, and one cap is none."""
    problem = BulkProblem(1000, list("abcde"), [100, 0, 250, 50, 0], [100, 200, 250, 400, None])
    weights = np.array(
        [[1, 2, 2.5, 0.5, 4], [2, 4, 5, 1, 8], [9, 2, 1, 0.5, 4], [1, 0, 0, 0.5, 3], [1, 1, 1, 1, 0]]
    )
    assert_exact(problem, weights, compiled)


@both_paths
def test_integers_that_no_float_holds(compiled: bool):
    problem = unbounded(AMOUNT, 3)
    weights = np.array([[2**53 + 1, 2**53, 1], [2**62 + 1, 2**62, 3], [2**63 - 1, 2**63 - 2, 0]])
    assert_exact(problem, weights, compiled)
    assert_exact(problem, weights[:, ::-1], compiled)
    assert_exact(problem, np.array([[2**64 - 1, 2**64 - 2, 5]], np.uint64), compiled)


@both_paths
def test_each_reason_is_told(compiled: bool):
    problem = BulkProblem(100, list("abc"), [10, 10, 0], [40, 50, 60])
    weights = np.array([[1.0, 1, 1], [0, 0, 0], [1, 1, 0], [1, -1, 1], [1, 0, 1], [0, 1, 1]])
    result = assert_exact(problem, weights, compiled)
    told = [result.reason(row) for row in range(len(weights))]
    assert told == [
        None,
        Reason.NO_POSITIVE_WEIGHT,
        Reason.CAPS_BELOW_ENVELOPE,
        Reason.NEGATIVE_INPUT,
        None,
        None,
    ]
    assert result.infeasible() == {
        Reason.NEGATIVE_INPUT: 1,
        Reason.NO_POSITIVE_WEIGHT: 1,
        Reason.CAPS_BELOW_ENVELOPE: 1,
    }
    low = BulkProblem(19, problem.codes, problem.lower, problem.upper)
    assert allocate_bulk(low, weights, compiled=compiled).infeasible() == {
        Reason.NEGATIVE_INPUT: 1,
        Reason.FLOORS_EXCEED_ENVELOPE: 5,
    }


@both_paths
def test_many_blocks_on_several_threads_give_the_same(compiled: bool):
    source = random.Random(8)
    problem = territories(source, 9)
    weights = np.tile(scenarios(source, problem, 97), (100, 1))
    weights[::1000] = 0
    alone = allocate_bulk(problem, weights, compiled=compiled, threads=1)
    out = np.empty(weights.shape, np.int64)
    result = allocate_bulk(problem, weights, out=out, compiled=compiled, threads=3)
    assert result.cents is out
    assert (out == alone.cents).all()
    assert (result.feasible == alone.feasible).all()
    assert (out.sum(axis=1) == np.where(result.feasible, AMOUNT, 0)).all()
    assert result.infeasible() == {Reason.NO_POSITIVE_WEIGHT: 10}


@both_paths
def test_any_layout_of_the_weights(compiled: bool):
    source = random.Random(4)
    problem = territories(source, 12)
    weights = scenarios(source, problem, 8).astype(np.float32)
    expected = assert_exact(problem, weights, compiled).cents
    frozen = weights.astype(np.float64)
    frozen.flags.writeable = False
    for layout in (np.asfortranarray(weights), weights[::-1][::-1], frozen, weights.tolist()):
        assert (allocate_bulk(problem, layout, compiled=compiled).cents == expected).all()


@both_paths
def test_nobody_and_nothing(compiled: bool):
    assert allocate_bulk(unbounded(100, 3), np.empty((0, 3)), compiled=compiled).cents.shape == (0, 3)
    assert_exact(unbounded(0, 0), np.empty((2, 0)), compiled)
    assert_exact(unbounded(5, 0), np.empty((2, 0)), compiled)


@pytest.mark.parametrize(
    "weights",
    [
        [[1.0, 2.0]],
        [1.0, 2.0, 3.0],
        [[1.0, 2.0, float("nan")]],
        [[1.0, 2.0, float("inf")]],
        [["1", "2", "3"]],
        [[True, False, True]],
        [[2**70, 1, 1]],
    ],
)
@both_paths
def test_weights_that_cannot_be_read(compiled: bool, weights: list[list[float]]):
    problem = unbounded(100, 3)
    with pytest.raises(ProblemError, match="weights"):
        allocate_bulk(problem, weights, compiled=compiled)


@pytest.mark.parametrize(
    "out", [np.empty((1, 2), np.int64), np.empty((1, 3)), np.empty((1, 6), np.int64)[:, ::2]]
)
def test_an_array_that_cannot_be_filled(out: np.ndarray):
    problem = unbounded(100, 3)
    with pytest.raises(ProblemError, match="out"):
        allocate_bulk(problem, np.ones((1, 3)), out=out)


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (BulkProblem(-1, ["a"], [0], [None]), Reason.NEGATIVE_INPUT),
        (BulkProblem(1, ["a"], [-1], [None]), Reason.NEGATIVE_INPUT),
        (BulkProblem(1, ["a", "a"], [0, 0], [None, None]), Reason.DUPLICATE_CODE),
        (BulkProblem(150, ["a"], [0], [None], 100), Reason.UNIT_MISMATCH),
        (BulkProblem(200, ["a"], [110], [190], 100), Reason.BOUNDS_CROSSED),
    ],
)
def test_what_no_weighting_can_change_is_refused(problem: BulkProblem, reason: Reason):
    weights = np.ones((2, len(problem.codes)))
    with pytest.raises(Infeasible) as refusal:
        allocate_bulk(problem, weights)
    assert refusal.value.reason is reason


@pytest.mark.parametrize(
    "problem",
    [
        BulkProblem(1, ["a"], [0], [None], 0),
        BulkProblem(1, ["a"], [], [None]),
        BulkProblem(1, ["a"], [0], []),
        BulkProblem(2**63, ["a"], [0], [None]),
    ],
)
def test_a_problem_that_cannot_be_read(problem: BulkProblem):
    weights = np.ones((1, 1))
    with pytest.raises(ProblemError):
        allocate_bulk(problem, weights)


def test_without_numba(monkeypatch: pytest.MonkeyPatch):
    """NumPy takes over unless Numba was asked for."""
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "alliances.engine.bulk.compiled", raising=False)
    assert allocate_bulk(unbounded(100, 3), np.ones((1, 3))).cents.tolist() == [[34, 33, 33]]
    with pytest.raises(ImportError):
        allocate_bulk(unbounded(100, 3), np.ones((1, 3)), compiled=True)
