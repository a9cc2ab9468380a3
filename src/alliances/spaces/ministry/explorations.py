"""A grid of weightings told to a person: how each territory fares, in a table and in one picture."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from alliances.domain.envelopes.models import Exploration
from alliances.domain.territories.models import Territory
from alliances.ui import formats
from alliances.ui.charts import LINE, WRAP, percent_of

BAR = 16  # pixels


@dataclass(frozen=True)
class Told:
    """One territory over the grid. Shares are of the weightings that have an answer; money in cents."""

    territory: Territory
    cents: int
    least: int
    most: int
    lower: Fraction
    higher: Fraction
    rank: int
    best_rank: int
    worst_rank: int


def told_of(exploration: Exploration, places: Sequence[Territory]) -> list[Told]:
    """In the order of `places`."""
    result: dict[str, Any] = exploration.result or {"answered": 0, "fates": {}}
    answered = max(1, result["answered"])
    fates: dict[str, dict[str, int]] = result["fates"]
    return [
        Told(
            territory=place,
            cents=fate["cents"],
            least=fate["least"],
            most=fate["most"],
            lower=Fraction(fate["lower"], answered),
            higher=Fraction(fate["higher"], answered),
            rank=fate["rank"],
            best_rank=fate["best_rank"],
            worst_rank=fate["worst_rank"],
        )
        for place in places
        if (fate := fates.get(place.code))
    ]


@dataclass(frozen=True)
class DrawnRange:
    lines: list[tuple[int, str]]  # (y, text) of the label
    y: int
    start: float
    width: float
    mark: float
    text_y: int
    text: str


@dataclass(frozen=True)
class RangeChart:
    """One band a territory, from the least to the most it gets, and a mark where this split puts it. From zero."""

    told: Sequence[Told]
    name: str = "exploration"

    @property
    def title(self) -> str:
        return _("Du moins au plus, selon les poids")

    @property
    def description(self) -> str:
        return _(
            "La bande va du plus petit au plus grand montant. Le trait est le montant de cette répartition."
        )

    @cached_property
    def _top(self) -> int:
        return max((line.most for line in self.told), default=0) or 1

    @cached_property
    def rows(self) -> list[DrawnRange]:
        rows, y = [], 0
        for line in self.told:
            lines = []
            for text in textwrap.wrap(line.territory.name, WRAP) or [""]:
                y += LINE
                lines.append((y - 5, text))
            start, end = percent_of(line.least, self._top), percent_of(line.most, self._top)
            words = _("de %(least)s à %(most)s") % {
                "least": formats.money_short(line.least),
                "most": formats.money_short(line.most),
            }
            mark = min(percent_of(line.cents, self._top), 99.4)
            rows.append(DrawnRange(lines, y, start, max(0.4, end - start), mark, y + BAR + LINE - 4, words))
            y += BAR + LINE + 10
        return rows

    @property
    def height(self) -> int:
        return self.rows[-1].y + BAR + LINE + 10 if self.rows else 0


def step_of(exploration: Exploration) -> Fraction:
    """The step of the weights, as a share of the whole."""
    return Fraction(1, exploration.grid)


def share_done(exploration: Exploration) -> Any:
    return Fraction(exploration.done, exploration.total or 1)
