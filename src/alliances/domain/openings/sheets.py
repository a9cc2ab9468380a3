"""The workbook a region fills in to start in mid-plan: its sheets, its columns, and how each cell is read.

Nothing here touches the database: a file becomes typed rows and a list of problems, each with its sheet, its line and
its column as they stand on screen. Codes (`fields`) are those of the rooms; titles are those of the sheet's first line.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from python_calamine import CalamineError, CalamineWorkbook

from alliances.domain.common.text import sort_key
from alliances.domain.common.verdict import Refused
from alliances.domain.openings.extent import TooFar, check_extent
from alliances.engine.money import parse_amount

LARGEST_FILE = 10 * 1024 * 1024
MOST_LINES = 20_000


class Unread(ValueError):
    """A cell that cannot be read; `str(error)` is the sentence that says what was expected."""


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    found = " ".join(str(cell).split())
    if len(found) > 2_000:
        raise Unread(_("Ce texte est trop long : 2 000 caractères au plus."))
    return found


def _amount(cell: Any) -> int:
    """Cents. A number cell is taken with two decimals; more would be rounded, so it is refused."""
    written = str(Decimal(str(cell)).normalize()) if isinstance(cell, int | float) else str(cell)
    if "E" in written:
        written = f"{Decimal(written):f}"
    try:
        cents = parse_amount(written)
    except ValueError:
        raise Unread(_("Écrivez un montant en dollars, par exemple 1 234,56.")) from None
    if cents < 0:
        raise Unread(_("Un montant ne peut pas être négatif."))
    return cents


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(_text(cell))
    except ValueError:
        raise Unread(_("Écrivez une date : année, mois, jour, par exemple 2026-03-31.")) from None


def _number(cell: Any) -> int:
    written = _text(cell).replace("\u00a0", "").replace(" ", "")
    if not written.isdecimal() or len(written) > 9:
        raise Unread(_("Écrivez un nombre entier, par exemple 12."))
    return int(written)


def _enterprise_number(cell: Any) -> str:
    written = _text(cell).replace("\u00a0", "").replace(" ", "")
    if not (written.isascii() and written.isdigit() and len(written) == 10):
        raise Unread(_("Le numéro d’entreprise (NEQ) compte dix chiffres."))
    return written


@dataclass(frozen=True)
class Field:
    """One column. `example` stands in the template's second line, in a sheet of its own."""

    code: str
    title: Any
    read: Callable[[Any], Any] = _text
    required: bool = True
    example: Any = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook; `key` are the fields that name a row, once in the sheet."""

    code: str
    title: Any
    fields: Sequence[Field]
    key: tuple[str, ...]


BALANCES = Sheet(
    "balances", gettext_lazy("Soldes"),
    (
        Field("territory", gettext_lazy("Code du territoire"), example="310"),
        Field("component", gettext_lazy("Volet (local ou régional)"), example="local"),
        Field("allocated_cents", gettext_lazy("Alloué"), _amount, example="535751,35"),
        Field("committed_cents", gettext_lazy("Engagé"), _amount, example="60000,00"),
        Field("paid_cents", gettext_lazy("Versé"), _amount, example="45000,00"),
        Field("justified_cents", gettext_lazy("Justifié"), _amount, example="20000,00"),
    ),
    ("territory", "component"),
)  # fmt: skip
ORGANISATIONS = Sheet(
    "organisations", gettext_lazy("Organismes"),
    (
        Field("name", gettext_lazy("Nom de l’organisme"), example=gettext_lazy("Le Garde-manger (exemple fictif)")),
        Field("territory", gettext_lazy("Code du territoire"), example="310"),
        Field("legal_form", gettext_lazy("Forme juridique"), required=False,
              example=gettext_lazy("Organisme à but non lucratif")),
        Field("neq", gettext_lazy("NEQ (dix chiffres)"), _enterprise_number, required=False),
    ),
    ("name",),
)  # fmt: skip
PRIORITIES = Sheet(
    "priorities", gettext_lazy("Priorités"),
    (
        Field("territory", gettext_lazy("Code du territoire"), example="310"),
        Field("title", gettext_lazy("Priorité"), example=gettext_lazy("Se nourrir près de chez soi")),
        Field("need", gettext_lazy("Besoin"), example=gettext_lazy("Des villages n’ont plus d’épicerie.")),
        Field("goals", gettext_lazy("Buts de la loi (numéros)"), example="2, 4"),
        Field(
            "people_with_experience", gettext_lazy("Personnes en situation de pauvreté"), _number, False, "18"
        ),
        Field("organisations_present", gettext_lazy("Organismes présents"), _number, False, example="9"),
        Field("adopted_by", gettext_lazy("Adoptée par"), example=gettext_lazy("Conseil de la MRC")),
        Field("adopted_on", gettext_lazy("Adoptée le"), _day, example="2025-03-12"),
    ),
    ("territory", "title"),
)  # fmt: skip
GRANTS = Sheet(
    "grants", gettext_lazy("Aides en cours"),
    (
        Field("number", gettext_lazy("Numéro de la convention"), example="2025-014"),
        Field("organisation", gettext_lazy("Nom de l’organisme"),
              example=gettext_lazy("Le Garde-manger (exemple fictif)")),
        Field("territory", gettext_lazy("Code du territoire"), example="310"),
        Field("component", gettext_lazy("Volet (local ou régional)"), example="local"),
        Field("priority", gettext_lazy("Priorité"), example=gettext_lazy("Se nourrir près de chez soi")),
        Field("title", gettext_lazy("Projet"), example="Marché roulant"),
        Field("body", gettext_lazy("Instance qui a décidé"), example=gettext_lazy("Conseil de la MRC")),
        Field("resolution", gettext_lazy("Numéro de la résolution"), example="2025-06-112"),
        Field("adopted_on", gettext_lazy("Date de la résolution"), _day, example="2025-06-10"),
        Field("signed_on", gettext_lazy("Date de la convention"), _day, example="2025-06-20"),
        Field("starts_on", gettext_lazy("Début du projet"), _day, example="2025-07-01"),
        Field("ends_on", gettext_lazy("Fin du projet"), _day, example="2027-06-30"),
        Field("amount_cents", gettext_lazy("Montant accordé"), _amount, example="60000,00"),
        Field("paid_cents", gettext_lazy("Versé"), _amount, example="45000,00"),
        Field("justified_cents", gettext_lazy("Justifié"), _amount, example="20000,00"),
    ),
    ("number",),
)  # fmt: skip
SHEETS = (BALANCES, ORGANISATIONS, PRIORITIES, GRANTS)


@dataclass(frozen=True)
class Problem:
    """What cannot be taken, and where: the sheet's title, the line on screen, the column's title ("" for the whole)."""

    sheet: str
    line: int
    column: str
    sentence: str


@dataclass
class Book:
    """Typed rows by sheet code, each with its `line`; and what could not be read."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {s.code: [] for s in SHEETS})
    problems: list[Problem] = field(default_factory=list)


