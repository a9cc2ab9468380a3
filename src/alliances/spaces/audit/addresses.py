"""Where each thing of the ledger is read: an account with its dates, an entry, the decision behind a document."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from alliances.domain.chain.queries.papers import Paper

PAGES = {
    "envelope": "ministry_envelope",
    "scenario": "ministry_scenario",
    "movement": "ministry_movement",
    "resolution": "council_resolution",
    "grant": "manager_grant",
    "amendment": "manager_amendment",
    "payment": "payments_payment",
    "report": "manager_report",
    "recovery": "manager_grant",
}
"""The screen on which each kind of decision is read. They belong to other doors, which ask their own questions."""


def entry_url(entry: int) -> str:
    return reverse("audit_entry", args=[entry])


def statement_url(account: int, first_day: date | None = None, last_day: date | None = None) -> str:
    """Without dates, the statement begins with the fiscal year."""
    days = {"du": first_day, "au": last_day}
    asked = urlencode({name: day.isoformat() for name, day in days.items() if day})
    address = reverse("audit_account", args=[account])
    return f"{address}?{asked}" if asked else address


def paper_url(paper: Paper) -> str:
    return reverse(PAGES[paper.kind], args=[paper.page]) if paper.kind in PAGES else ""
