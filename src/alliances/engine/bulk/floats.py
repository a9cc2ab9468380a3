"""The float path in NumPy, on blocks of rows; the package says what floats may decide, and why.

Beside the compiled path it settles ties between recipients of one weight.
"""

from typing import NamedTuple

import numpy as np

from alliances.engine.bulk.terms import (
    CLEAR,
    CLOSE,
    MOST_OVER,
    MOST_STEPS,
    Flags,
    Floats,
    Integers,
    Terms,
)

_HELD = -2.0  # in place of a remainder, for a recipient held at a bound
_SPLITTER = 2.0**27 + 1
_ENOUGH = 2.0**-50  # a relative step of the iteration that is its last


class Sides(NamedTuple):
    """Who is held at the floor, who at the cap, per row and recipient."""

    at_floor: Flags
    at_cap: Flags


class Points(NamedTuple):
    """Per row: the point, the sum of the free weights, and whether the iteration ended."""

    point: Floats
    slope: Floats
    found: Flags


def find_points(weights: Floats, terms: Terms) -> Points:
    """Newton's iteration on all rows, kept between brackets; the rows that are done leave."""
    size = len(weights)
    points = Points(np.zeros(size), np.zeros(size), np.zeros(size, np.bool_))
    rows, w = np.arange(size), weights
    point = terms.envelope / w.sum(axis=1)
    below, above = np.zeros(size), np.full(size, np.inf)
    for _ in range(MOST_STEPS):
        held, slope = _held_and_slope(w, point, terms)
        left = terms.envelope - held
        step = np.where(slope > 0, left / slope, -1.0)
        done = (abs(step - point) <= point * _ENOUGH) | ((slope == 0) & (left == 0))
        over = slope * point > left
        above, below = np.where(over, point, above), np.where(over, below, point)
        halfway = np.where(np.isinf(above), 2 * point, (below + above) / 2)
        following = np.where((below < step) & (step < above), step, halfway)
        for column, values in zip(points, (point, slope, done), strict=True):
            column[rows] = values
        going = ~done
        if not going.any():
            break
        if done.any():
            rows, w, below, above, following = (
                rows[going],
                w[going],
                below[going],
                above[going],
                following[going],
            )
        point = following
    return points


def _held_and_slope(w: Floats, point: Floats, terms: Terms) -> tuple[Floats, Floats]:
    """Units held at bounds (exact), and the sum of the free weights."""
    at_floor, at_cap = sides(w * point[:, None], terms)
    held = np.where(at_floor, terms.lower, np.where(at_cap, terms.upper, 0.0)).sum(axis=1)
    return held, np.where(at_floor | at_cap, 0.0, w).sum(axis=1)


def sides(products: Floats, terms: Terms) -> Sides:
    """On which side each recipient is, by weight times point."""
    at_floor = products <= terms.lower
    return Sides(at_floor, (products >= terms.upper) & ~at_floor)


def decide(weights: Floats, points: Points, terms: Terms) -> tuple[Integers, Flags]:
    """Units of each row, and whether they are certain; a row in doubt holds nothing of use."""
    wholes, rests, missing, sure = _remainders(weights, points, terms)
    extra, clear = _served(weights, rests, missing, terms)
    units = (wholes + extra).astype(np.int64)
    return units, sure & clear & (units.sum(axis=1) == terms.envelope)


def _remainders(w: Floats, points: Points, terms: Terms) -> tuple[Floats, Floats, Floats, Flags]:
    """Whole units, remainders right within the tolerance, missing units; whether all of it is certain."""
    point, slope, found = points
    v, errors = _products(w, point[:, None])
    at_floor, at_cap = sides(v, terms)
    held = at_floor | at_cap
    bounds = np.where(at_floor, terms.lower, terms.upper)
    clear = ~held | (abs(v - bounds) >= CLEAR * v)
    wholes = np.where(held, bounds, np.floor(v))
    rests = np.where(held, 0.0, (v - wholes) + errors)
    missing = terms.envelope - wholes.sum(axis=1)
    over = missing - rests.sum(axis=1)
    shared = slope * point
    close = (abs(over) <= MOST_OVER) & ((slope == 0) | (2 * (abs(over) + terms.tolerance) <= CLOSE * shared))
    shift = np.where(slope > 0, over / slope, 0.0)
    rests = np.where(held, _HELD, rests + w * shift[:, None])
    inside = held | ((rests >= terms.tolerance) & (rests <= 1 - terms.tolerance))
    sure = found & close & (missing >= 0) & (missing <= w.shape[1]) & (clear & inside).all(axis=1)
    return wholes, rests, missing, sure


def _products(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Dekker's product: a * b as a float, and the exact error of that float."""
    product = a * b
    (a_high, a_low), (b_high, b_low) = _halves(a), _halves(b)
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _halves(a: Floats) -> tuple[Floats, Floats]:
    """Veltkamp's split: two floats of 26 bits whose sum is ``a``. Not a number beyond 2^996."""
    wide = _SPLITTER * a
    high = wide - (wide - a)
    return high, a - high


def _served(w: Floats, rests: Floats, missing: Floats, terms: Terms) -> tuple[Flags, Flags]:
    """Who gets one more unit; whether that is certain in each row."""
    size = w.shape[1]
    edge = np.full((len(w), 1), np.inf)
    steps = np.concatenate([-edge, np.sort(rests, axis=1), edge], axis=1)
    place = size - np.clip(np.nan_to_num(missing), 0, size).astype(np.int64)[:, None]
    last, following = (np.take_along_axis(steps, place + k, axis=1) for k in (1, 0))
    clear = (last - following)[:, 0] > 2 * terms.tolerance
    extra = rests >= last
    rows = np.flatnonzero(~clear)
    if rows.size:
        extra[rows], clear[rows] = _twins_served(w[rows], rests[rows], missing[rows, None], last[rows], terms)
    return extra, clear


def _twins_served(
    w: Floats, rests: Floats, missing: Floats, last: Floats, terms: Terms
) -> tuple[Flags, Flags]:
    """The same, where remainders about the last one served are too close: certain if they belong to one weight."""
    near = abs(rests - last) <= 2 * terms.tolerance
    twins = np.where(near, w, np.inf).min(axis=1) == np.where(near, w, 0.0).max(axis=1)
    above = rests > last + 2 * terms.tolerance
    rank = np.empty(w.shape, np.int64)
    rank[:, terms.by_code] = near[:, terms.by_code].cumsum(axis=1)
    return above | (near & (rank <= missing - above.sum(axis=1, keepdims=True))), twins
