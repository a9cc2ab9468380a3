"""Normalising an index, and turning it into need.

Min-max, ranks and the rank tilt are rational, hence exact. Scores and exponentials are not: they go through
Decimal with 28 digits and are rounded to 9 decimals before use, so that a run is the same on any machine.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction

from alliances.engine.allocation.errors import Infeasible, ProblemError, Reason
from alliances.engine.numbers import Exact, as_fraction

_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)
_WIDE = Context(prec=700, rounding=ROUND_HALF_EVEN)  # any number that can be read keeps its 9 decimals
_LARGEST_EXPONENT = 500
_NINE_DECIMALS = Decimal("1e-9")
_NORMAL_MAD = Fraction("0.6745")  # median absolute deviation of the standard normal distribution
_IMD_SCALE = 23  # English indices of deprivation: 23 makes the worst tenth half of the transformed range


class Normalisation(StrEnum):
    """Ways to bring an index to a common scale; a higher value always gives a higher score."""

    MIN_MAX = "minmax"
    RANK = "rank"
    Z_SCORE = "z_score"
    MODIFIED_Z = "modified_z"
    EXPONENTIAL_RANK = "exponential_rank"


class Tilt(StrEnum):
    """The function g that turns a score into a positive weight per inhabitant."""

    LINEAR = "linear"
    EXPONENTIAL = "exponential"


def normalise(values: Mapping[str, Exact], method: Normalisation) -> dict[str, Fraction]:
    """Normalise an index by code. Raises Infeasible(NO_SPREAD) when values do not differ enough."""
    if not values:
        raise ProblemError("values", "at least one value")
    numbers = {code: as_fraction(value) for code, value in values.items()}
    return _METHODS[method](numbers)


def score(values: Mapping[str, Exact], higher_is_need: bool) -> dict[str, Fraction]:
    """Min-max turned so that 1 is the greatest need."""
    found = normalise(values, Normalisation.MIN_MAX)
    return found if higher_is_need else {code: 1 - value for code, value in found.items()}


def rank_tilt(
    values: Mapping[str, Exact], first: Exact, last: Exact, higher_is_need: bool = True
) -> dict[str, Fraction]:
    """A coefficient, linear in the rank, from ``first`` (greatest need) to ``last``; ordered by need.

    Equal values share their mean rank. Discontinuous: two nearly equal values may be a whole rank apart.
    """
    if not values:
        raise ProblemError("values", "at least one value")
    start, end = as_fraction(first), as_fraction(last)
    sign = -1 if higher_is_need else 1
    ranks = _mean_ranks({code: sign * as_fraction(value) for code, value in values.items()})
    steps = max(len(values) - 1, 1)
    ordered = sorted(values, key=lambda code: (ranks[code], code))
    return {code: start + (end - start) * (ranks[code] - 1) / steps for code in ordered}


def need_weights(
    population: Mapping[str, Exact],
    scores: Mapping[str, Exact],
    tilt: Tilt,
    slope: Exact,
    intercept: Exact = 1,
) -> dict[str, Fraction]:
    """Inhabitants times g(score): a rate or an index becomes a count, as criteria need.

    Linear: g = intercept + slope * score, refused when negative. Exponential: g = exp(slope * score), to 9
    decimals. Raises Infeasible(NEGATIVE_WEIGHT) with the codes at fault.
    """
    k, start = as_fraction(slope), as_fraction(intercept)
    exact_scores = {code: as_fraction(value) for code, value in scores.items()}
    if tilt is Tilt.LINEAR:
        tilted = {code: start + k * value for code, value in exact_scores.items()}
    elif any(k * value > _LARGEST_EXPONENT for value in exact_scores.values()):
        raise ProblemError("slope", f"slope times score of at most {_LARGEST_EXPONENT}")
    else:
        tilted = {code: _to_nine(_decimal(k * value).exp(_CONTEXT)) for code, value in exact_scores.items()}
    below = tuple(sorted(code for code, value in tilted.items() if value < 0))
    if below:
        raise Infeasible(Reason.NEGATIVE_WEIGHT, codes=below)
    return {code: as_fraction(population[code]) * value for code, value in tilted.items()}


def _min_max(numbers: dict[str, Fraction]) -> dict[str, Fraction]:
    low, high = min(numbers.values()), max(numbers.values())
    spread = _some_spread(high - low)
    return {code: (value - low) / spread for code, value in numbers.items()}


def _ranks(numbers: dict[str, Fraction]) -> dict[str, Fraction]:
    return {code: rank / len(numbers) for code, rank in _mean_ranks(numbers).items()}


def _z_scores(numbers: dict[str, Fraction]) -> dict[str, Fraction]:
    """(x - mean) / sd, unweighted, with the standard deviation of the whole population (not of a sample)."""
    mean = sum(numbers.values(), Fraction()) / len(numbers)
    variance = sum(((value - mean) ** 2 for value in numbers.values()), Fraction()) / len(numbers)
    deviation = _decimal(_some_spread(variance)).sqrt(_CONTEXT)
    return {
        code: _to_nine(_CONTEXT.divide(_decimal(value - mean), deviation)) for code, value in numbers.items()
    }


def _modified_z_scores(numbers: dict[str, Fraction]) -> dict[str, Fraction]:
    """0.6745 (x - median) / MAD: robust to extremes; undefined when half of the values are the median."""
    middle = _median(list(numbers.values()))
    deviation = _some_spread(_median([abs(value - middle) for value in numbers.values()]))
    return {
        code: _to_nine(_decimal(_NORMAL_MAD * (value - middle) / deviation))
        for code, value in numbers.items()
    }


def _exponential_ranks(numbers: dict[str, Fraction]) -> dict[str, Fraction]:
    """-23 ln(1 - r (1 - exp(-100 / 23))), r = rank / n: from 0 to 100, high need is not cancelled out."""
    floor = _decimal(Fraction(-100, _IMD_SCALE)).exp(_CONTEXT)
    found = {}
    for code, rank in _ranks(numbers).items():
        kept = _CONTEXT.subtract(1, _CONTEXT.multiply(_decimal(rank), _CONTEXT.subtract(1, floor)))
        found[code] = _to_nine(_CONTEXT.multiply(-_IMD_SCALE, kept.ln(_CONTEXT)))
    return found


_METHODS: dict[Normalisation, Callable[[dict[str, Fraction]], dict[str, Fraction]]] = {
    Normalisation.MIN_MAX: _min_max,
    Normalisation.RANK: _ranks,
    Normalisation.Z_SCORE: _z_scores,
    Normalisation.MODIFIED_Z: _modified_z_scores,
    Normalisation.EXPONENTIAL_RANK: _exponential_ranks,
}


def _mean_ranks(numbers: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Rank of each value from 1 (lowest); equal values share the mean of their ranks."""
    ordered = sorted(numbers.values())
    first: dict[Fraction, int] = {}
    count: dict[Fraction, int] = {}
    for position, value in enumerate(ordered, start=1):
        first.setdefault(value, position)
        count[value] = count.get(value, 0) + 1
    return {code: first[value] + Fraction(count[value] - 1, 2) for code, value in numbers.items()}


def _median(numbers: list[Fraction]) -> Fraction:
    ordered = sorted(numbers)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _some_spread(spread: Fraction) -> Fraction:
    if not spread:
        raise Infeasible(Reason.NO_SPREAD)
    return spread


def _decimal(value: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _to_nine(value: Decimal) -> Fraction:
    return Fraction(value.quantize(_NINE_DECIMALS, context=_WIDE))
