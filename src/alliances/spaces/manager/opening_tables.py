"""What a workbook holds and what is wrong in it, as tables."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.models import Component
from alliances.domain.openings.sheets import Field, Problem, Sheet
from alliances.domain.people.models import LegalForm
from alliances.ui.tables import Column, Kind, Table

COLUMN_NAMES = {
    "allocated_cents": _("Alloué"),
    "committed_cents": _("Engagé"),
    "paid_cents": _("Versé"),
    "justified_cents": _("Justifié"),
}


class ProblemTable(Table):
    caption = _("À corriger dans le classeur")
    page_size = 200
    columns = (
        Column("sentence", _("Ce qu’il faut corriger"), value=lambda problem: problem.sentence),
        Column("sheet", _("Feuille"), value=lambda problem: problem.sheet or None, hole=_("Classeur")),
        Column("line", _("Ligne"), kind=Kind.NUMBER, value=lambda problem: problem.line or None, hole=_("–")),
        Column("column", _("Colonne"), value=lambda problem: problem.column or None, hole=_("–")),
    )

    def __init__(self, request: HttpRequest, rows: Sequence[Problem], **given: Any) -> None:
        super().__init__(request, rows, **given)


def row_tables(request: HttpRequest, sheets: Sequence[Sheet], rows: Mapping[str, Any]) -> list[Table]:
    """One table a sheet, in the words of its columns."""
    return [
        type("OpeningRows", (Table,), {"columns": [_column(each) for each in sheet.fields]})(
            request, rows[sheet.code], prefix=f"{sheet.code}-", caption=sheet.title, page_size=20
        )
        for sheet in sheets
    ]


def _column(field: Field) -> Column:
    if field.code.endswith("_cents"):
        return Column(field.code, field.title, kind=Kind.MONEY)
    if field.code.endswith("_on"):
        return Column(field.code, field.title, kind=Kind.DAY, value=lambda row: _day(row[field.code]))
    return Column(field.code, field.title, value=lambda row: _word(field.code, row.get(field.code)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _word(code: str, value: Any) -> Any:
    labels = {"component": Component, "legal_form": LegalForm}
    return labels[code](value).label if code in labels and value else value
