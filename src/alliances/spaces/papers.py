"""Lists of entries, in every space, with the decision behind each one in words and the screen that shows it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from alliances.domain.chain.queries.papers import Paper, papers_of
from alliances.ui.tables import Column, Table
from alliances.ui.tables.table import Row

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


def paper_url(paper: Paper) -> str:
    return reverse(PAGES[paper.kind], args=[paper.page]) if paper.kind in PAGES else ""


PAPER = Column(
    "document",
    _("Pièce"),
    value=lambda row: str(row.paper),
    href=lambda row: paper_url(row.paper),
)


class PaperTable(Table):
    """Rows are entries; the documents of the page shown, or of the whole file, are named together."""

    @cached_property
    def rows(self) -> list[Row]:
        page = self._named(self._sorted[self.pages.start : self.pages.end])
        return [self._row(entry) for entry in page]

    def _export_rows(self) -> Iterator[list[Any]]:
        self._sorted = self._named(self._sorted)
        return super()._export_rows()

    def _named(self, entries: Any) -> list[Any]:
        found = list(entries)
        papers = papers_of(entry.document for entry in found)
        for entry in found:
            entry.paper = papers[entry.document]
        return found
