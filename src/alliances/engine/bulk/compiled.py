"""The float path compiled by Numba, row after row. Importing this module needs Numba (the optional extra ``bulk``).

The package says what floats may decide, and why. Only sums whose terms may be added in any order are compiled with
``reassoc``, in functions of their own: Numba marks all that such a function calls as well, and the error of a product
would be rounded away.

``decide`` holds the loops itself, and hands arrays only to functions that call no other with them: Numba would count
references, atomically, at every further call.
"""

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from alliances.engine.bulk.terms import (
    CLEAR,
    CLOSE,
    MOST_OVER,
    MOST_STEPS,
    SHORT,
    Flags,
    Floats,
    Integers,
)

_HELD = -2.0  # in place of a remainder, for a recipient held at a bound

Bracket = tuple[float, int, float, int]
"""A low threshold and how many remainders are above it, then a high one."""

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
    size, whole = weights.shape[1], float(envelope)
    w, wholes, rests = np.empty(size), np.empty(size), np.empty(size)
    spread = whole  # value of the point times total weight, a good guess for the next row
    for row in range(weights.shape[0]):
        sure[row] = False
        total, odd = _take(weights, row, w)
        if not 0.0 < total < np.inf or (odd > 0 and not _simple(w, lower, upper, whole)):
            continue

        point, low, high = spread / total, 0.0, np.inf
        doubts, held_ones, missing, over, slope = 1, 0, 0.0, np.inf, 0.0
        for _ in range(MOST_STEPS):
            held, slope = _held_and_slope(w, lower, upper, point)
            point, low, high, near = _step(point, low, high, whole - held, slope)
            if near:
                doubts, held_ones = _cut(w, lower, upper, point, wholes, rests)
                units, rest, slope = _sums(w, wholes, rests)
                missing = whole - units
                over = missing - rest  # what the point leaves over
                if abs(over) <= MOST_OVER:
                    break
        if doubts > 0 or not _close(over, slope * point, tolerance):
            continue
        spread = point * total

        bracket = (0.0, size - held_ones, 1.0, 0)
        threshold = _between(missing, bracket)
        doubts, above = _correct(w, rests, over / slope if slope > 0.0 else 0.0, tolerance, threshold)
        if doubts > held_ones:
            continue
        for _ in range(MOST_STEPS):
            if above == missing:
                sure[row] = _write(wholes, rests, threshold, envelope, unit, tolerance, cents, row)
                break
            bracket = _narrower(bracket, threshold, above, missing)
            threshold = _between(missing, bracket)
            above = _count(rests, threshold)


@any_order
def _take(weights: Floats, row: int, w: Floats) -> tuple[float, int]:
    """Copy a row; its sum, and how many weights are not above zero."""
    total, odd = 0.0, 0
    for i in range(w.shape[0]):
        w[i] = weights[row, i]
        total += w[i]
        odd += not w[i] > 0.0
    return total, odd


@any_order
def _simple(w: Floats, lower: Floats, upper: Floats, envelope: float) -> bool:
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
def _step(
    point: float, below: float, above: float, left: float, slope: float
) -> tuple[float, float, float, bool]:
    """Newton's next point, kept between brackets, with these; and whether the step is short."""
    if slope == 0.0 and left == 0.0:
        return point, below, above, True
    step = left / slope if slope > 0.0 else -1.0
    near = abs(step - point) <= point * SHORT
    if slope * point > left:
        above = point
    else:
        below = point
    halfway = 0.5 * (below + above) if above < np.inf else 2.0 * point
    return step if near or below < step < above else halfway, below, above, near


@plain
def _cut(
    w: Floats, lower: Floats, upper: Floats, point: float, wholes: Floats, rests: Floats
) -> tuple[int, int]:
    """Whole units and remainders at this point; how many are held, and how many of these too close to their bound."""
    doubts, held = 0, 0
    for i in range(w.shape[0]):
        lo, hi = lower[i], upper[i]
        v = w[i] * point
        whole = np.floor(v)
        free = (v > lo) & (v < hi)
        bound = lo if v <= lo else hi
        doubts += (not free) & (not abs(v - bound) >= v * CLEAR)
        held += not free
        wholes[i] = whole if free else bound
        rests[i] = (v - whole) + fused(w[i], point, -v) if free else _HELD  # type: ignore[call-arg]
    return doubts, held


@any_order
def _sums(w: Floats, wholes: Floats, rests: Floats) -> tuple[float, float, float]:
    """Sum of the whole units (exact), of the remainders of the free recipients, and of their weights."""
    units, rest, slope = 0.0, 0.0, 0.0
    for i in range(rests.shape[0]):
        free = rests[i] > _HELD
        units += wholes[i]
        rest += rests[i] if free else 0.0
        slope += w[i] if free else 0.0
    return units, rest, slope


@plain
def _close(over: float, shared: float, tolerance: float) -> bool:
    """Whether the point is close enough to the true one. Money ``shared`` among the free is zero when nobody is."""
    return abs(over) <= MOST_OVER and (shared == 0.0 or 2.0 * (abs(over) + tolerance) <= CLOSE * shared)


@plain
def _correct(w: Floats, rests: Floats, shift: float, tolerance: float, threshold: float) -> tuple[int, int]:
    """Bring the remainders to the true point; how many are outside what is certain, and how many above a threshold.

    Everyone who is held counts as outside.
    """
    outside, above = 0, 0
    for i in range(w.shape[0]):
        r = rests[i] + w[i] * shift if rests[i] > _HELD else _HELD
        outside += abs(r - 0.5) > 0.5 - tolerance
        above += r > threshold
        rests[i] = r
    return outside, above


@plain
def _between(missing: float, bracket: Bracket) -> float:
    """Where ``missing`` remainders should be above, by interpolation; the low end when there is nothing between."""
    low, above_low, high, above_high = bracket
    if above_low == above_high:
        return low
    return low + (high - low) * ((above_low - missing) / (above_low - above_high))


@plain
def _narrower(bracket: Bracket, threshold: float, above: int, missing: float) -> Bracket:
    low, above_low, high, above_high = bracket
    if above > missing:
        return threshold, above, high, above_high
    return low, above_low, threshold, above


@plain
def _count(rests: Floats, threshold: float) -> int:
    above = 0
    for i in range(rests.shape[0]):
        above += rests[i] > threshold
    return above


@plain
def _write(
    wholes: Floats,
    rests: Floats,
    threshold: float,
    envelope: int,
    unit: int,
    tolerance: float,
    cents: Integers,
    row: int,
) -> bool:
    """Write the cents, one more unit where the remainder is above the threshold. Whether that is certain."""
    doubts, total = 0, 0
    for i in range(rests.shape[0]):
        doubts += abs(rests[i] - threshold) <= tolerance
        units = int(wholes[i]) + (rests[i] > threshold)
        cents[row, i] = units * unit
        total += units
    return doubts == 0 and total == envelope
