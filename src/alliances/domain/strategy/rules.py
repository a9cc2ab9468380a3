"""What may be said about an obligation's dates.

A date passed without a known document is not a fault: it is unread.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from alliances.domain.strategy.models import Obligation


class Standing(StrEnum):
    """What we can honestly say of a due date. There is no « late »: not knowing a document proves nothing."""

    DOCUMENT_KNOWN = "document_known"
    NOT_VERIFIED = "not_verified"
    TO_COME = "to_come"


@dataclass(frozen=True)
class DueDate:
    day: date
    standing: Standing
    document: object | None = None


def due_days(obligation: Obligation, *, until: date) -> list[date]:
    """Every due day from the first to the first one after `until`; empty when the duty has no fixed dates."""
    if obligation.first_due is None or obligation.period_years is None:
        return []
    days = [obligation.first_due]
    while days[-1] <= until:
        days.append(_years_later(obligation.first_due, obligation.period_years * len(days)))
    return days


def calendar(obligation: Obligation, *, today: date) -> list[DueDate]:
    """Each due day with what is known of it (prefetch `documents`)."""
    known = {document.due_on: document for document in obligation.documents.all() if document.due_on}
    return [
        DueDate(day, _standing(day, known=day in known, today=today), known.get(day))
        for day in due_days(obligation, until=today)
    ]


def previous_and_next(obligation: Obligation, *, today: date) -> tuple[date | None, date | None]:
    """The last due day up to today and the first one after it; None where the duty has no fixed dates."""
    days = due_days(obligation, until=today)
    past = [day for day in days if day <= today]
    return (past[-1] if past else None, next((day for day in days if day > today), None))


def _standing(day: date, *, known: bool, today: date) -> Standing:
    if known:
        return Standing.DOCUMENT_KNOWN
    return Standing.NOT_VERIFIED if day <= today else Standing.TO_COME


def _years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
