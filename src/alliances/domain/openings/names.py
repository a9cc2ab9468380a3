"""Organisations of a workbook whose names are near those of another: one and the same, or two? A person says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from alliances.domain.agreements.models import Alliance
from alliances.domain.common.text import sort_key
from alliances.domain.openings.sheets import ORGANISATIONS
from alliances.domain.people.models import Organisation

# Words that tell no organisation from another: articles, links and the forms that the law gives.
COMMON = frozenset(
    "a au aux c coop cooperative d de des du en et inc l la le les obnl of osbl pour the un une".split()  # noqa: SIM905
)
NEAR = 0.88  # share of letters in common, in order, from which two names are shown side by side
OTHER = ""  # the answer « it is another organisation »


@dataclass(frozen=True)
class Likeness:
    """A line of the workbook and the organisations it may already be: (folded name, name) each."""

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


def likenesses(alliance: Alliance, rows: dict[str, list[dict[str, Any]]]) -> list[Likeness]:
    """Each new name of the workbook that is near one of this territory, or near one above it in the sheet.

    A name that is already here, letter for letter or by its enterprise number, is that organisation: nothing to ask.
    """
    inside = Organisation.objects.filter(territory__path__startswith=alliance.territory.path).alphabetical()
    held = [(each.sort_key, each.name, each.neq, words(each.name)) for each in inside]
    return list(_asked(held, rows[ORGANISATIONS.code]))


def _asked(
    held: list[tuple[str, str, str, tuple[str, ...]]], rows: list[dict[str, Any]]
) -> Iterator[Likeness]:
    keys, numbers = {key for key, *_rest in held}, {neq for _key, _name, neq, _words in held if neq}
    above: list[tuple[str, str, str, tuple[str, ...]]] = []
    for row in rows:
        key, neq, mine = sort_key(row["name"]), row.get("neq") or "", words(row["name"])
        if key in keys or neq in numbers:
            continue
        near = [each for each in (*held, *above) if not (neq and each[2]) and are_near(mine, each[3])]
        above.append((key, row["name"], neq, mine))
        if near:
            yield Likeness(row["line"], row["name"], tuple((each[0], each[1]) for each in near))
