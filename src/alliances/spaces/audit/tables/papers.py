"""Lists of entries, with the decision behind each one in words."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from alliances.domain.chain.queries.papers import papers_of
from alliances.spaces.audit.addresses import paper_url
from alliances.ui.tables import Column, Table
from alliances.ui.tables.table import Row

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
