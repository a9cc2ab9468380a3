"""Cents: splitting, rounding to a unit, reading typed amounts; and what counts as an exact number."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliances.engine.money import (
    ceil_to_unit,
    dollars,
    floor_to_unit,
    largest_remainders,
    parse_amount,
    share_of,
    split,
)
from alliances.engine.numbers import as_fraction, to_integers


@pytest.mark.parametrize(
    ("amount", "shares", "expected"),
    [
        (21_167, {"local": 90, "regional": 10}, {"local": 19_050, "regional": 2_117}),
        (1, {"regional": 1, "local": 1}, {"regional": 0, "local": 1}),  # a tie goes to the first name as text
        (100, {"a": "0.5", "b": "1/6", "c": "1/3"}, {"a": 50, "b": 17, "c": 33}),
        (0, {"a": 0}, {"a": 0}),
        (5, {"a": 0, "b": 1}, {"a": 0, "b": 5}),
    ],
)
def test_split(amount, shares, expected):
    assert split(amount, shares) == expected
    assert list(split(amount, shares)) == list(shares)


def test_split_to_a_unit():
    assert split(1_000, {"a": 1, "b": 1, "c": 1}, unit=100) == {"a": 400, "b": 300, "c": 300}


@pytest.mark.parametrize(
    ("amount", "shares", "unit"),
    [(150, {"a": 1}, 100), (1, {"a": 0}, 1), (1, {"a": 2, "b": -1}, 1), (1, {}, 1)],
)
def test_what_cannot_be_split_is_refused(amount, shares, unit):
    with pytest.raises(ValueError, match="expected a multiple"):
        split(amount, shares, unit)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_a_split_is_exact_and_within_one_cent(amount, weights):
    weights[0] += 1
    parts = split(amount, {f"{i}": weight for i, weight in enumerate(weights)})
    assert sum(parts.values()) == amount
    assert all(abs(parts[f"{i}"] - Fraction(amount * w, sum(weights))) < 1 for i, w in enumerate(weights))


def test_remainders_serve_only_those_that_have_one():
    assert largest_remainders(7, [2, 2, 2], [0, 5, 5]) == [2, 3, 2]
    with pytest.raises(ValueError, match="cannot hand out 3"):
        largest_remainders(9, [2, 2, 2], [0, 5, 5])
    with pytest.raises(ValueError, match="cannot hand out -1"):
        largest_remainders(5, [2, 2, 2], [0, 5, 5])


def test_rounding_to_a_unit():
    assert (ceil_to_unit("100.01", 100), ceil_to_unit(200, 100), ceil_to_unit("1/3")) == (200, 200, 1)
    assert (floor_to_unit("199.99", 100), floor_to_unit(200, 100), floor_to_unit("5/3")) == (100, 200, 1)
    assert share_of(100_003, "0.25") == 25_000
    assert share_of(100_003, "0.25", unit=10_000) == 20_000


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 234,56 $", 123_456),
        ("1\u202f234,56\u00a0$", 123_456),
        ("$1,234.56", 123_456),
        ("1,234", 123_400),
        ("12", 1_200),
        ("12,5", 1_250),
        ("0.07", 7),
        ("-3,10", -310),
        ("\u22123,10", -310),
        ("1,234,567.8", 123_456_780),
    ],
)
def test_typed_amounts(text, cents):
    assert parse_amount(text) == cents


@pytest.mark.parametrize(
    "text", ["", "$", "1.234", "1,2345", "12,3,4", "dix", "1e5", "NaN", "٣", "1-2", "--1"]
)
def test_what_is_not_an_amount_is_refused(text):
    with pytest.raises(ValueError, match="expected an amount"):
        parse_amount(text)


def test_dollars_keep_two_decimals():
    assert str(dollars(123_450)) == "1234.50"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Fraction(3)),
        (" 0.05 ", Fraction(1, 20)),
        ("-1/3", Fraction(-1, 3)),
        ("1e-2", Fraction(1, 100)),
        (".5", Fraction(1, 2)),
        (Decimal("2.50"), Fraction(5, 2)),
        (Fraction(2, 4), Fraction(1, 2)),
    ],
)
def test_exact_numbers(value, expected):
    assert as_fraction(value) == expected


@pytest.mark.parametrize(
    "value",
    [0.1, True, None, "", "x", "1/0", "1/", "nan", "inf", "1e999", "1_000", "٣", "1" * 300]
    + [Decimal(text) for text in ("NaN", "1e9999")],
)
def test_what_carries_no_exact_value_is_refused(value):
    with pytest.raises(ValueError, match="never a float"):
        as_fraction(value)


def test_a_column_over_its_common_denominator():
    assert to_integers(["0.5", 2, "1/3"]) == ([3, 12, 2], 6)
    assert to_integers([4, 6]) == ([4, 6], 1)
    assert to_integers([]) == ([], 1)
