"""Measures beside the amounts: sensitivity, robustness, concentration, normalisations."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.strategies import criteria_problems

from alliances.engine.allocation import (
    CriteriaProblem,
    Criterion,
    CriterionKind,
    Infeasible,
    Normalisation,
    ProblemError,
    Reason,
    Recipient,
    Rules,
    Tilt,
    allocate,
    explore_weights,
    measure_concentration,
    need_weights,
    normalise,
    rank_tilt,
    weight_derivatives,
)
from alliances.engine.allocation.robustness import weight_vectors

FOUR = {"a": 10, "b": 14, "c": 18, "d": 30}


def tilted_problem() -> CriteriaProblem:
    criteria = [Criterion("e", "20", CriterionKind.EQUAL), Criterion("x", "50"), Criterion("y", "30")]
    rows = (("A", 20, 3, 1), ("B", 50, 9, "1.5"), ("C", 30, 8, 1), ("D", 1, 0, 1))
    recipients = [Recipient(code, {"x": x, "y": y}, multiplier=k) for code, x, y, k in rows]
    return CriteriaProblem(1_000_000, criteria, recipients, Rules(floor=90_000, cap=480_000), base=10_000)


@pytest.mark.parametrize("criterion", ["e", "x", "y"])
def test_derivatives_are_the_limit_of_small_changes(criterion):
    problem = tilted_problem()
    base = allocate(problem)
    step = Fraction(1, 10**9)
    moved = [
        replace(c, weight=Fraction(c.weight) + step) if c.code == criterion else c for c in problem.criteria
    ]
    after = allocate(replace(problem, criteria=moved))
    found = weight_derivatives(base)[criterion]
    assert {line.state for line in base.lines} == {"free", "floor", "cap"}
    assert sum(found.values()) == 0
    for line in base.lines:
        measured = (after.line(line.code).exact - line.exact) / step
        assert abs(measured - found[line.code]) < Fraction(1, 1000)


@given(criteria_problems())
def test_moving_all_weights_together_changes_nothing(problem):
    derivatives = weight_derivatives(allocate(problem))
    for recipient in problem.recipients:
        moved = sum(Fraction(c.weight) * derivatives[c.code][recipient.code] for c in problem.criteria)
        assert moved == 0


def test_dual_weights_have_no_derivative_and_no_grid():
    problem = replace(tilted_problem(), dual={"x": 1})
    with pytest.raises(ProblemError, match="dual"):
        weight_derivatives(allocate(problem))
    with pytest.raises(ProblemError, match="dual"):
        explore_weights(problem, 2)


@given(st.integers(1, 4), st.integers(1, 6))
def test_the_grid_is_the_whole_simplex_once(criteria, grid):
    vectors = list(weight_vectors(criteria, grid))
    every = {v for v in product(range(grid + 1), repeat=criteria) if sum(v) == grid}
    assert len(vectors) == len(set(vectors)) == comb(grid + criteria - 1, criteria - 1)
    assert set(vectors) == every


@given(criteria_problems(), st.integers(1, 2))
def test_robustness_is_that_of_runs_one_by_one(problem, grid):
    result = explore_weights(problem, grid)
    runs = [
        allocate(
            replace(
                problem,
                criteria=[replace(c, weight=w) for c, w in zip(problem.criteria, vector, strict=True)],
            )
        )
        for vector in weight_vectors(len(problem.criteria), grid)
    ]
    assert result.scenarios == len(runs)
    for line in result.base.lines:
        gains = sum(run.line(line.code).exact > line.exact for run in runs)
        assert result.gain_share[line.code] == Fraction(gains, len(runs))
        assert result.lowest[line.code] == min(run.cents[line.code] for run in runs)
        assert result.highest[line.code] == max(run.cents[line.code] for run in runs)


@pytest.mark.parametrize("grid", [0, -1, 10**6])
def test_a_grid_out_of_range_is_refused(grid):
    with pytest.raises(ProblemError, match="grid"):
        explore_weights(tilted_problem(), grid)


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 50), st.integers(0, 5)), min_size=1, max_size=6)
)
def test_gini_is_the_mean_difference(rows):
    rows = [*rows, (7, 3, 2)]
    amounts = {f"{i}": row[0] for i, row in enumerate(rows)}
    persons = {f"{i}": row[1] for i, row in enumerate(rows)}
    rates = {f"{i}": row[2] for i, row in enumerate(rows)}
    measures = measure_concentration(amounts, persons, rates)
    n, mean = sum(persons.values()), Fraction(sum(amounts.values()), sum(persons.values()))
    per = measures.per_person
    spread = sum(persons[i] * persons[j] * abs(per[i] - per[j]) for i in per for j in per)
    assert measures.gini == spread / (2 * n * n * mean)
    assert measures.suits is not None
    assert -1 <= measures.suits <= 1
    assert measures.lorenz[0] == (0, 0)
    assert measures.lorenz[-1] == (1, 1)


@pytest.mark.parametrize(
    ("amounts", "persons", "rates", "field"),
    [
        ({"A": 1}, {"A": 0}, None, "persons.A"),
        ({"A": 1}, {"B": 1}, None, "persons"),
        ({"A": 1}, {"A": 1}, {}, "rate"),
        ({"A": 0}, {"A": 1}, None, "amount"),
    ],
)
def test_concentration_without_persons_or_money_is_refused(amounts, persons, rates, field):
    with pytest.raises(ProblemError) as refusal:
        measure_concentration(amounts, persons, rates)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Normalisation.Z_SCORE, "-1.069044968 -0.534522484 0 1.603567451"),
        (Normalisation.MODIFIED_Z, "-1.01175 -0.33725 0.33725 2.36075"),
        (Normalisation.MIN_MAX, "0 0.2 0.4 1"),
        (Normalisation.RANK, "0.25 0.5 0.75 1"),
        (Normalisation.EXPONENTIAL_RANK, "6.517733264 15.646790073 31.009143533 100"),
    ],
)
def test_normalisations(method, expected):
    assert list(normalise(FOUR, method).values()) == [Fraction(text) for text in expected.split()]


@pytest.mark.parametrize("method", [Normalisation.MIN_MAX, Normalisation.Z_SCORE, Normalisation.MODIFIED_Z])
def test_no_spread_is_said(method):
    with pytest.raises(Infeasible) as obstacle:
        normalise({"a": 1, "b": 1, "c": 1}, method)
    assert obstacle.value.reason is Reason.NO_SPREAD


def test_half_of_the_values_at_the_median_leave_no_modified_score():
    values = {"a": 1, "b": 1, "c": 1, "d": 9}
    assert normalise(values, Normalisation.Z_SCORE)
    with pytest.raises(Infeasible):
        normalise(values, Normalisation.MODIFIED_Z)


def test_equal_values_share_their_mean_rank():
    assert normalise({"a": 5, "b": 7, "c": 5}, Normalisation.RANK) == {
        "a": Fraction(1, 2),
        "b": Fraction(1),
        "c": Fraction(1, 2),
    }
    assert rank_tilt({"only": 3}, first=4, last="0.5") == {"only": 4}
    with pytest.raises(ProblemError):
        rank_tilt({}, 1, 2)
    with pytest.raises(ProblemError):
        normalise({}, Normalisation.RANK)


@pytest.mark.parametrize(
    ("scores", "tilt", "slope", "intercept", "percent"),
    [
        (Normalisation.Z_SCORE, Tilt.EXPONENTIAL, "0.5", 1, "12.79 16.71 21.83 48.67"),
        (Normalisation.Z_SCORE, Tilt.LINEAR, "0.25", 1, "18.32 21.66 25 35.02"),
        (Normalisation.MIN_MAX, Tilt.LINEAR, 1, "0.5", "13.89 19.44 25 41.67"),
    ],
)
def test_the_choice_of_tilt_moves_money(scores, tilt, slope, intercept, percent):
    """Equal populations, share of the envelope in per cent."""
    people = dict.fromkeys(FOUR, 1000)
    weights = need_weights(people, normalise(FOUR, scores), tilt, slope, intercept)
    total = sum(weights.values())
    assert [round(weight * 100 / total, 2) for weight in weights.values()] == [
        Fraction(text) for text in percent.split()
    ]


def test_extreme_values_stay_readable():
    """The widest values that can be read: a robust score far beyond 28 digits, a coefficient out of reach."""
    scores = normalise({"a": 0, "b": "1e-99", "c": "2e-99", "d": "9" * 60 + "e99"}, Normalisation.MODIFIED_Z)
    assert scores["d"] > 10**200
    with pytest.raises(ProblemError, match="slope"):
        need_weights({"a": 1}, {"a": 501}, Tilt.EXPONENTIAL, 1)
    assert need_weights({"a": 1}, {"a": -1000}, Tilt.EXPONENTIAL, 1) == {"a": 0}


def test_a_tilt_below_zero_is_refused():
    with pytest.raises(Infeasible) as obstacle:
        need_weights(dict.fromkeys(FOUR, 1), normalise(FOUR, Normalisation.Z_SCORE), Tilt.LINEAR, 1)
    assert (obstacle.value.reason, obstacle.value.codes) == (Reason.NEGATIVE_WEIGHT, ("a",))