def read_book(content: bytes) -> Book:
    """The rows of a workbook (XLSX). Never raises for what a person may have typed: problems say it."""
    book = Book()
    if len(content) > LARGEST_FILE:
        book.problems.append(Problem("", 0, "", _("Ce fichier dépasse 10 Mo.")))
        return book
    try:
        check_extent(content)
        found = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {sort_key(name): name for name in found.sheet_names}
        for sheet in SHEETS:
            name = next((sheets[each] for each in _names(sheet.title) if each in sheets), None)
            if name is None:
                sentence = _("La feuille « %(sheet)s » manque. Partez du modèle.") % {"sheet": sheet.title}
                book.problems.append(Problem(str(sheet.title), 0, "", sentence))
                continue
            _read_sheet(book, sheet, found.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except TooFar:
        sentence = _(
            "Une cellule se trouve très loin des autres. Copiez vos lignes dans le modèle, puis recommencez."
        )
        book.problems = [Problem("", 0, "", sentence)]
    except (CalamineError, Refused, ValueError, OSError):
        sentence = _(
            "Ce fichier ne se lit pas. Enregistrez-le en format XLSX, puis choisissez-le de nouveau."
        )
        book.problems = [Problem("", 0, "", sentence)]
    return book


def _read_sheet(book: Book, sheet: Sheet, lines: Sequence[Sequence[Any]]) -> None:
    places = _columns(book, sheet, lines[0] if lines else ())
    if places is None:
        return
    if len(lines) > MOST_LINES:
        sentence = _("Cette feuille a plus de %(most)s lignes.") % {"most": MOST_LINES}
        book.problems.append(Problem(str(sheet.title), 0, "", sentence))
        return
    seen: dict[tuple[Any, ...], int] = {}
    for line, cells in enumerate(lines[1:], start=2):
        if not any(_text_or_empty(cell) for cell in cells):
            continue
        row = _read_row(book, sheet, places, line, cells)
        key = tuple(_folded(row[code]) for code in sheet.key)
        if all(part is not None for part in key) and (first := seen.setdefault(key, line)) != line:
            sentence = _("Cette ligne répète la ligne %(line)s.") % {"line": first}
            book.problems.append(Problem(str(sheet.title), line, "", sentence))
        book.rows[sheet.code].append(row)


def _columns(book: Book, sheet: Sheet, titles: Sequence[Any]) -> dict[str, int] | None:
    """Where each field stands, by the titles of the first line, in any order; None when one is missing."""
    found = {sort_key(_text_or_empty(title)): place for place, title in enumerate(titles)}
    places = {each.code: found[name] for each in sheet.fields for name in _names(each.title) if name in found}
    for each in sheet.fields:
        if each.code not in places:
            sentence = _("Cette colonne manque. Partez du modèle.")
            book.problems.append(Problem(str(sheet.title), 1, str(each.title), sentence))
    return places if len(places) == len(sheet.fields) else None


def _names(title: Any) -> list[str]:
    """The title in both languages, folded: a template taken in one is read in the other."""
    return [sort_key(name) for name in in_both_languages(title)]


def in_both_languages(words: Any) -> list[str]:
    """What a person may have read before typing it, in French and in English."""
    found = []
    for language in ("fr", "en"):
        with translation.override(language):
            found.append(str(words))
    return found


def _read_row(
    book: Book, sheet: Sheet, places: dict[str, int], line: int, cells: Sequence[Any]
) -> dict[str, Any]:
    row: dict[str, Any] = {"line": line}
    for each in sheet.fields:
        cell = cells[places[each.code]] if places[each.code] < len(cells) else ""
        row[each.code] = None
        if not _text_or_empty(cell):
            if each.required:
                book.problems.append(
                    Problem(str(sheet.title), line, str(each.title), _("Cette case est vide."))
                )
            continue
        try:
            row[each.code] = each.read(cell)
        except Unread as error:
            book.problems.append(Problem(str(sheet.title), line, str(each.title), str(error)))
    return row


def _text_or_empty(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _folded(value: Any) -> Any:
    return sort_key(value) if isinstance(value, str) else value


def template_lines(sheet: Sheet) -> Iterator[list[str]]:
    """The first line of the template's sheet, then its example."""
    yield [str(each.title) for each in sheet.fields]
    yield [str(each.example) for each in sheet.fields]
