"""Entries posted long after their accounting date or in another fiscal year, and those that reverse another."""

from datetime import timedelta

from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import ExtractYear, TruncDate

from alliances.domain.ledger.models import Transfer, TransferKind

FEW_DAYS = 30
SEARCHED = ("document", "origin.label", "destination.label")
"""Where a search of these entries looks, on the screen and on paper."""
REVERSALS = "contre"
KINDS = ("tardive", REVERSALS)


def late_entries(entries: QuerySet[Transfer], days: int) -> QuerySet[Transfer]:
    """Those posted more than `days` days after their date, or in another fiscal year than it; and every reversal.

    Each bears `delay` (a timedelta, below zero when its date is still to come) and `posted_year`, the first calendar
    year of the fiscal year in which it was posted.
    """
    before_april = Case(When(posted_at__month__lt=4, then=Value(1)), default=Value(0))
    delay = ExpressionWrapper(F("posted_on") - F("accounting_date"), output_field=DurationField())
    found = entries.annotate(
        posted_on=TruncDate("posted_at"), posted_year=ExtractYear("posted_at") - before_april
    ).annotate(delay=delay)
    late = Q(delay__gt=timedelta(days=days)) | ~Q(fiscal_year=F("posted_year"))
    return found.filter(late | Q(kind=TransferKind.REVERSAL))


def of_kind(entries: QuerySet[Transfer], kind: str) -> QuerySet[Transfer]:
    """`kind` is one of `KINDS`: the reversals, or all the others."""
    reversal = Q(kind=TransferKind.REVERSAL)
    return entries.filter(reversal if kind == REVERSALS else ~reversal)
