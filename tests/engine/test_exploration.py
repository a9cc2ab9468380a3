"""Every weighting of a grid: what the exact engine counts, the arrays count too, and both say where they are."""

import random
from fractions import Fraction

import pytest

from alliances.engine.allocation import CriteriaProblem, Criterion, Infeasible, ProblemError, Recipient, Rules
from alliances.engine.allocation.exploration import explore, finest, size_of
from alliances.engine.bulk import grid as bulk

CODES = ("base", "population", "besoin")


def drawn(seed, size=12, **rules):
    source = random.Random(seed)
    return CriteriaProblem(
        envelope=10_000_000,
        criteria=[Criterion(code, weight) for code, weight in zip(CODES, (1, 2, 3), strict=True)],
        recipients=[
            Recipient(
                f"{place:03}",
                {code: source.randrange(1, 10_000) for code in CODES},
                multiplier=source.choice([1, Fraction(23, 20)]),
            )
            for place in range(size)
        ],
        rules=Rules(**rules),
    )


@pytest.mark.parametrize("rules", [{}, {"floor": 500_000}, {"cap": 1_000_000}])
@pytest.mark.parametrize("seed", range(3))
def test_arrays_count_what_the_exact_engine_counts(seed, rules):
    problem = drawn(seed, **rules)
    assert bulk.explore(problem, 10) == explore(problem, 10)


def test_three_territories_by_hand():
    """P25 of our notes: 15 weightings; here A and C gain a dollar or more in 8 of 15, B in 5."""
    shares = {"A": (20, 3, 8), "B": (50, 9, 1), "C": (30, 8, 1)}
    problem = CriteriaProblem(
        envelope=100_000,
        criteria=[Criterion("x", 1), Criterion("y", 1)],
        recipients=[Recipient(code, {"x": x, "y": y}) for code, (x, y, _z) in shares.items()],
    )
    found = explore(problem, 4)
    assert (found.scenarios, found.answered) == (size_of(2, 4), 5)
    first = found.fates[0]  # x alone gives 20 %, y alone 15 %; the split itself 17,5 %
    assert (first.cents, first.least, first.most) == (17_500, 15_000, 20_000)
    assert (first.lower, first.higher) == (2, 2)
    assert (first.rank, first.best_rank, first.worst_rank) == (3, 3, 3)
    assert bulk.explore(problem, 4) == found


def test_a_difference_under_one_dollar_is_none():
    recipients = [Recipient("A", {"x": 1_000, "y": 1_001}), Recipient("B", {"x": 1_000, "y": 1_000})]
    criteria = [Criterion("x", 1), Criterion("y", 0)]
    small = CriteriaProblem(100_000, criteria, recipients)
    large = CriteriaProblem(100_000_000, criteria, recipients)
    assert [(fate.lower, fate.higher) for fate in explore(small, 4).fates] == [(0, 0), (0, 0)]
    assert [(fate.lower, fate.higher) for fate in explore(large, 4).fates] == [(0, 4), (4, 0)]


def test_weightings_without_answer_are_counted_apart():
    """With a weight on `y` alone nobody but A has a weight, and its cap leaves money to nobody."""
    recipients = [Recipient("A", {"x": 1, "y": 1}), Recipient("B", {"x": 1, "y": 0})]
    problem = CriteriaProblem(1_000, [Criterion("x", 1), Criterion("y", 1)], recipients, rules=Rules(cap=800))
    found = explore(problem, 2)
    assert (found.scenarios, found.answered) == (3, 2)
    assert bulk.explore(problem, 2) == found


def test_progress_is_told_to_the_end():
    told: list[int] = []
    bulk.explore(drawn(0), 10, told.append)
    assert told[-1] == size_of(3, 10)
    told.clear()
    explore(drawn(0), 40, told.append)
    assert told == sorted(told)
    assert len(told) == 2
    assert told[-1] == size_of(3, 40)


def test_what_cannot_be_explored_is_refused():
    with pytest.raises(ProblemError):
        explore(drawn(0), 0)
    with pytest.raises(Infeasible):
        explore(drawn(0, floor=10_000_000), 2)


def test_the_finest_grid_that_fits():
    assert finest(1, (10, 5), 100) is None
    assert finest(3, (100, 10, 5), 70) == 10
    assert finest(3, (100, 10), 5) is None
