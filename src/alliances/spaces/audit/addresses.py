"""Where each thing of the ledger is read: an account with its dates, an entry."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse


def entry_url(entry: int) -> str:
    return reverse("audit_entry", args=[entry])


def statement_url(account: int, first_day: date | None = None, last_day: date | None = None) -> str:
    """Without dates, the statement begins with the fiscal year."""
    days = {"du": first_day, "au": last_day}
    asked = urlencode({name: day.isoformat() for name, day in days.items() if day})
    address = reverse("audit_account", args=[account])
    return f"{address}?{asked}" if asked else address
