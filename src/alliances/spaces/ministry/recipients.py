"""Who may receive a part of an envelope: the territories under its own, of one level or of several."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.models import Envelope
from alliances.domain.territories.models import Level, Territory

LEVEL = "level"  # the field of the address
MIXED = "mixed"  # several levels at once but municipalities: a region beside a First Nation, an MRC beside a group
_ORDER = (Level.REGION, Level.NATION, Level.SUBREGION, Level.MRC, Level.MUNICIPALITY)
Levels = dict[str, int]


def levels_under(envelope: Envelope) -> Levels:
    """How many territories of each level stand under the envelope's own, from the largest level down. One query."""
    counts = dict(_under(envelope).order_by().values_list("level").annotate(count=Count("pk")))
    return {level.value: counts[level] for level in _ORDER if level in counts}


def offered(levels: Levels) -> list[tuple[str, str | Promise]]:
    """The levels as choices, then the mixed one where there are two to mix."""
    labels = dict(Level.choices)
    found: list[tuple[str, str | Promise]] = [
        (level, f"{labels[level]} ({count})") for level, count in levels.items()
    ]
    if len(_mixable(levels)) > 1:
        found.append((MIXED, _("Plusieurs paliers à la fois")))
    return found


def level_asked(sent: Mapping[str, Any], levels: Levels) -> str:
    """The level asked for; by default the MRCs, else the first level there is."""
    wanted = sent.get(LEVEL, "")
    if wanted in levels or (wanted == MIXED and len(_mixable(levels)) > 1):
        return str(wanted)
    return Level.MRC if Level.MRC in levels else next(iter(levels), "")


def recipients_of(envelope: Envelope, level: str = Level.MRC) -> list[Territory]:
    """The territories of `level`, in alphabetical order; those of several levels in the order of the tree."""
    if level == MIXED:
        return list(_under(envelope).exclude(level=Level.MUNICIPALITY).order_by("path"))
    return list(_under(envelope).filter(level=level).alphabetical())


def one_in_another(places: Sequence[Territory]) -> tuple[Territory, Territory] | None:
    """Two of `places` of which the first contains the second: the same people would count twice."""
    paths = {place.path: place for place in places}
    for place in places:
        for above in place.lineage_paths()[:-1]:
            if above in paths:
                return paths[above], place
    return None


def _under(envelope: Envelope):
    return Territory.objects.within(envelope.territory).exclude(pk=envelope.territory_id)


def _mixable(levels: Levels) -> list[str]:
    return [level for level in levels if level != Level.MUNICIPALITY]
