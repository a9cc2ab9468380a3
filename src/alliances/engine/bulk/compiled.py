"""The float path compiled by Numba, row after row. Importing this module needs Numba (the optional extra ``bulk``).

The package says what floats may decide, and why. Only sums whose terms may be added in any order are compiled with
``reassoc``, in functions of their own: Numba marks all that such a function calls as well, and the error of a product
would be rounded away.
"""

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from alliances.engine.bulk.terms import (
    CLEAR,
    CLOSE,
    ENOUGH,
    MOST_OVER,
    MOST_STEPS,
    Flags,
    Floats,
    Integers,
)

_HELD = -2.0  # in place of a remainder, for a recipient held at a bound

plain = njit(nogil=True, error_model="numpy")
any_order = njit(nogil=True, error_model="numpy", fastmath={"reassoc", "nsz"})


@intrinsic
def fused(_context: Any, _a: Any, _b: Any, _c: Any) -> Any:
    """a * b + c, rounded once."""

    def emit(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.fma(*values)

    return types.float64(types.float64, types.float64, types.float64), emit


@plain
def decide(
    weights: Floats,
    cents: Integers,
    envelope: int,
    unit: int,
    lower: Floats,
    upper: Floats,
    tolerance: float,
    sure: Flags,
) -> None:
    """Fill the rows of ``cents`` that floats can prove and flag them in ``sure``; the others are left undefined."""
    size = weights.shape[1]
    wholes, rests = np.empty(size), np.empty(size)
    spread = float(envelope)  # value of the point times total weight, a good guess for the next row
    for row in range(weights.shape[0]):
        w = weights[row]
        sure[row] = False
        total, odd = _look(w)
        if not 0.0 < total < np.inf or (odd > 0 and not _simple(w, lower, upper, envelope)):
            continue
        solved = _point(w, lower, upper, envelope, spread / total)
        if solved[0] < 0.0:
            continue
        spread = solved[0] * total
        missing = _remainders(w, lower, upper, solved, float(envelope), tolerance, wholes, rests)
        if missing >= 0.0:
            sure[row] = _serve(wholes, rests, missing, envelope, unit, tolerance, cents[row])


@any_order
def _look(w: Floats) -> tuple[float, int]:
    """Sum of the weights, and how many are not above zero."""
    total, odd = 0.0, 0
    for i in range(w.shape[0]):
        total += w[i]
        odd += not w[i] > 0.0
    return total, odd


@any_order
def _simple(w: Floats, lower: Floats, upper: Floats, envelope: int) -> bool:
    """Whether no weight is negative and the caps leave room for more than the envelope."""
    most, negative = 0.0, 0
    for i in range(w.shape[0]):
        most += upper[i] if w[i] > 0.0 else lower[i]
        negative += not w[i] >= 0.0
    return negative == 0 and most > envelope


@any_order
def _held_and_slope(w: Floats, lower: Floats, upper: Floats, point: float) -> tuple[float, float]:
    """Units held at bounds (exact), and the sum of the free weights."""
    held, slope = 0.0, 0.0
    for i in range(w.shape[0]):
        v, lo, hi = w[i] * point, lower[i], upper[i]
        held += lo if v <= lo else (hi if v >= hi else 0.0)
        slope += w[i] if (v > lo) & (v < hi) else 0.0
    return held, slope


@plain
def _point(
    w: Floats, lower: Floats, upper: Floats, envelope: int, point: float
) -> tuple[float, float, float]:
    """Newton's iteration, kept between brackets: the point, free weights, units left for them. Point -1: not found."""
    below, above = 0.0, np.inf
    for _ in range(MOST_STEPS):
        held, slope = _held_and_slope(w, lower, upper, point)
        left = envelope - held
        step = left / slope if slope > 0.0 else -1.0
        if abs(step - point) <= point * ENOUGH or (slope == 0.0 and left == 0.0):
            return point, slope, left
        if slope * point > left:
            above = point
        else:
            below = point
        halfway = 0.5 * (below + above) if above < np.inf else 2.0 * point
        point = step if below < step < above else halfway
    return -1.0, 0.0, 0.0


@plain
def _parts(weight: float, point: float) -> tuple[float, float, float]:
    """A product as a float, its whole units, and what is left of it with the error of the product."""
    v = weight * point
    whole = np.floor(v)
    return v, whole, (v - whole) + fused(weight, point, -v)  # type: ignore[call-arg]  # the compiler hands over the context


@plain
def _cut(w: Floats, lower: Floats, upper: Floats, point: float, wholes: Floats, rests: Floats) -> int:
    """Whole units and remainders at this point, and how many recipients are too close to the bound that holds them."""
    doubts = 0
    for i in range(w.shape[0]):
        lo, hi = lower[i], upper[i]
        v, whole, r = _parts(w[i], point)
        free = (v > lo) & (v < hi)
        bound = lo if v <= lo else hi
        doubts += (not free) & (not abs(v - bound) >= v * CLEAR)
        wholes[i] = whole if free else bound
        rests[i] = r if free else _HELD
    return doubts


@any_order
def _sums(wholes: Floats, rests: Floats) -> tuple[float, float]:
    """Sum of the whole units (exact), and of the remainders of the free recipients."""
    units, rest = 0.0, 0.0
    for i in range(rests.shape[0]):
        units += wholes[i]
        rest += rests[i] if rests[i] > _HELD else 0.0
    return units, rest


@plain
def _remainders(
    w: Floats,
    lower: Floats,
    upper: Floats,
    solved: tuple[float, float, float],
    envelope: float,
    tolerance: float,
    wholes: Floats,
    rests: Floats,
) -> float:
    """Fill whole units and remainders, right within the tolerance; the missing units, -1 when anything is in doubt."""
    point, slope, left = solved
    doubts = _cut(w, lower, upper, point, wholes, rests)
    units, rest = _sums(wholes, rests)
    missing = envelope - units
    over = missing - rest  # what the point leaves over
    far = slope > 0.0 and 2.0 * (abs(over) + tolerance) > CLOSE * left
    if doubts > 0 or far or not abs(over) <= MOST_OVER:
        return -1.0
    shift = over / slope if slope > 0.0 else 0.0
    for i in range(w.shape[0]):
        free = rests[i] > _HELD
        r = rests[i] + w[i] * shift
        doubts += free & ((r < tolerance) | (r > 1.0 - tolerance))
        rests[i] = r if free else _HELD
    return missing if doubts == 0 else -1.0


@plain
def _serve(
    wholes: Floats,
    rests: Floats,
    missing: float,
    envelope: int,
    unit: int,
    tolerance: float,
    cents: Integers,
) -> bool:
    """Write the cents, one more unit where the remainder is above the threshold. Whether that is certain."""
    threshold = _threshold(rests, missing)
    doubts, total = 0, 0
    for i in range(rests.shape[0]):
        doubts += abs(rests[i] - threshold) <= tolerance
        units = int(wholes[i]) + (rests[i] > threshold)
        cents[i] = units * unit
        total += units
    return doubts == 0 and total == envelope


@plain
def _threshold(rests: Floats, missing: float) -> float:
    """A number below exactly ``missing`` remainders, by interpolation on how many are above; 0 when none is found."""
    low, high, above_low, above_high = 0.0, 1.0, _count(rests, 0.0), 0
    for _ in range(MOST_STEPS):
        if above_low == above_high:
            break
        guess = low + (high - low) * ((above_low - missing) / (above_low - above_high))
        above = _count(rests, guess)
        if above == missing:
            return guess
        if above > missing:
            low, above_low = guess, above
        else:
            high, above_high = guess, above
    return 0.0


@plain
def _count(rests: Floats, threshold: float) -> int:
    above = 0
    for i in range(rests.shape[0]):
        above += rests[i] > threshold
    return above
