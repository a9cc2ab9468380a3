"""The files behind « Télécharger »: a spreadsheet text for the reader's language, and an Excel workbook.

This is the *spreadsheet* CSV: UTF-8 with a byte order mark, every cell quoted; in French `;` and a decimal comma, in
English `,` and a decimal point, as the spreadsheets of each language expect. The open-data files are another door.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alliances.ui import formats
from alliances.ui.tables.columns import Column, Kind

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_FORMULA = re.compile(rf"[^\S\t\r\n{_INVISIBLE}]*[{_INVISIBLE}\s]*[=+\-@\t\r\n\x00＝＋－＠﹢﹣−]")
_LONGEST_CELL = 32_767  # of an Excel cell
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER_FORMATS = {
    Kind.MONEY: ('#,##0.00\u00a0"$"', '"$"#,##0.00'),
    Kind.PERCENT: ('0.0\u00a0"%"', '0.0"%"'),
}


def neutralise(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula: an apostrophe before `=`, `+`, `-`, `@`, TAB, CR, LF,
    NUL and their full-width forms, also after spaces. For texts only: a negative number stays a number.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def plain_number(column: Column, value: Any) -> Decimal:
    """The value as a spreadsheet wants it: dollars from cents, percentages from ratios."""
    if column.kind is Kind.MONEY:
        return Decimal(value).scaleb(-2)
    exact = Fraction(value) * (100 if column.kind is Kind.PERCENT else 1)
    if exact.denominator == 1:
        return Decimal(exact.numerator)
    return value if isinstance(value, Decimal) and column.kind is Kind.NUMBER else _rounded(exact, 6)


def _rounded(value: Fraction, places: int) -> Decimal:
    return Decimal(round(value * 10**places)).scaleb(-places).normalize()


def _csv_cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.is_numeric:
        text = format(plain_number(column, value), "f")
        return text if formats.is_english() else text.replace(".", ",")
    return formats.day_short(value) if column.kind is Kind.DAY else neutralise(str(value))


def as_csv(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """The file; `rows` hold one value per column."""
    output = io.StringIO()
    delimiter = "," if formats.is_english() else ";"
    writer = csv.writer(output, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutralise(heading(column)) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(column, value) for column, value in zip(columns, row, strict=True)])
    return output.getvalue().encode("utf-8-sig")


def heading(column: Column) -> str:
    """The label with its unit, since cells hold bare numbers."""
    unit = {Kind.MONEY: " ($)", Kind.PERCENT: " (%)"}.get(column.kind, "")
    return f"{column.label}{unit}"


def as_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    """One sheet, one header line, texts written as texts: no cell can become a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - a twentieth of the start, and most pages never need it

    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, {**options, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or _("Données"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        english = formats.is_english()
        kinds = {
            kind: book.add_format({"num_format": NUMBER_FORMATS[kind][english]}) for kind in NUMBER_FORMATS
        }
        for position, column in enumerate(columns):
            sheet.write_string(0, position, heading(column), bold)
            sheet.set_column(position, position, 16 if column.is_numeric else 28)
        for line, row in enumerate(rows, start=1):
            for position, (column, value) in enumerate(zip(columns, row, strict=True)):
                if value is None:
                    continue
                if column.is_numeric:
                    sheet.write_number(line, position, plain_number(column, value), kinds.get(column.kind))
                elif isinstance(value, date | datetime):
                    sheet.write_datetime(line, position, formats.local_date(value), day_format)
                else:
                    sheet.write_string(line, position, str(value)[:_LONGEST_CELL])
        sheet.freeze_panes(1, 1)
    return output.getvalue()


def download(content: bytes, content_type: str, stem: str, extension: str) -> HttpResponse:
    """The file as an attachment, under a name without accents or spaces."""
    response = HttpResponse(content, content_type=content_type)
    name = f"{slugify(stem) or 'alliances'}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
