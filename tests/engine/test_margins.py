"""Amounts by year and by part: each row and each column sums exactly, whatever the amounts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliances.engine.money import two_margins

amounts = st.lists(st.integers(0, 10**12), min_size=1, max_size=12)


def shared(total, cuts):
    """`total` cut in as many parts as there are cuts, some possibly empty."""
    bounds = [0, *sorted(cut % (total + 1) for cut in cuts), total]
    return [after - before for before, after in pairwise(bounds)]


@given(amounts, amounts)
def test_rows_and_columns_sum_to_the_cent_and_no_cell_is_negative(parts, cuts):
    rows = {f"part {number}": cents for number, cents in enumerate(parts)}
    columns = dict(enumerate(shared(sum(parts), cuts), start=2024))
    cells = two_margins(rows, columns)
    assert {key: sum(line.values()) for key, line in cells.items()} == rows
    assert {year: sum(line[year] for line in cells.values()) for year in columns} == columns
    assert min(cents for line in cells.values() for cents in line.values()) >= 0


@given(st.integers(1, 10**10), st.integers(2, 6), st.integers(2, 6))
def test_equal_parts_of_equal_years_differ_by_cents_only(unit, height, width):
    rows = {str(number): unit * width for number in range(height)}
    cells = two_margins(rows, dict.fromkeys(range(width), unit * height))
    found = [cents for line in cells.values() for cents in line.values()]
    assert max(found) - min(found) <= width


def test_two_totals_that_differ_are_refused():
    with pytest.raises(ValueError, match="one total"):
        two_margins({"a": 1}, {2024: 2})
