"""Rows that floats cannot decide, in 64-bit integers without rounding, where the weights fit.

With weights W brought to integers whose sum S stays below 2^61, and R units for the free recipients, the amount W R / S
has the whole part q and the remainder r = W R - q S. Both products may pass 64 bits, but integers wrap around modulo
2^64 and r is small: with a q that is wrong by 1 at most, the difference is below 2^62 and right; one more division by S
corrects q.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from alliances.engine.bulk.floats import Sides
from alliances.engine.bulk.terms import Flags, Integers, Terms

_BITS = 61
_NO_CAP = 2**62
_LARGEST_PRODUCT = 2.0**50  # up to here, the whole part of a float product is wrong by 1 at most


def whole_weights(table: NDArray[Any]) -> tuple[Integers, Flags]:
    """The weights times a power of two of each row, and whether these are integers whose sum is below 2^61."""
    w = table.astype(np.float64)
    totals = w.sum(axis=1)
    if table.dtype.kind != "f":
        fits = totals < 2.0**_BITS
        return np.where(fits[:, None], table, 0).astype(np.int64), fits
    powers = _BITS - np.frexp(totals)[1][:, None]
    scaled = np.ldexp(w, powers)
    whole = (scaled == np.floor(scaled)) & (np.ldexp(scaled, -powers) == w)
    fits = whole.all(axis=1) & np.isfinite(totals)
    return np.where(fits[:, None], scaled, 0.0).astype(np.int64), fits


def decide(weights: Integers, sides: Sides, terms: Terms) -> tuple[Integers, Flags]:
    """Units of each row, and whether they are certain: they are where the sides of the recipients were right."""
    lower, upper = (np.where(np.isfinite(b), b, _NO_CAP).astype(np.int64) for b in (terms.lower, terms.upper))
    at_floor, at_cap = sides
    held = at_floor | at_cap
    bounds = np.where(at_floor, lower, upper)
    left = terms.envelope - np.where(held, bounds, 0).sum(axis=1, keepdims=True)
    total = np.where(held, 0, weights).sum(axis=1, keepdims=True)
    possible = ((left > 0) & (total > 0))[:, 0]
    left, total = np.where(left > 0, left, 1), np.where(total > 0, total, 1)
    guess = weights * (left / total)
    possible &= (guess <= _LARGEST_PRODUCT).all(axis=1)
    whole = np.where(possible[:, None], guess, 0.0).astype(np.int64)
    carry, rest = np.divmod(weights * left - whole * total, total)
    whole += carry
    below = (whole < lower) | ((whole == lower) & (rest == 0))
    within = (whole >= lower) & ((whole < upper) | ((whole == upper) & (rest == 0)))
    right = np.where(at_floor, below, np.where(at_cap, whole >= upper, within)).all(axis=1)
    units = np.where(held, bounds, whole)
    return units + _served(np.where(held, 0, rest), units, terms), possible & right


def _served(rests: Integers, units: Integers, terms: Terms) -> Flags:
    """Who gets one more unit: the largest remainders, ties by code."""
    missing = terms.envelope - units.sum(axis=1, keepdims=True)
    in_order = np.argsort(-rests[:, terms.by_code], axis=1, kind="stable")
    served = np.zeros(rests.shape, np.bool_)
    first = np.arange(rests.shape[1]) < missing
    np.put_along_axis(served, terms.by_code[in_order], first, axis=1)
    return served
