"""Lines pasted from a spreadsheet, « territory; number »: read one by one, each mistake named by its line."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from alliances.domain.common.text import sort_key
from alliances.domain.territories.models import Territory
from alliances.ui import typed

T = TypeVar("T")
LONGEST_PASTE = 20_000  # characters: a province of territories with their names and amounts
LONGEST_NUMBER = 30
MOST_MISTAKES = 20
UNKNOWN = "unknown_territory"
_MARKS = re.compile(r"[\t;]")
_NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]{1,15}))?", re.ASCII)
_TWO_WAYS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}", re.ASCII)


@dataclass
class Pasted(Generic[T]):
    """What could be read, by territory code, in the order of the lines; and what could not, in sentences."""

    values: dict[str, T] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)


def read(
    text: str, places: Sequence[Territory], chosen: Collection[str], value_of: Callable[[str], T]
) -> Pasted[T]:
    """Reads `text` for `places`, by code or by name (accents and capitals do not matter).

    A territory without a number is left out: it stays a hole. A number for a place whose code is not in `chosen` is a
    mistake. `value_of` raises ValidationError with its sentence.
    """
    found: Pasted[T] = Pasted()
    lines: dict[str, int] = {}
    for rank, name, written in _cut(text):
        try:
            where = place(name, places)
            _refuse_twice(where, lines)
            lines[where.code] = rank
            if written and where.code not in chosen:
                raise ValidationError(
                    _("%(name)s ne reçoit pas : cochez ce territoire, ou retirez sa ligne."),
                    params={"name": where.name},
                )
            if written:
                found.values[where.code] = value_of(written)
        except ValidationError as mistake:
            found.mistakes.append(
                _("Ligne %(rank)s : %(mistake)s") % {"rank": rank, "mistake": mistake.messages[0]}
            )
    return found


def _refuse_twice(where: Territory, lines: Mapping[str, int]) -> None:
    if where.code in lines:
        raise ValidationError(
            _("%(name)s est déjà à la ligne %(line)s."),
            params={"name": where.name, "line": lines[where.code]},
        )


def amount(text: str) -> int:
    """Cents, zero or more."""
    if len(text) > LONGEST_NUMBER:
        raise ValidationError(_("ce nombre est trop long."))
    cents = typed.cents(text)
    if cents < 0:
        raise ValidationError(_("un montant ne peut pas être plus petit que zéro."))
    return cents


def count(text: str) -> Decimal:
    """A number, zero or more. `1,234` is refused: it reads two ways."""
    bare = _bare(text)
    if _TWO_WAYS.fullmatch(bare):
        raise ValidationError(
            _("« %(typed)s » se lit de deux façons. Écrivez %(plain)s, ou d’autres décimales."),
            params={"typed": bare, "plain": re.sub("[.,]", "", bare)},
        )
    return _decimal(bare)


def multiplier(text: str) -> Decimal:
    """A number above zero: 1 changes nothing, 1,15 counts for 15 % more."""
    found = _decimal(_bare(text))
    if not found:
        raise ValidationError(_("un multiplicateur doit être plus grand que zéro."))
    return found


def names_to_fill(places: Sequence[Territory]) -> str:
    """One line by territory, the number left to type."""
    return "\n".join(f"{place.name}; " for place in places)


def _cut(text: str) -> Iterator[tuple[int, str, str]]:
    """The rank, the territory and the number of each line that says something."""
    for rank, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            name, _mark, written = _parted(line)
            yield rank, name.strip(typed.SPACES), written.strip(typed.SPACES)


def _parted(line: str) -> tuple[str, str, str]:
    mark = _MARKS.search(line)
    return line.partition(mark.group()) if mark else (line, "", "")


def place(name: str, places: Sequence[Territory]) -> Territory:
    """The one of `places` that has this code or this name. Raises ValidationError."""
    key = sort_key(name).partition("\t")[0]
    found = [each for each in places if each.code == name] or [
        each for each in places if each.sort_key.partition("\t")[0] == key
    ]
    if len(found) > 1:
        raise ValidationError(
            _("plusieurs territoires s’appellent « %(name)s ». Écrivez le code."), params={"name": name}
        )
    if not found:
        raise ValidationError(
            _("« %(name)s » n’est pas un territoire de cette enveloppe."),
            code=UNKNOWN,
            params={"name": name[:60]},
        )
    return found[0]


def _bare(text: str) -> str:
    return re.sub(f"[{typed.SPACES}]+", " ", text.strip(typed.SPACES))


def _decimal(bare: str) -> Decimal:
    match = _NUMBER.fullmatch(bare)
    if match is None or len(match[1]) > 15:
        raise ValidationError(
            _("« %(typed)s » n’est pas un nombre. Écrivez par exemple 1 250 ou 12,5."),
            params={"typed": bare[:30]},
        )
    return Decimal(f"{match[1].replace(' ', '')}.{match[2] or ''}")
