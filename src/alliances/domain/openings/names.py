"""Organisations of a workbook whose names are near those of another: one and the same, or two? A person says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from alliances.domain.agreements.models import Alliance
from alliances.domain.common.text import sort_key
from alliances.domain.openings.sheets import ORGANISATIONS
from alliances.domain.people.models import Organisation, OrganisationQuerySet

# Words that tell no organisation from another: articles, links and the forms that the law gives.
COMMON = frozenset(
    "a au aux c coop cooperative d de des du en et inc l la le les obnl of osbl pour the un une".split()  # noqa: SIM905
)
NEAR = 0.88  # share of letters in common, in order, from which two names are shown side by side
OTHER = ""  # the answer « it is another organisation »
ELSEWHERE = "#"  # begins the answer « it is that one, of another territory », followed by its number here


@dataclass(frozen=True)
class Likeness:
    """A line of the workbook and the organisations it may already be: (folded name or `ELSEWHERE`, name) each."""

    line: int
    name: str
    candidates: tuple[tuple[str, str], ...]


def words(name: str) -> tuple[str, ...]:
    """The telling words of a name, without accents nor capitals, in alphabetical order."""
    folded = (sort_key(word).partition("\t")[0] for word in re.split(r"[\W_]+", name))
    return tuple(sorted({word for word in folded if word} - COMMON))


def are_near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names, as `words`, may be one: all of the shorter in the longer, or nearly the same letters."""
    if not one or not other:
        return False
    shorter, longer = sorted((set(one), set(other)), key=len)
    if shorter <= longer and (len(shorter) > 1 or len(longer) == 1):
        return True
    letters = SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False)
    return letters.real_quick_ratio() >= NEAR and letters.quick_ratio() >= NEAR and letters.ratio() >= NEAR


@dataclass(frozen=True)
class _Held:
    """A name that somebody has: here, elsewhere in Québec, or above in the sheet."""

    key: str
    name: str
    neq: str
    words: tuple[str, ...]


def likenesses(alliance: Alliance, rows: dict[str, list[dict[str, Any]]]) -> list[Likeness]:
    """Each new name of the workbook near one of this territory or near one above it in the sheet, and each that an
    organisation of another territory has.

    A name that is already here, letter for letter, or a known enterprise number is that organisation: nothing to ask.
    """
    sheet = rows[ORGANISATIONS.code]
    known = Organisation.objects.filter(neq__in=[row["neq"] for row in sheet if row.get("neq")])
    here = [
        _Held(each.sort_key, each.name, each.neq, words(each.name))
        for each in held_in(alliance).alphabetical()
    ]
    return list(_asked(here, _elsewhere(alliance, sheet), set(known.values_list("neq", flat=True)), sheet))


def held_in(alliance: Alliance) -> OrganisationQuerySet:
    """The organisations of the territory of the Alliance."""
    return Organisation.objects.filter(territory__path__startswith=alliance.territory.path)


def may_be_one(one: str, other: str) -> bool:
    """Whether two enterprise numbers, empty where unknown, may be of one organisation."""
    return not (one and other) or one == other


def _elsewhere(alliance: Alliance, sheet: list[dict[str, Any]]) -> list[_Held]:
    """Organisations of other territories whose name is in the sheet; `key` is their number here."""
    keys = [sort_key(row["name"]) for row in sheet]
    others = Organisation.objects.filter(sort_key__in=keys).select_related("territory").alphabetical()
    inside = f"{alliance.territory.path}"
    return [
        _Held(f"{ELSEWHERE}{each.pk}", f"{each.name}, {each.territory.name}", each.neq, words(each.name))
        for each in others
        if not each.territory.path.startswith(inside)
    ]


def _asked(
    here: list[_Held], elsewhere: list[_Held], numbers: set[str], sheet: list[dict[str, Any]]
) -> Iterator[Likeness]:
    above: list[_Held] = []
    for row in sheet:
        mine = _Held(sort_key(row["name"]), row["name"], row.get("neq") or "", words(row["name"]))
        if mine.neq in numbers or any(
            each.key == mine.key and may_be_one(mine.neq, each.neq) for each in here
        ):
            continue
        near = [
            each
            for each in (*here, *above)
            if not (mine.neq and each.neq) and are_near(mine.words, each.words)
        ]
        near += [each for each in elsewhere if each.words == mine.words and may_be_one(mine.neq, each.neq)]
        above.append(mine)
        if near:
            yield Likeness(row["line"], mine.name, tuple((each.key, each.name) for each in near))
