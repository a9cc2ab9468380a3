"""The table itself: what the address asks, the rows of this page, the links around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.common.text import sort_key
from alliances.ui.badges import Badge
from alliances.ui.pagination import Pages
from alliances.ui.tables import export
from alliances.ui.tables.columns import ChoiceFilter, Column, Kind, read_path
from alliances.ui.tables.searching import searched

FORMATS = ("csv", "xlsx")


@dataclass(frozen=True)
class Cell:
    column: Column
    value: Any
    text: str
    href: str
    heading: bool

    @property
    def badge(self) -> Badge | None:
        if self.column.kind is not Kind.BADGE or self.value is None:
            return None
        return self.value if isinstance(self.value, Badge) else Badge(self.value)


@dataclass(frozen=True)
class Row:
    cells: list[Cell]
    fictitious: bool
    source: Any


@dataclass(frozen=True)
class Option:
    label: str
    value: str
    url: str
    current: bool


@dataclass(frozen=True)
class Head:
    column: Column
    url: str
    sort: str  # "ascending", "descending" or ""


@dataclass(frozen=True)
class FilterView:
    filter: ChoiceFilter
    options: list[Option]
    as_words: bool


class Table:
    """Declare `columns` (and the rest) in a subclass. `rows`: a queryset, or a list of objects or mappings.

    Read from the address: `tri` (column key, `-` before it to reverse), `q`, `page`, `format`, and each filter's key.
    What is not understood is ignored. A queryset costs two queries whatever its size: one for the count and the
    totals, one for the page; prefetch what the cells read.
    """

    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[ChoiceFilter]] = ()
    search: ClassVar[Sequence[str]] = ()
    caption: Any = ""
    order = ""
    page_size = 50
    fictitious: bool | str = False
    """True when every row is made up; or the path of the attribute that says it, row by row."""
    search_label: Any = gettext_lazy("Chercher dans ce tableau")
    empty: Any = gettext_lazy("Aucune ligne ne correspond. Retirez un filtre ou cherchez un autre mot.")

    def __init__(
        self, request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, prefix: str = "", **given: Any
    ) -> None:
        self.request, self.prefix = request, prefix
        for name, value in given.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name!r}")
            setattr(self, name, value)
        self._all = rows if isinstance(rows, QuerySet) else list(rows)

    # What the address asks ---------------------------------------------------------------------------------

    def _asked(self, name: str) -> str:
        return self.request.GET.get(f"{self.prefix}{name}", "")[:200]

    @cached_property
    def query(self) -> str:
        return self._asked("q").strip() if self.search else ""

    @cached_property
    def export(self) -> str:
        """`csv`, `xlsx` or nothing: the view then returns `table.response(name)`."""
        asked = self._asked("format")
        return asked if asked in FORMATS else ""

    @cached_property
    def sorting(self) -> tuple[Column | None, bool]:
        """The column sorted on, and whether it goes down."""
        for asked in (self._asked("tri"), self.order):
            for column in self.columns:
                if column.sortable and asked.removeprefix("-") == column.key:
                    return column, asked.startswith("-")
        return None, False

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The value of each filter in use."""
        found = {}
        for each in self.filters:
            asked = self._asked(each.key)
            if asked and any(asked == value for value, _label in each.options()):
                found[each.key] = asked
        return found

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or self.chosen)

    def url(self, **changes: str) -> str:
        """This page with other parameters; an empty one is left out."""
        query = self.request.GET.copy()
        for name in ("format", "page"):
            query.pop(f"{self.prefix}{name}", None)
        for name, value in changes.items():
            query.pop(f"{self.prefix}{name}", None)
            if value:
                query[f"{self.prefix}{name}"] = value
        return f"?{query.urlencode()}"

    # The rows ----------------------------------------------------------------------------------------------

    @cached_property
    def _filtered(self) -> Any:
        rows = self._all
        for each in self.filters:
            if each.key in self.chosen:
                rows = each.narrow(rows, self.chosen[each.key])
        return searched(rows, self.search, self.query) if self.query else rows

    @cached_property
    def _sorted(self) -> Any:
        column, down = self.sorting
        rows = self._filtered
        if column is None:
            return rows
        if isinstance(rows, list):
            known = [row for row in rows if column.read(row) is not None]
            known.sort(key=lambda row: _sortable(column.read(row)), reverse=down)
            return known + [row for row in rows if column.read(row) is None]
        field = F(column.db_field)
        first = field.desc(nulls_last=True) if down else field.asc(nulls_last=True)
        return rows.order_by(first, "pk")

    @cached_property
    def _summary(self) -> dict[str, Any]:
        """Number of rows and totals, in one query."""
        rows = self._filtered
        totalled = [column for column in self.columns if column.total]
        if isinstance(rows, list):
            found: dict[str, Any] = {"count": len(rows)}
            for column in totalled:
                values = [value for row in rows if (value := column.read(row)) is not None]
                found[column.key] = sum(values) if values else None
            return found
        sums = {f"total_{i}": Sum(column.db_field) for i, column in enumerate(totalled)}
        answer = rows.order_by().aggregate(rows_=Count("pk"), **sums)
        totals = {column.key: answer[f"total_{i}"] for i, column in enumerate(totalled)}
        return {"count": answer["rows_"], **{key: _whole(value) for key, value in totals.items()}}

    @property
    def count(self) -> int:
        return int(self._summary["count"])

    @cached_property
    def pages(self) -> Pages:
        return Pages(self.count, self.page_size, self._asked("page"), lambda page: self.url(page=page))

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page, ready to show."""
        return [self._row(row) for row in self._sorted[self.pages.start : self.pages.end]]

    def _row(self, row: Any) -> Row:
        cells = []
        for position, column in enumerate(self.columns):
            value = column.read(row)
            href = column.href(row) if column.href else ""
            cells.append(Cell(column, value, column.write(value), href or "", position == 0))
        return Row(cells, self.is_fictitious(row), row)

    def is_fictitious(self, row: Any) -> bool:
        return bool(read_path(row, self.fictitious)) if isinstance(self.fictitious, str) else self.fictitious

    # Around the rows ---------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """An identifier for the page, made of the prefix and the class."""
        return f"{self.prefix}{type(self).__name__}"

    @cached_property
    def heads(self) -> list[Head]:
        sorted_on, down = self.sorting
        heads = []
        for column in self.columns:
            mine = column == sorted_on
            url = self.url(tri=f"-{column.key}" if mine and not down else column.key)
            sort = ("descending" if down else "ascending") if mine else ""
            heads.append(Head(column, url if column.sortable else "", sort))
        return heads

    @cached_property
    def totals(self) -> list[tuple[Column, str]]:
        """One text per column, empty where nothing is added up; nothing when no column is totalled."""
        if not any(column.total for column in self.columns) or not self.count:
            return []
        return [(c, c.write(self._summary[c.key]) if c.total else "") for c in self.columns]

    @cached_property
    def filter_views(self) -> list[FilterView]:
        views = []
        for each in self.filters:
            chosen = self.chosen.get(each.key, "")
            every = [("", _("Tous")), *each.options()]
            options = [
                Option(label, value, self.url(**{each.key: value}), value == chosen) for value, label in every
            ]
            views.append(FilterView(each, options, len(every) <= each.WORDS))
        return views

    @property
    def has_search_form(self) -> bool:
        return bool(self.search) or any(not view.as_words for view in self.filter_views)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters the search form must carry along, so that searching keeps the filters and the order."""
        in_form = {"q", "page", "format", *(v.filter.key for v in self.filter_views if not v.as_words)}
        dropped = {f"{self.prefix}{name}" for name in in_form}
        return [(key, value) for key, value in _pairs(self.request.GET) if key not in dropped]

    @property
    def clear_url(self) -> str:
        return self.url(q="", **{each.key: "" for each in self.filters})

    @property
    def downloads(self) -> list[tuple[str, str]]:
        return [("CSV", self.url(format="csv")), ("Excel", self.url(format="xlsx"))]

    # The files ---------------------------------------------------------------------------------------------

    def response(self, filename: str) -> HttpResponse:
        """Every row that the filters keep, in the order shown, as the file asked for in the address."""
        columns, rows = self._export_columns(), self._export_rows()
        if self.export == "xlsx":
            content = export.as_xlsx(columns, rows, str(self.caption) or filename)
            return export.download(content, export.XLSX_TYPE, filename, "xlsx")
        return export.download(export.as_csv(columns, rows), "text/csv; charset=utf-8", filename, "csv")

    def _export_columns(self) -> list[Column]:
        extra = [Column("fictitious", _("Données fictives"))] if self.fictitious else []
        return [*self.columns, *extra]

    def _export_rows(self) -> Iterator[list[Any]]:
        for row in self._sorted:
            extra = [_("oui") if self.is_fictitious(row) else _("non")] if self.fictitious else []
            yield [*(column.read(row) for column in self.columns), *extra]


def _sortable(value: Any) -> Any:
    return sort_key(str(value)) if isinstance(value, str | Badge) else value


def _whole(value: Any) -> Any:
    """PostgreSQL adds up bigint columns as numeric: back to an integer, so that cents stay cents."""
    return int(value) if value is not None and value == int(value) else value


def _pairs(query: QueryDict) -> list[tuple[str, str]]:
    return [(key, value) for key, values in query.lists() for value in values if re.fullmatch(r"[\w-]+", key)]
