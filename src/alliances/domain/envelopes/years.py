"""Cents of an envelope by fiscal year: pure arithmetic. A year is its first calendar year (2026 is 2026-2027)."""

from collections.abc import Mapping, Sequence

from alliances.engine.allocation import spread_over_years
from alliances.engine.money import split


def evenly(cents: int, years: Sequence[int]) -> dict[int, int]:
    """The same amount each year; the cents left over go to the first years."""
    return {int(year): part for year, part in split(cents, {str(year): 1 for year in years}).items()}


def taken(by_year: Mapping[int, int], cents: int, year: int | None = None) -> dict[int, int] | None:
    """What leaves each year when `cents` leave: from `year`, else from the last years first. None: there is less."""
    left, found = cents, {}
    for each in [year] if year is not None else sorted(by_year, reverse=True):
        part = min(left, by_year.get(each, 0))
        if part > 0:
            found[each], left = part, left - part
    return None if left else found


def handed_down(
    years: Mapping[int, int], totals: Mapping[int, int], kept_cents: int
) -> dict[int, dict[int, int]]:
    """The years of an envelope among the parts made from it: part -> year -> cents, both margins exact.

    `totals` is what each part received and `kept_cents` what was not handed down, which stays in the last years;
    together they add up to `years`. Raises Infeasible when they do not, or when a part has under a cent a year.
    """
    kept = taken(years, kept_cents) or {}
    given = {year: cents - kept.get(year, 0) for year, cents in years.items()}
    codes = {f"{key:020}": cents for key, cents in totals.items()}
    rows = spread_over_years(codes, [(str(year), cents) for year, cents in given.items()])
    return {
        key: {year: rows[str(year)][f"{key:020}"] for year in years if rows[str(year)][f"{key:020}"]}
        for key in totals
    }
