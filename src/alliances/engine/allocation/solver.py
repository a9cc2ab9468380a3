"""The canonical problem: as close to the formula as the guarantees allow.

Given an envelope E, weights w, floors lo and caps hi, find the value of the point L >= 0 such that

    F(L) = sum of clamp(L * w_i, lo_i, hi_i) = E.

F is continuous, non-decreasing and piecewise linear; it bends only at the break-points lo_i / w_i and hi_i /
w_i. Sorting them and adding up the straight pieces gives L exactly: no iteration, no tolerance, O(n log n).
The amounts are the only minimiser of sum (a_i - E w_i)^2 / w_i under the same bounds: the closest to the
formula that respect the guarantees.

Everything here is integer arithmetic: weights are already over a common denominator, money is cents.
"""

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from alliances.engine.allocation.errors import Infeasible, Reason
from alliances.engine.money import largest_remainders


class State(StrEnum):
    """Whether a bound decides the amount. Strict: an amount that merely touches its bound is free."""

    FREE = "free"
    FLOOR = "floor"
    CAP = "cap"


class Bounded(NamedTuple):
    """A canonical problem in integers. Bounds are cents, multiples of ``unit``; no cap is None."""

    codes: Sequence[str]
    envelope: int
    weights: Sequence[int]
    lower: Sequence[int]
    upper: Sequence[int | None]
    unit: int = 1


class Settlement(NamedTuple):
    """The answer: L = point / scale in cents per unit of weight; per territory, its cents and state."""

    point: int
    scale: int
    cents: list[int]
    states: list[State]


def settle(problem: Bounded) -> Settlement:
    """Solve, round to the unit by largest remainder (ties by code), and say which bounds decide.

    Raises Infeasible when the rules have no answer.
    """
    check_feasible(problem)
    point, scale = value_of_point(problem)
    floors, remainders, states = _amounts_at(problem, point, scale)
    return Settlement(point, scale, _to_the_unit(problem, floors, remainders), states)


def check_feasible(problem: Bounded) -> None:
    """Raise Infeasible for the first obstacle met: crossed bounds, floors, weights, then caps."""
    codes, envelope, weights, lower, upper, _ = problem
    crossed = [c for c, lo, hi in zip(codes, lower, upper, strict=True) if hi is not None and lo > hi]
    if crossed:
        raise Infeasible(Reason.BOUNDS_CROSSED, codes=tuple(sorted(crossed)))
    floors = sum(lower)
    if floors > envelope:
        raise Infeasible(Reason.FLOORS_EXCEED_ENVELOPE, shortfall=floors - envelope)
    if envelope > floors and not any(weights):
        raise Infeasible(Reason.NO_POSITIVE_WEIGHT, surplus=envelope - floors)
    most = _largest_total(weights, lower, upper)
    if most is not None and most < envelope:
        raise Infeasible(Reason.CAPS_BELOW_ENVELOPE, surplus=envelope - most)


def _largest_total(weights: Sequence[int], lower: Sequence[int], upper: Sequence[int | None]) -> int | None:
    """All that can be handed out, None without limit. Without weight, nobody exceeds a floor."""
    total = 0
    for w, lo, hi in zip(weights, lower, upper, strict=True):
        if not w:
            total += lo
        elif hi is None:
            return None
        else:
            total += hi
    return total


