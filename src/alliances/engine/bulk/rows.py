"""Rows settled one way or another: refused, trivial, in floats, in integers, or by the exact engine."""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from alliances.engine.allocation.errors import Infeasible, ProblemError, Reason
from alliances.engine.allocation.solver import settle
from alliances.engine.bulk import floats, integers
from alliances.engine.bulk.terms import WHOLE_IN_FLOATS, Flags, Floats, Integers, Terms
from alliances.engine.numbers import to_integers

REASONS = (
    None,
    Reason.NEGATIVE_INPUT,
    Reason.FLOORS_EXCEED_ENVELOPE,
    Reason.NO_POSITIVE_WEIGHT,
    Reason.CAPS_BELOW_ENVELOPE,
)
"""What the number of a verdict means; the exact engine checks in this order."""


class Settled(NamedTuple):
    """Cents and verdict of each row; how many floats left in doubt, and how many of these the exact engine took."""

    cents: Integers
    verdicts: NDArray[np.uint8]
    in_doubt: int
    handed_over: int


def settle_rows(table: NDArray[Any], terms: Terms) -> Settled:
    """Settle every row of weights, each in the first way that is certain."""
    with np.errstate(all="ignore"):  # a number that overflows leaves its row in doubt
        w = table.astype(np.float64)
        if not np.isfinite(w).all():
            raise ProblemError("weights", "finite numbers")
        units = np.zeros(table.shape, np.int64)
        verdicts, waiting = _first_look(w, units, terms)
        if terms.in_floats:
            in_doubt, left = _share_out(table, w, units, waiting, terms)
        else:
            in_doubt = left = waiting
    cents = units * terms.unit
    for row in left:
        cents[row], verdicts[row] = _settle_exactly(table[row], terms)
    return Settled(cents, verdicts, len(in_doubt), len(left))


def _first_look(w: Floats, units: Integers, terms: Terms) -> tuple[NDArray[np.uint8], Integers]:
    """Verdicts, and the rows to be shared out. Fills those where everyone is at the floor or everyone at the cap."""
    verdicts = np.zeros(len(w), np.uint8)
    negative = (w < 0).any(axis=1)
    if terms.in_floats:
        most = np.where(w > 0, terms.upper, terms.lower).sum(axis=1)
        verdicts[most < terms.envelope] = REASONS.index(Reason.CAPS_BELOW_ENVELOPE)
        if terms.floors < terms.envelope:
            verdicts[~(w > 0).any(axis=1)] = REASONS.index(Reason.NO_POSITIVE_WEIGHT)
        elif terms.floors > terms.envelope:
            verdicts[:] = REASONS.index(Reason.FLOORS_EXCEED_ENVELOPE)
    verdicts[negative] = REASONS.index(Reason.NEGATIVE_INPUT)
    if not terms.in_floats:
        return verdicts, np.flatnonzero(verdicts == 0)
    everyone_low = (verdicts == 0) & (terms.floors == terms.envelope)
    everyone_high = (verdicts == 0) & (most == terms.envelope) & ~everyone_low
    units[everyone_low] = terms.lower.astype(np.int64)
    units[everyone_high] = np.where(w[everyone_high] > 0, terms.upper, terms.lower).astype(np.int64)
    return verdicts, np.flatnonzero((verdicts == 0) & ~everyone_low & ~everyone_high)


def _share_out(
    table: NDArray[Any], w: Floats, units: Integers, waiting: Integers, terms: Terms
) -> tuple[Integers, Integers]:
    """Fill the rows that floats, then integers, can prove; the rows in doubt after floats, and after integers."""
    w = w[waiting]
    points = floats.find_points(w, terms)
    found, sure = floats.decide(w, points, terms)
    sure &= np.isfinite(w.sum(axis=1)) & ~beyond_floats(table[waiting])
    units[waiting[sure]] = found[sure]
    in_doubt = np.flatnonzero(~sure)
    sides = floats.sides(w[in_doubt] * points.point[in_doubt, None], terms)
    whole, fits = integers.whole_weights(table[waiting[in_doubt]])
    found, sure = integers.decide(whole, sides, terms)
    sure &= fits
    units[waiting[in_doubt[sure]]] = found[sure]
    return waiting[in_doubt], waiting[in_doubt[~sure]]


def beyond_floats(table: NDArray[Any]) -> Flags:
    """Rows with an integer that no float holds for sure."""
    if table.dtype.kind == "f" or table.dtype.itemsize < 8:
        return np.zeros(len(table), np.bool_)
    return np.any(table > WHOLE_IN_FLOATS, axis=1)


def _settle_exactly(weights: NDArray[Any], terms: Terms) -> tuple[list[int], int]:
    """Cents of one row by the exact engine, and the verdict."""
    exact, _ = to_integers([Fraction(weight) for weight in weights.tolist()])
    try:
        return settle(terms.canonical._replace(weights=exact)).cents, 0
    except Infeasible as obstacle:
        return [0] * len(exact), REASONS.index(obstacle.reason)
