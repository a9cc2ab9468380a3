"""Criteria in columns, a territory a line: read cell by cell, each mistake with its line and its column."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.common.text import sort_key
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry import pasted
from alliances.spaces.ministry.criteria_cells import Cells
from alliances.ui.tables.export import neutralise

CODE = gettext_lazy("Code officiel")
NAME = gettext_lazy("Territoire")
MOST_CRITERIA = 12
MOST_MISTAKES = 200
LONGEST_NAME = 80


@dataclass(frozen=True)
class Mistake:
    """What cannot be taken and where: the line on screen (0: the whole file), the title of the column, what stands
    there, what is wrong and what to do."""

    line: int
    column: str
    found: str
    sentence: str


@dataclass
class Read:
    """Criteria by name, in the order of the file; figures by territory code, in the order of the criteria."""

    columns: list[str] = field(default_factory=list)
    figures: dict[str, list[Decimal | None]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    absent: list[Territory] = field(default_factory=list)

    @property
    def holes(self) -> int:
        """Empty cells among the lines read: they stay holes, never zero."""
        return sum(figure is None for line in self.figures.values() for figure in line)


def read(cells: Cells, places: Sequence[Territory]) -> Read:
    """The figures for `places`. Never raises for what a person may have typed: mistakes say it."""
    found = Read()
    heading = next((rank for rank, line in enumerate(cells) if any(line)), None)
    if heading is None:
        found.mistakes.append(Mistake(0, "", "", _("Ce fichier est vide. Partez du modèle.")))
        return found
    code_at, name_at, criteria = _columns(cells[heading], heading + 1, found)
    if found.mistakes:
        return found
    found.columns = [cells[heading][at] for at in criteria]
    lines: dict[str, int] = {}
    for rank, line in enumerate(cells[heading + 1 :], start=heading + 2):
        if not any(line):
            continue
        figures = [
            _figure(_at(line, at), rank, title, found)
            for at, title in zip(criteria, found.columns, strict=True)
        ]
        place = _place(line, code_at, name_at, rank, places, found)
        if place is None:
            continue
        if place.code in lines:
            sentence = _("%(name)s est déjà à la ligne %(line)s. Gardez une seule des deux lignes.")
            words = {"name": place.name, "line": lines[place.code]}
            found.mistakes.append(Mistake(rank, str(CODE), place.code, sentence % words))
            continue
        lines[place.code] = rank
        found.figures[place.code] = figures
    found.absent = [place for place in places if place.code not in lines]
    return found


def _columns(titles: Sequence[str], line: int, found: Read) -> tuple[int | None, int | None, list[int]]:
    """Where the codes, the names and the criteria stand; a mistake where that cannot be told."""
    keys = [sort_key(title) for title in titles]
    code_at, name_at = _one_of(CODE, keys), _one_of(NAME, keys)
    if code_at is None and name_at is None:
        sentence = _("La colonne « Code officiel » manque. Partez du modèle, ou ajoutez ce titre.")
        found.mistakes.append(Mistake(line, str(CODE), "", sentence))
    criteria = [at for at, title in enumerate(titles) if title and at not in (code_at, name_at)]
    if not criteria:
        sentence = _("Aucun critère : donnez un titre à chaque colonne de chiffres.")
        found.mistakes.append(Mistake(line, "", "", sentence))
    if len(criteria) > MOST_CRITERIA:
        sentence = _("Ce fichier a %(count)s critères; douze au plus. Retirez des colonnes.")
        found.mistakes.append(Mistake(line, "", "", sentence % {"count": len(criteria)}))
    for at in criteria:
        if keys.index(keys[at]) != at:
            sentence = _("Ce titre sert déjà à une autre colonne. Changez l’un des deux.")
            found.mistakes.append(Mistake(line, titles[at], titles[at], sentence))
        if len(titles[at]) > LONGEST_NAME:
            sentence = _("Ce titre dépasse 80 caractères. Raccourcissez-le : il paraît dans la décision.")
            found.mistakes.append(Mistake(line, titles[at][:LONGEST_NAME], "", sentence))
    return code_at, name_at, criteria


def _one_of(title: object, keys: Sequence[str]) -> int | None:
    """A template taken in one language is read in the other."""
    for language in ("fr", "en"):
        with translation.override(language):
            key = sort_key(str(title))
        if key in keys:
            return keys.index(key)
    return None


def _place(
    line: Sequence[str], code_at: int | None, name_at: int | None, rank: int,
    places: Sequence[Territory], found: Read,
) -> Territory | None:  # fmt: skip
    """By its official code; by its name where the file has no code. Zeros that a spreadsheet took off are put back."""
    code, name = _at(line, code_at), _at(line, name_at)
    written = code or name
    try:
        if not written:
            raise ValidationError(_("Cette ligne a des chiffres sans territoire. Écrivez son code officiel."))
        coded = [place for place in places if code and place.code.lstrip("0") == code.lstrip("0")]
        place = coded[0] if len(coded) == 1 else pasted.place(written, places)
        if code and name and sort_key(name) != sort_key(place.name):
            raise ValidationError(
                _("Le code %(code)s est celui de %(right)s. Corrigez le code ou le nom."),
                params={"code": code, "right": place.name},
            )
    except ValidationError as mistake:
        column = str(NAME) if code_at is None else str(CODE)
        sentence = mistake.messages[0]
        if mistake.code == pasted.UNKNOWN:
            sentence = _("%(mistake)s Prenez un code du modèle, ou retirez la ligne.") % {"mistake": sentence}
        found.mistakes.append(Mistake(rank, column, written, sentence))
        return None
    return place


def _figure(written: str, rank: int, title: str, found: Read) -> Decimal | None:
    if not written:
        return None
    try:
        return pasted.count(written)
    except ValidationError as mistake:
        found.mistakes.append(Mistake(rank, title, written, mistake.messages[0]))
        return None


def _at(line: Sequence[str], at: int | None) -> str:
    return line[at] if at is not None and at < len(line) else ""


def template_lines(places: Sequence[Territory]) -> Iterator[list[str]]:
    """The titles, then a line for each territory: its official code, its name, and cells to fill."""
    yield [str(CODE), str(NAME), _("Critère 1"), _("Critère 2")]
    for place in places:
        yield [place.code, place.name, "", ""]


def template_csv(places: Sequence[Territory]) -> bytes:
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerows([neutralise(cell) for cell in line] for line in template_lines(places))
    return output.getvalue().encode("utf-8-sig")


def template_xlsx(places: Sequence[Territory]) -> bytes:
    """Codes are text cells, so that a spreadsheet keeps their zeros; the cells to fill are numbers."""
    import xlsxwriter  # noqa: PLC0415 - as in `ui.tables.export`

    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        title = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3F0EE"})
        text = workbook.add_format({"num_format": "@"})
        page = workbook.add_worksheet(_("Critères"))
        page.set_column(0, 0, 16, text)
        page.set_column(1, 1, 36, text)
        page.set_column(2, 3, 18)
        for rank, line in enumerate(template_lines(places)):
            page.write_row(rank, 0, line, title if rank == 0 else None)
        page.freeze_panes(1, 2)
    return output.getvalue()
