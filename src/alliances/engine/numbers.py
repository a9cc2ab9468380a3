"""Exact numbers at the edge of the engine: what is accepted, and how a column becomes integers."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

Exact = int | str | Decimal | Fraction
"""A number that carries its exact value. Floats are refused: 0.1 as a float is not one tenth."""

EXPECTED = "an exact number: an integer, a decimal text or p/q, never a float"

_TEXT = re.compile(
    r"[+-]?(?:[0-9]{1,60}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,2})?"
    r"|[+-]?[0-9]{1,200}/0*[1-9][0-9]{0,199}",
    re.ASCII,
)
_LARGEST_EXPONENT = 100  # beyond, a few characters of input would make a number of gigabytes


def as_fraction(value: Exact) -> Fraction:
    """The exact value of ``value``. Raises ValueError for anything that does not carry one."""
    if type(value) is int or isinstance(value, Fraction):
        return Fraction(value)
    if isinstance(value, str) and _TEXT.fullmatch(stripped := value.strip()):
        return Fraction(stripped)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= _LARGEST_EXPONENT:
        return Fraction(value)
    raise ValueError(f"expected {EXPECTED}, found {str(value)[:40]!r}")


def to_integers(column: Sequence[Exact]) -> tuple[list[int], int]:
    """The column over its smallest common denominator: integers, and that denominator (at least 1).

    >>> to_integers(["0.5", 2, "1/3"])
    ([3, 12, 2], 6)
    """
    integers = [value for value in column if type(value) is int]
    if len(integers) == len(column):  # the usual case of counts: no Fraction is made
        return integers, 1
    fractions = [as_fraction(value) for value in column]
    denominator = lcm(*(value.denominator for value in fractions))
    return [value.numerator * (denominator // value.denominator) for value in fractions], denominator
