"""A whole grid of weightings of one problem by criteria, block by block: what ``engine.allocation.exploration`` counts.

A weight is the float nearest to the exact one: an amount may differ by one cent from the exact run's where two
remainders are closer than floats can tell. So the least and the most that are reported are run again exactly, and a
difference under one dollar is counted as none.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from alliances.engine.allocation.exploration import ONE_DOLLAR, Explored, Fate, Start, Told, Vector, ranks_of
from alliances.engine.allocation.problems import CriteriaProblem
from alliances.engine.allocation.robustness import weight_vectors
from alliances.engine.bulk.batch import allocate_bulk
from alliances.engine.bulk.terms import BulkProblem, Integers

AT_ONCE = 8192  # weightings in a block: under 10 MB for a province of territories


def explore(problem: CriteriaProblem, grid: int, told: Told = lambda done: None) -> Explored:
    """As ``engine.allocation.exploration.explore``, in seconds for a million weightings."""
    start = Start(problem, grid)
    canonical = start.base.canonical
    bulk = BulkProblem(canonical.envelope, canonical.codes, canonical.lower, canonical.upper, canonical.unit)
    shares, counts, done = _shares(start), _Counts(start), 0
    vectors = weight_vectors(len(problem.criteria), grid)
    while block := list(islice(vectors, AT_ONCE)):
        result = allocate_bulk(bulk, np.array(block, np.float64) @ shares)
        counts.add(block, result.cents[result.feasible] + problem.base, np.flatnonzero(result.feasible))
        done += len(block)
        told(done)
    return counts.explored(grid, done)


def _shares(start: Start) -> NDArray[np.float64]:
    """A row per criterion: the part of each recipient in it, times its cost multiplier, as the nearest float."""
    return np.array(
        [
            [
                float(Fraction(value * multiplier, (column.total or 1) * start.per_multiplier))
                for value, multiplier in zip(column.values, start.multipliers, strict=True)
            ]
            for column in start.columns
        ]
    )


class _Counts:
    def __init__(self, start: Start) -> None:
        self.start = start
        self.past = np.array(list(start.base.cents.values()), np.int64)
        size = len(self.past)
        self.answered = 0
        self.lower, self.higher = np.zeros(size, np.int64), np.zeros(size, np.int64)
        self.least = np.full(size, np.iinfo(np.int64).max)
        self.most = np.full(size, np.iinfo(np.int64).min)
        self.best, self.worst = np.full(size, size), np.ones(size, np.int64)
        self.at_least: list[Vector] = [()] * size
        self.at_most: list[Vector] = [()] * size

    def add(self, block: list[Vector], cents: Integers, rows: Integers) -> None:
        if not len(cents):
            return
        self.answered += len(cents)
        self.lower += (cents <= self.past - ONE_DOLLAR).sum(axis=0)
        self.higher += (cents >= self.past + ONE_DOLLAR).sum(axis=0)
        self._extremes(block, cents, rows)
        for place in range(len(self.past)):
            ranks = 1 + (cents > cents[:, place : place + 1]).sum(axis=1)
            self.best[place] = min(self.best[place], ranks.min())
            self.worst[place] = max(self.worst[place], ranks.max())

    def _extremes(self, block: list[Vector], cents: Integers, rows: Integers) -> None:
        low, high = cents.argmin(axis=0), cents.argmax(axis=0)
        for place, (row_low, row_high) in enumerate(zip(low, high, strict=True)):
            if cents[row_low, place] < self.least[place]:
                self.least[place] = cents[row_low, place]
                self.at_least[place] = block[rows[row_low]]
            if cents[row_high, place] > self.most[place]:
                self.most[place] = cents[row_high, place]
                self.at_most[place] = block[rows[row_high]]

    def explored(self, grid: int, scenarios: int) -> Explored:
        past = self.past.tolist()
        ranks = ranks_of(past)
        if not self.answered:
            columns: Iterable[Iterable[int]] = (
                past,
                ranks,
                [0] * len(past),
                [0] * len(past),
                past,
                past,
                ranks,
                ranks,
            )
        else:
            columns = (
                past, ranks, self.lower.tolist(), self.higher.tolist(), self._exactly(self.at_least),
                self._exactly(self.at_most), self.best.tolist(), self.worst.tolist(),
            )  # fmt: skip
        fates = [Fate(code, *row) for code, *row in zip(self.start.base.cents, *columns, strict=True)]
        return Explored(grid, scenarios, self.answered, fates)

    def _exactly(self, vectors: list[Vector]) -> list[int]:
        """The amount of each recipient under its own weighting, by the exact engine."""
        runs = {vector: self.start.run(vector) for vector in set(vectors)}
        return [(runs[vector] or self.past.tolist())[place] for place, vector in enumerate(vectors)]
