"""How amounts lie beside need: dollars per person, Lorenz curve, Gini and a Suits-type index."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, pairwise
from typing import NamedTuple

from alliances.engine.allocation.checks import is_negative, refuse_negatives
from alliances.engine.allocation.errors import ProblemError
from alliances.engine.numbers import Exact, as_fraction

Point = tuple[Fraction, Fraction]


class Concentration(NamedTuple):
    """Cents per person by code; Gini; Suits (None without rates); Lorenz points from (0, 0) to (1, 1).

    Lorenz points are cumulated shares of persons and of money, by increasing amount per person (ties by
    code).
    """

    per_person: dict[str, Fraction]
    gini: Fraction
    suits: Fraction | None
    lorenz: list[Point]


def measure_concentration(
    amounts: Mapping[str, int], persons: Mapping[str, Exact], rates: Mapping[str, Exact] | None = None
) -> Concentration:
    """Measure amounts (cents) against low-income persons, and poverty rates when given.

    Gini = sum n_i n_j |y_i - y_j| / (2 N^2 mu) with y = amount / persons; it is 0 exactly when money is
    proportional to persons. Suits > 0 means that money leans to the poorest territories.
    Raises ProblemError for codes that differ, a territory without persons or no money at all.
    """
    _check(amounts, persons, rates)
    counts = {code: as_fraction(value) for code, value in persons.items()}
    per_person = {code: Fraction(cents) / counts[code] for code, cents in amounts.items()}
    by_amount = sorted(amounts, key=lambda code: (per_person[code], code))
    lorenz = _cumulated([[code] for code in by_amount], amounts, counts)
    suits = None
    if rates is not None:
        exact_rates = {code: as_fraction(rate) for code, rate in rates.items()}
        suits = _area_index(_cumulated(_equal_groups(amounts, exact_rates.__getitem__), amounts, counts))
    return Concentration(per_person, _area_index(lorenz), suits, lorenz)


def _cumulated(
    groups: Sequence[Sequence[str]], amounts: Mapping[str, int], counts: Mapping[str, Fraction]
) -> list[Point]:
    """Cumulated shares of persons and of money, group after group, from (0, 0)."""
    all_persons, all_money = sum(counts.values(), Fraction()), sum(amounts.values())
    points = [(Fraction(), Fraction())]
    for group in groups:
        x, y = points[-1]
        x += sum((counts[code] for code in group), Fraction()) / all_persons
        y += Fraction(sum(amounts[code] for code in group), all_money)
        points.append((x, y))
    return points


def _area_index(points: Sequence[Point]) -> Fraction:
    """1 - sum (x_k - x_{k-1}) (y_k + y_{k-1}): twice the area between the diagonal and the curve.

    On the Lorenz curve this is the weighted Gini; on the curve by increasing rate, the Suits-type index.
    """
    return 1 - sum(((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(points)), Fraction())


def _equal_groups(codes: Mapping[str, int], rate: Callable[[str], Fraction]) -> list[list[str]]:
    """Codes by increasing rate, those of equal rate together."""
    return [list(group) for _, group in groupby(sorted(codes, key=rate), key=rate)]


def _check(
    amounts: Mapping[str, int], persons: Mapping[str, Exact], rates: Mapping[str, Exact] | None
) -> None:
    for name, column in (("persons", persons), ("rate", rates)):
        if column is not None and set(column) != set(amounts):
            raise ProblemError(name, "one number for each code of amount, and no other")
    refuse_negatives([code for code, cents in amounts.items() if cents < 0])
    refuse_negatives(
        [code for column in (persons, rates or {}) for code, v in column.items() if is_negative(v)]
    )
    empty = sorted(code for code, count in persons.items() if not as_fraction(count))
    if empty:
        raise ProblemError(f"persons.{empty[0]}", "a number above zero")
    if not any(amounts.values()):
        raise ProblemError("amount", "some money: a share of nothing is not defined")
