"""Fiscal years open on 1 April."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliances.engine.fiscal_years import FiscalYear


def test_the_year_turns_between_31_march_and_1_april():
    assert FiscalYear.of(date(2027, 3, 31)) == FiscalYear(2026)
    assert FiscalYear.of(date(2027, 4, 1)) == FiscalYear(2027)
    assert FiscalYear(2026).label == str(FiscalYear(2026)) == "2026-2027"
    assert FiscalYear(2026).bounds == (date(2026, 4, 1), date(2027, 3, 31))


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_every_day_is_in_exactly_one_year(day):
    year = FiscalYear.of(day)
    assert day in year
    assert day not in year.next
    assert day not in year.previous
    assert year.last_day + timedelta(days=1) == year.next.first_day
    assert FiscalYear.parse(year.label) == year


@pytest.mark.parametrize("text", ["2026-2027", "2026-27", "2026–2027", " 2026/2027 "])
def test_labels_read(text):
    assert FiscalYear.parse(text) == FiscalYear(2026)


def test_the_turn_of_a_century_reads():
    assert FiscalYear.parse("2099-00") == FiscalYear(2099)


@pytest.mark.parametrize("text", ["2026-2028", "2026", "2026-26", "", "26-27", "2027-2026"])
def test_labels_refused(text):
    with pytest.raises(ValueError, match="two consecutive years"):
        FiscalYear.parse(text)


def test_a_plan_spans_its_years_in_order():
    years = FiscalYear.spanning(date(2024, 6, 1), date(2027, 3, 31))
    assert [year.label for year in years] == ["2024-2025", "2025-2026", "2026-2027"]
    assert FiscalYear.spanning(date(2024, 6, 1), date(2024, 5, 31)) == ()
    assert min(years) == years[0] < years[1]
