"""The cells of a file of criteria (XLSX or CSV), as texts. Hostile or unreadable files are refused with a sentence."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from alliances.domain.common.verdict import Refused
from alliances.domain.files.contents import inspect
from alliances.domain.openings.extent import TooFar, check_extent

LARGEST_FILE = 2 * 1024 * 1024  # bytes: a province of territories by a dozen criteria fits a hundred times
MOST_LINES = 2_000
MOST_COLUMNS = 40
LONGEST_CELL = 300
MARKS = (";", "\t", ",")
Cells = list[list[str]]


def cells_of(name: str, content: bytes) -> Cells:
    """Lines of texts, from the first line of the file. Raises Refused."""
    if len(content) > LARGEST_FILE:
        raise Refused(_("Ce fichier dépasse 2 Mo. Gardez les seules colonnes utiles, puis recommencez."))
    if name.lower().endswith(".xlsx"):
        lines = _workbook(content)
    elif name.lower().endswith((".csv", ".txt")):
        lines = cells_of_text(_decoded(inspect("csv", content).content))
    else:
        raise Refused(_("Choisissez un fichier XLSX ou CSV. Le modèle existe dans les deux formats."))
    return _bounded(lines)


def cells_of_text(text: str) -> Cells:
    """Lines of a CSV, whose mark is the one that its first line uses most: « ; », a tab or « , ». Raises Refused."""
    first = text.lstrip("\n\r").partition("\n")[0]
    mark = max(MARKS, key=first.count)
    try:
        return _bounded(list(csv.reader(io.StringIO(text), delimiter=mark)))
    except csv.Error as error:
        raise Refused(
            _("Ce texte ne se lit pas en colonnes. Vérifiez les guillemets, puis recommencez.")
        ) from error


def as_text(cells: Sequence[Sequence[str]]) -> str:
    """The cells as lines that a person may correct in the page."""
    output = io.StringIO()
    csv.writer(output, delimiter=";", lineterminator="\n").writerows(cells)
    return output.getvalue()


def _workbook(content: bytes) -> Cells:
    try:
        check_extent(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_LINES + 1)
    except TooFar as error:
        sentence = _(
            "Une cellule se trouve très loin des autres. Copiez vos lignes dans le modèle, puis recommencez."
        )
        raise Refused(sentence) from error
    except (CalamineError, ValueError, OSError, IndexError) as error:
        sentence = _(
            "Ce fichier ne se lit pas. Enregistrez-le en format XLSX, puis choisissez-le de nouveau."
        )
        raise Refused(sentence) from error
    return [[_written(cell) for cell in line] for line in lines]


def _written(cell: Any) -> str:
    """A cell as one would type it: a number without an exponent, never one that reads two ways; a day as a day."""
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell)
    if isinstance(cell, int | float):
        text = f"{Decimal(str(cell)).normalize():f}"
        return f"{text}0" if len(text.partition(".")[2]) == 3 else text
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(_("Ce fichier ne se lit pas comme un texte. Enregistrez-le en CSV UTF-8 ou en XLSX."))


def _bounded(lines: Cells) -> Cells:
    if len(lines) > MOST_LINES:
        raise Refused(_("Ce fichier a plus de 2 000 lignes. Gardez une ligne par territoire."))
    if max(map(len, lines), default=0) > MOST_COLUMNS:
        raise Refused(_("Ce fichier a plus de 40 colonnes. Gardez les seules colonnes utiles."))
    if any(len(cell) > LONGEST_CELL for line in lines for cell in line):
        raise Refused(_("Une case a plus de 300 caractères. Gardez un nom ou un nombre par case."))
    return [[" ".join(cell.split()) for cell in line] for line in lines]
