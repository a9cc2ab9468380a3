"""Cents: splitting, rounding to a payment unit, reading a typed amount.

All amounts are integer cents. Nothing here accepts or returns a float.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from alliances.engine.numbers import Exact, as_fraction, to_integers

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_AMOUNT = re.compile(r"(?P<sign>[-\u2212]?)(?P<whole>[0-9]+)(?:[.,](?P<cents>[0-9]{1,2}))?", re.ASCII)


def ceil_to_unit(amount: Exact, unit: int = 1) -> int:
    """Smallest multiple of ``unit`` that is at least ``amount`` (cents)."""
    value = as_fraction(amount)
    return -(-value.numerator // (value.denominator * unit)) * unit


def floor_to_unit(amount: Exact, unit: int = 1) -> int:
    """Largest multiple of ``unit`` that is at most ``amount`` (cents)."""
    value = as_fraction(amount)
    return value.numerator // (value.denominator * unit) * unit


def share_of(amount: int, share: Exact, unit: int = 1) -> int:
    """``share`` of ``amount``, rounded down to the unit, as set-asides and carry-overs are."""
    return floor_to_unit(amount * as_fraction(share), unit)


def largest_remainders(total: int, floors: Sequence[int], remainders: Sequence[int]) -> list[int]:
    """Complete ``floors`` to ``total`` by one unit each, in the order of the largest remainders.

    Equal remainders are served in the order given: sort by code first where ties go by code.
    Raises ValueError when the missing units are negative or more than the non-zero remainders, since no
    rounding within one unit exists then.
    """
    missing = total - sum(floors)
    candidates = [i for i, remainder in enumerate(remainders) if remainder]
    if not 0 <= missing <= len(candidates):
        raise ValueError(f"cannot hand out {missing} units among {len(candidates)} remainders")
    candidates.sort(key=remainders.__getitem__, reverse=True)  # a stable sort keeps the given order in ties
    amounts = list(floors)
    for i in candidates[:missing]:
        amounts[i] += 1
    return amounts


def split(amount: int, shares: Mapping[str, Exact], unit: int = 1) -> dict[str, int]:
    """Split ``amount`` (cents, a multiple of ``unit``) in proportion to ``shares``, to the unit, exactly.

    Largest remainder; ties by key, compared as text. The result keeps the order of ``shares``.
    >>> split(21167, {"local": 90, "regional": 10})
    {'local': 19050, 'regional': 2117}
    """
    keys = sorted(shares)
    weights, _ = to_integers([shares[key] for key in keys])
    whole = sum(weights)
    if amount % unit or any(weight < 0 for weight in weights) or (amount and not whole):
        raise ValueError("expected a multiple of the unit, shares of at least zero and one above zero")
    if not whole:
        return dict.fromkeys(shares, 0)
    pairs = [divmod(amount // unit * weight, whole) for weight in weights]
    units = largest_remainders(amount // unit, [floor for floor, _ in pairs], [rest for _, rest in pairs])
    found = dict(zip(keys, units, strict=True))
    return {key: found[key] * unit for key in shares}


def two_margins(rows: Mapping[str, int], columns: Mapping[int, int]) -> dict[str, dict[int, int]]:
    """Cents of each row and column, in proportion to both, so that every row and every column sums exactly.

    Column after column, what each row has left is served in proportion, by largest remainder (ties by key); the last
    column takes what is left. No cell is negative. Raises ValueError when the two totals differ.
    >>> two_margins({"a": 100, "b": 50}, {2024: 75, 2025: 75})
    {'a': {2024: 50, 2025: 50}, 'b': {2024: 25, 2025: 25}}
    """
    if sum(rows.values()) != sum(columns.values()) or any(
        cents < 0 for cents in (*rows.values(), *columns.values())
    ):
        raise ValueError("expected two lists of amounts of at least zero with one total")
    left = dict(rows)
    found: dict[str, dict[int, int]] = {key: {} for key in rows}
    for column, cents in columns.items():
        served = split(cents, left) if cents else dict.fromkeys(left, 0)
        for key, amount in served.items():
            found[key][column] = amount
            left[key] -= amount
    return found


def parse_amount(text: str) -> int:
    """Read an amount of money as typed in Canada, in French or English, and return its cents exactly.

    ``1 234,56 $``, ``1,234.56``, ``1234.5`` and ``12`` are read; a third decimal is refused, not rounded.
    Raises ValueError with what was expected.
    """
    compact = _SPACES.sub("", text).removeprefix("$").removesuffix("$")
    if re.fullmatch(r"[-\u2212]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?", compact):
        compact = compact.replace(",", "")
    match = _AMOUNT.fullmatch(compact)
    if match is None:
        raise ValueError(f"expected an amount such as 1 234,56, found {text[:40]!r}")
    cents = int(match["whole"]) * 100 + int((match["cents"] or "").ljust(2, "0"))
    return -cents if match["sign"] else cents


def dollars(cents: int) -> Decimal:
    """The amount in dollars with two decimals, for exports that want a number."""
    return Decimal(cents).scaleb(-2)
