"""What becomes of each recipient over a whole grid of weightings: exactly, one run after another.

``engine.bulk.grid`` does the same for a million weightings in seconds; both count alike.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import comb

from alliances.engine.allocation.criteria import Allocation, allocate
from alliances.engine.allocation.errors import Infeasible, ProblemError
from alliances.engine.allocation.problems import CriteriaProblem
from alliances.engine.allocation.robustness import weight_vectors
from alliances.engine.allocation.solver import settle
from alliances.engine.allocation.weights import coefficients, columns_of, combine
from alliances.engine.numbers import to_integers

ONE_DOLLAR = 100  # cents: a smaller difference is not counted as one
AT_ONCE = 500  # runs between two words of progress
Told = Callable[[int], None]
Vector = tuple[int, ...]


@dataclass(frozen=True)
class Fate:
    """One recipient over the grid. Money in cents; ``lower`` and ``higher`` count the weightings where its amount is at
    least one dollar below, or above, the base run's. Ranks: 1 is the largest amount, ties share the best rank.
    """

    code: str
    cents: int
    rank: int
    lower: int
    higher: int
    least: int
    most: int
    best_rank: int
    worst_rank: int


@dataclass(frozen=True)
class Explored:
    """``answered`` of ``scenarios`` weightings have an answer; with none, the fates are those of the base run."""

    grid: int
    scenarios: int
    answered: int
    fates: list[Fate]


def size_of(criteria: int, grid: int) -> int:
    """How many ways there are to share ``grid`` points among the criteria."""
    return comb(grid + criteria - 1, criteria - 1)


def finest(criteria: int, grids: Iterable[int], most: int) -> int | None:
    """The first of ``grids`` with at most ``most`` weightings; None for a single criterion, or when none fits."""
    if criteria < 2:
        return None
    return next((grid for grid in grids if size_of(criteria, grid) <= most), None)


def explore(problem: CriteriaProblem, grid: int, told: Told = lambda done: None) -> Explored:
    """Run ``problem`` under every weighting of step 1/``grid``; ``told`` hears how many are done, now and then.

    Raises Infeasible when the base run has no answer, ProblemError for dual weights or a grid below 1.
    """
    start = Start(problem, grid)
    tally = Tally(start.base)
    vectors, done = weight_vectors(len(problem.criteria), grid), 0
    while block := list(islice(vectors, AT_ONCE)):
        for vector in block:
            cents = start.run(vector)
            if cents is not None:
                tally.count(cents)
        done += len(block)
        told(done)
    return tally.explored(grid, done)


class Start:
    """A problem ready to be run under any weighting."""

    def __init__(self, problem: CriteriaProblem, grid: int) -> None:
        if problem.dual is not None:
            raise ProblemError("dual", "no dual weights: the grid replaces the criteria's weights")
        if grid < 1:
            raise ProblemError("grid", "a whole number of steps, at least 1")
        self.base = allocate(problem)
        self.columns = columns_of(problem.criteria, self.base.recipients)
        self.multipliers, self.per_multiplier = to_integers([r.multiplier for r in self.base.recipients])

    def run(self, vector: Vector) -> list[int] | None:
        """Cents in the order of the recipients, None where the rules have no answer."""
        criteria = self.base.problem.criteria
        needs = combine(criteria, self.columns, self.multipliers, [coefficients(vector, self.columns)])
        try:
            found = settle(self.base.canonical._replace(weights=needs.weights)).cents
        except Infeasible:
            return None
        return [self.base.problem.base + cents for cents in found]


class Tally:
    """Counts, run after run."""

    def __init__(self, base: Allocation) -> None:
        self.codes, self.past = list(base.cents), list(base.cents.values())
        self.answered = 0
        self.lower, self.higher = [0] * len(self.past), [0] * len(self.past)
        self.least, self.most = list(self.past), list(self.past)
        self.best, self.worst = ranks_of(self.past), ranks_of(self.past)

    def count(self, cents: Sequence[int]) -> None:
        ranks = ranks_of(cents)
        first = self.answered == 0
        self.answered += 1
        for place, (amount, past) in enumerate(zip(cents, self.past, strict=True)):
            self.lower[place] += amount <= past - ONE_DOLLAR
            self.higher[place] += amount >= past + ONE_DOLLAR
        self.least = list(cents) if first else list(map(min, self.least, cents))
        self.most = list(cents) if first else list(map(max, self.most, cents))
        self.best = ranks if first else list(map(min, self.best, ranks))
        self.worst = ranks if first else list(map(max, self.worst, ranks))

    def explored(self, grid: int, scenarios: int) -> Explored:
        columns = (
            self.codes, self.past, ranks_of(self.past), self.lower, self.higher, self.least, self.most,
            self.best, self.worst,
        )  # fmt: skip
        fates = [Fate(*row) for row in zip(*columns, strict=True)]
        return Explored(grid, scenarios, self.answered, fates)


def ranks_of(cents: Sequence[int]) -> list[int]:
    """1 for the largest; those who tie share the best rank."""
    first: dict[int, int] = {}
    for rank, amount in enumerate(sorted(cents, reverse=True), start=1):
        first.setdefault(amount, rank)
    return [first[amount] for amount in cents]
