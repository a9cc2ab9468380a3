"""One declaration feeds list, sorting, filters, pages and files, in a fixed number of queries."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from alliances.domain.territories.models import Level, Territory
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table, neutralise


class ProjectTable(Table):
    caption = "Projets"
    search = ("name",)
    order = "name"
    page_size = 2
    columns = (
        Column("name", "Projet", sortable=True),
        Column("cents", "Montant", kind=Kind.MONEY, sortable=True, total=True),
        Column("day", "Reçu le", kind=Kind.DAY, sortable=True),
    )
    filters = (ChoiceFilter("etat", "État", [("open", "Ouvert"), ("closed", "Fermé")], field="state"),)


ROWS = [
    {"name": "Zoo", "cents": 100, "day": date(2026, 1, 2), "state": "open"},
    {"name": "Érable", "cents": -5000, "day": None, "state": "open"},
    {"name": "=cmd()", "cents": None, "day": date(2026, 1, 1), "state": "closed"},
]


def table(query: str = "", rows: Any = None, kind: type[Table] = ProjectTable, **given: Any) -> Table:
    return kind(RequestFactory().get(f"/?{query}"), ROWS if rows is None else rows, **given)


def names(found: Table) -> list[str]:
    return [row.cells[0].text for row in found.rows]


def test_sorting_filters_pages() -> None:
    assert names(table()) == ["=cmd()", "Érable"]
    assert names(table("tri=-name")) == ["Zoo", "Érable"]
    assert names(table("tri=cents")) == ["Érable", "Zoo"]
    assert names(table("tri=-cents")) == ["Zoo", "Érable"], "the unknown comes last both ways"
    assert names(table("page=2")) == ["Zoo"]
    assert names(table("etat=closed")) == ["=cmd()"]
    assert names(table("q=erable")) == ["Érable"]


@pytest.mark.parametrize(
    "query", ["tri=nothing", "page=99999999999999999999", "page=-1", "page=١", "etat=x", "format=exe"]
)
def test_what_is_not_understood_is_ignored(query: str) -> None:
    assert table(query).rows
    assert table(query).export == ""


def test_totals_leave_the_unknown_out() -> None:
    assert [text for _column, text in table().totals] == ["", "-49,00\u00a0$", ""]


def test_links_keep_the_other_choices() -> None:
    found = table("q=e&etat=open&page=2&autre=1")
    assert found.heads[1].url == "?q=e&etat=open&autre=1&tri=cents"
    assert found.filter_views[0].options[0].url == "?q=e&autre=1"
    assert ("etat", "open") in found.kept
    assert all(key != "page" for key, _value in found.kept)


def test_the_page_shows_headings_labels_and_order() -> None:
    page = Template('{% cotton table :table="table" / %}').render(Context({"table": table("tri=-cents")}))
    assert 'aria-sort="descending"' in page
    assert '<th scope="row"' in page
    assert 'data-label="Montant"' in page
    assert "<caption" in page
    assert "non publié" in page
    assert "3 lignes" in page


def test_csv_speaks_the_language_of_the_spreadsheet() -> None:
    response = table("format=csv").response("Projets reçus")
    assert response["Content-Disposition"] == 'attachment; filename="projets-recus.csv"'
    lines = response.content.decode("utf-8-sig").split("\r\n")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert lines[:4] == [
        '"Projet";"Montant ($)";"Reçu le"',
        '"\'=cmd()";"";"2026-01-01"',
        '"Érable";"-50,00";""',
        '"Zoo";"1,00";"2026-01-02"',
    ]
    with translation.override("en"):
        assert b'"Zoo","1.00","2026-01-02"' in table("format=csv").response("x").content


def test_xlsx_holds_texts_numbers_and_dates_but_no_formula() -> None:
    content = table("format=xlsx", fictitious=True).response("x").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Projet", "Montant ($)", "Reçu le", "Données fictives"]
    assert rows[1:3] == [["=cmd()", "", date(2026, 1, 1), "oui"], ["Érable", -50.0, "", "oui"]]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    "start",
    [
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        "\x00",
        "＝",
        "＋",
        "－",
        "＠",
        " =",
        "\u00a0=",
        "\ufeff=",
        "\u200b=",
    ],
)
def test_formulas_are_neutralised(start: str) -> None:
    assert neutralise(f"{start}1+1").startswith("'")


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1), st.text())
def test_ordinary_texts_are_left_alone(start: str, rest: str) -> None:
    assert neutralise(start + rest) == start + rest
    assert neutralise("") == ""


class TerritoryTable(Table):
    caption = "Territoires"
    search = ("sort_key",)
    order = "name"
    columns = (
        Column("name", "Territoire", field="sort_key", sortable=True),
        Column("parent.name", "Région"),
        Column("tile_row", "Rangée", kind=Kind.NUMBER, sortable=True, total=True),
    )
    filters = (ChoiceFilter("niveau", "Niveau", Level.choices, field="level"),)


def territories(count: int) -> None:
    region = Territory.objects.create(code="R", name="Région", level=Level.REGION, source="essai")
    for i in range(count):
        Territory.objects.create(
            code=f"T{i}", name=f"{'Éa' if i % 2 else 'Eb'} {i:03d}", level=Level.MRC, parent=region,
            tile_column=i, tile_row=i, source="essai",
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "total"), [(3, "3"), (120, "7\u00a0140")])
def test_two_queries_whatever_the_size(size: int, total: str) -> None:
    territories(size)
    with CaptureQueriesContext(connection) as queries:
        rows = Territory.objects.select_related("parent")
        found = table("niveau=mrc&q=e", rows=rows, kind=TerritoryTable)
        Template('{% cotton table :table="table" / %}').render(Context({"table": found}))
    assert found.count == size
    assert found.totals[2][1] == total
    assert len(queries) == 2


@pytest.mark.django_db
def test_accents_sort_and_search_as_in_a_dictionary() -> None:
    territories(4)
    rows = Territory.objects.select_related("parent").filter(level=Level.MRC)
    assert names(table("", rows=rows, kind=TerritoryTable)) == ["Éa 001", "Éa 003", "Eb 000", "Eb 002"]
    assert names(table("q=éa-003", rows=rows, kind=TerritoryTable)) == ["Éa 003"]
    assert names(table("q=…", rows=rows, kind=TerritoryTable)) == names(
        table("", rows=rows, kind=TerritoryTable)
    )
