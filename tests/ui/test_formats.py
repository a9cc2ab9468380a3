"""What is shown can be typed again: the same cents come back, in both languages."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from alliances.engine.fiscal_years import FiscalYear
from alliances.ui import formats, typed
from alliances.ui.templatetags import formats as filters

LANGUAGES = ["fr-ca", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@given(cents=st.integers(-(10**15), 10**15))
def test_an_amount_shown_then_typed_is_the_same(language: str, cents: int) -> None:
    with translation.override(language):
        assert typed.cents(formats.money(cents)) == cents
        assert typed.cents(formats.money(cents).replace("\u00a0", "\u202f")) == cents


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (0, "0,00 $", "$0.00"),
        (5, "0,05 $", "$0.05"),
        (123456, "1 234,56 $", "$1,234.56"),
        (-123456, "-1 234,56 $", "-$1,234.56"),
        (100_000_000_000, "1 000 000 000,00 $", "$1,000,000,000.00"),
    ],
)
def test_money(cents: int, french: str, english: str) -> None:
    with translation.override("fr-ca"):
        assert formats.money(cents) == french.replace(" ", "\u00a0")
    with translation.override("en"):
        assert formats.money(cents) == english


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (16_010_000_000, "160,1 M$", "$160.1M"),
        (84_520_000, "845 200 $", "$845,200"),
        (99_999_999, "1,0 M$", "$1.0M"),
        (120_000_000_000, "1,2 G$", "$1.2B"),
        (-16_010_000_000, "-160,1 M$", "-$160.1M"),
    ],
)
def test_money_short(cents: int, french: str, english: str) -> None:
    with translation.override("fr-ca"):
        assert formats.money_short(cents) == french.replace(" ", "\u00a0")
    with translation.override("en"):
        assert formats.money_short(cents) == english


@pytest.mark.parametrize("value", [1.5, True, "12", Decimal("1.5")])
def test_an_amount_is_integer_cents(value: object) -> None:
    with pytest.raises(TypeError):
        formats.money(value)  # type: ignore[arg-type]


def test_percentages_are_exact_and_rounded_half_up() -> None:
    assert formats.percent(Fraction(1, 8)) == "12,5\u00a0%"
    assert formats.points(Decimal("8.05")) == "8,1\u00a0%"
    assert formats.percent(Fraction(-1, 1000)) == "-0,1\u00a0%"
    assert formats.number(Fraction(-1, 3)) == "0"


def test_dates_and_hours() -> None:
    assert formats.day(date(2026, 11, 1)) == "1er\u00a0novembre\u00a02026"
    assert formats.day_short(date(2026, 11, 5)) == "2026-11-05"
    assert formats.clock(time(14, 30)) == "14\u00a0h\u00a030"
    assert formats.clock(time(9, 0)) == "9\u00a0h"
    # Half past three in the morning in UTC is still the day before in Québec.
    assert formats.day(datetime(2026, 11, 5, 3, 30, tzinfo=UTC)) == "4\u00a0novembre\u00a02026"
    with translation.override("en"):
        assert formats.day(date(2026, 11, 1)) == "November\u00a01, 2026"
        assert formats.clock(time(0, 5)) == "12:05\u00a0am"
        assert formats.clock(time(12, 0)) == "12:00\u00a0pm"


def test_filters_say_the_hole_and_the_fiscal_year() -> None:
    assert filters.money(None) == "non publié"
    assert filters.money("") == ""  # type: ignore[arg-type]
    assert filters.fiscal_year(date(2027, 3, 31)) == "2026-2027"
    assert filters.fiscal_year(2026) == "2026-2027"
    assert filters.fiscal_year(FiscalYear(2026)) == "2026-2027"
    with translation.override("en"):
        assert filters.day(None) == "not published"
