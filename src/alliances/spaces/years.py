"""The years of an Alliance as a table: what each envelope may expect in each fiscal year."""

from dataclasses import dataclass

from alliances.domain.agreements.models import Alliance
from alliances.domain.agreements.queries import received_by_envelope
from alliances.domain.envelopes.models import Envelope
from alliances.engine.fiscal_years import FiscalYear
from alliances.engine.money import two_margins


@dataclass(frozen=True)
class YearTable:
    """Cents: each line is an envelope with its total, its years in order; `totals` are the years of the protocol."""

    years: list[FiscalYear]
    totals: list[int]
    whole: int
    lines: list[tuple[Envelope, int, list[int]]]


def year_table(alliance: Alliance) -> YearTable | None:
    """None while the protocol gives no year. The cells share each year in proportion to the envelopes, exactly.

    Once the envelope is split, a line for each part of it; before, a line for the whole. Three queries.
    """
    years = {year.fiscal_year: year.amount_cents for year in alliance.years.all()}
    if not years:
        return None
    received = received_by_envelope(alliance)
    whole = sum(years.values())
    if sum(cents for _envelope, cents in received) != whole:
        received = [(alliance.envelope, whole)]
    cells = two_margins({str(envelope.pk): cents for envelope, cents in received}, years)
    return YearTable(
        years=[FiscalYear(year) for year in years],
        totals=list(years.values()),
        whole=whole,
        lines=[(envelope, cents, list(cells[str(envelope.pk)].values())) for envelope, cents in received],
    )