def value_of_point(problem: Bounded) -> tuple[int, int]:
    """The smallest L >= 0 with F(L) = E, as (numerator, denominator) per unit of integer weight.

    The problem must be feasible. On each straight piece F(L) = fixed + slope * L: crossing lo_i / w_i frees a
    territory from its floor, crossing hi_i / w_i stops it at its cap.
    """
    fixed = sum(problem.lower)
    if fixed == problem.envelope:
        return 0, 1
    breaks, slope = _break_points(problem)
    order = sorted(range(len(breaks.keys)), key=breaks.keys.__getitem__)
    slopes = list(accumulate(map(breaks.turns.__getitem__, order), initial=slope))
    fixes = list(accumulate(map(breaks.jumps.__getitem__, order), initial=fixed))

    def reaches_envelope(k: int) -> bool:
        """Whether F(break-point k) >= E, both sides multiplied by its weight."""
        bound, weight = abs(breaks.jumps[order[k]]), abs(breaks.turns[order[k]])
        return fixes[k] * weight + slopes[k] * bound >= problem.envelope * weight

    piece = bisect_left(range(len(order)), True, key=reaches_envelope)
    return problem.envelope - fixes[piece], slopes[piece]


class _BreakPoints(NamedTuple):
    """Where F bends: at bound / weight, the slope turns by ``turns`` and the fixed part jumps by ``jumps``.

    Leaving a floor: (+weight, -bound). Meeting a cap: (-weight, +bound).
    """

    keys: list[int]
    turns: list[int]
    jumps: list[int]


def _break_points(problem: Bounded) -> tuple[_BreakPoints, int]:
    """All break-points above zero, unsorted, and the slope of F just after zero.

    Two different fractions over these weights are at least 2^-shift apart, so the integer parts of the
    fractions times 2^shift keep their exact order: sorting compares integers only.
    """
    shift = 2 * max(problem.weights).bit_length()
    triples = zip(problem.weights, problem.lower, problem.upper, strict=True)
    moving = [(w, lo, hi) for w, lo, hi in triples if w and lo != hi]
    floors = [(w, lo) for w, lo, _ in moving if lo]
    caps = [(w, hi) for w, _, hi in moving if hi is not None]
    found = _BreakPoints(
        keys=[(bound << shift) // w for w, bound in floors + caps],
        turns=[w for w, _ in floors] + [-w for w, _ in caps],
        jumps=[-lo for _, lo in floors] + [hi for _, hi in caps],
    )
    return found, sum(w for w, lo, _ in moving if not lo)


def exact_amounts(weights: Sequence[int], settlement: Settlement) -> list[Fraction]:
    """The amounts before rounding, in cents; a deciding bound is already a whole number of units."""
    point, scale, cents, states = settlement
    return [
        Fraction(weight * point, scale) if state is State.FREE else Fraction(amount)
        for weight, amount, state in zip(weights, cents, states, strict=True)
    ]


def _amounts_at(problem: Bounded, point: int, scale: int) -> tuple[list[int], list[int], list[State]]:
    """Whole units, remainder of each (over scale * unit) and state of each territory at L = point / scale."""
    unit = problem.unit
    step = scale * unit
    floors: list[int] = []
    remainders: list[int] = []
    states: list[State] = []
    for w, lo, hi in zip(problem.weights, problem.lower, problem.upper, strict=True):
        formula = w * point
        if formula < lo * scale:
            whole, rest, state = lo // unit, 0, State.FLOOR
        elif hi is not None and formula > hi * scale:
            whole, rest, state = hi // unit, 0, State.CAP
        else:
            whole, rest = divmod(formula, step)
            state = State.FREE
        floors.append(whole)
        remainders.append(rest)
        states.append(state)
    return floors, remainders, states


def _to_the_unit(problem: Bounded, floors: list[int], remainders: list[int]) -> list[int]:
    """Cents of each territory. Only non-zero remainders are served, hence no bound can be crossed.

    A territory with a remainder lies strictly between bounds that are multiples of the unit, so one more unit
    stays within them; and fewer units are missing than there are such territories.
    """
    codes, unit = problem.codes, problem.unit
    order = sorted(range(len(codes)), key=codes.__getitem__)
    units = largest_remainders(
        problem.envelope // unit,
        [floors[i] for i in order],
        [remainders[i] for i in order],
    )
    cents = [0] * len(codes)
    for i, count in zip(order, units, strict=True):
        cents[i] = count * unit
    return cents
