"""The hexagon map: every territory equal in sight, one hue, borders of classes written, « no data » hatched.

HexMap(
    title=_("Taux de faible revenu"),
    tiles=[Tile(code="010", column=15, row=4, name="La Matapédia", value=Decimal("12.3"), href="/…")],
    writing=charts.POINTS,
)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from alliances.ui import formats
from alliances.ui.charts import NUMBER, Value, Writing, written

CLASSES = 6
FIRST_DARK_CLASS = 5  # white letters from this class on


@dataclass(frozen=True)
class Tile:
    """One territory on the "odd-r" grid: odd rows are shifted half a tile to the right."""

    code: str
    column: int
    row: int
    name: Any
    value: Value = None
    href: str = ""
    label: str = ""


_ARTICLES = re.compile(r"^(?:Les? |La |L['’]|D['’])")
_LETTERS = 5
SMALLEST_WIDTH = 9.0  # in tiles: a region of three MRCs does not fill the screen with three tiles


def short_name(name: str) -> str:
    """A few letters that recall a territory's name: « Lévis », « B.-S. » for Beauce-Sartigan, « Appal »."""
    bare = _ARTICLES.sub("", name)
    if "-" in bare:
        return "-".join(f"{word[0]}." for word in bare.split("-") if word)[: _LETTERS + 1]
    return bare[:_LETTERS].rstrip(" '’")


@dataclass(frozen=True)
class DrawnTile:
    x: float
    y: float
    css: str
    text_css: str
    label: str
    said: str
    href: str
    has_data: bool


@dataclass(frozen=True)
class LegendItem:
    css: str
    text: str


def quantile_borders(values: Sequence[formats.Exact], classes: int = 5) -> list[formats.Exact]:
    """Values that cut the tiles into classes of about the same number; fewer when many values are equal."""
    ordered = sorted(values)
    cuts = {ordered[len(ordered) * i // classes] for i in range(1, classes)} if ordered else set()
    return sorted(cut for cut in cuts if cut > ordered[0])


@dataclass(frozen=True)
class HexMap:
    """`borders` are the lower bounds of the classes after the first (at most five); by default, quantiles."""

    title: Any
    tiles: Sequence[Tile]
    description: Any = ""
    value_label: Any = ""
    label_heading: Any = ""
    borders: Sequence[formats.Exact] = ()
    writing: Writing = NUMBER
    name: str = "map"

    @cached_property
    def _borders(self) -> list[formats.Exact]:
        found = sorted(self.borders) or quantile_borders([t.value for t in self.tiles if t.value is not None])
        if len(found) >= CLASSES:
            raise ValueError(f"at most {CLASSES - 1} borders, found {len(found)}")
        return found

    def class_of(self, value: formats.Exact) -> int:
        """From 1 to 6, spread over the sequence when there are fewer classes, so that the darkest is always used."""
        return self._step(sum(value >= border for border in self._borders))

    def _step(self, position: int) -> int:
        last = len(self._borders)
        return 1 + round(Fraction(position * (CLASSES - 1), last)) if last else 3

    @cached_property
    def drawn(self) -> list[DrawnTile]:
        return [self._draw(tile) for tile in sorted(self.tiles, key=lambda t: (t.row, t.column, t.code))]

    def _draw(self, tile: Tile) -> DrawnTile:
        known = tile.value is not None
        step = self.class_of(tile.value) if tile.value is not None else 0
        return DrawnTile(
            x=tile.column + 0.5 * (tile.row % 2),
            y=round(tile.row * 0.866, 3),
            css=f"class-{step}" if known else "",
            text_css="on-dark" if step >= FIRST_DARK_CLASS else "" if known else "on-hatch",
            label=tile.label or short_name(str(tile.name)),
            said=_("%(name)s : %(value)s")
            % {"name": tile.name, "value": written(tile.value, self.writing.full)},
            href=tile.href,
            has_data=known,
        )

    @property
    def is_linked(self) -> bool:
        return any(tile.href for tile in self.tiles)

    @property
    def view_box(self) -> str:
        xs, ys = [tile.x for tile in self.drawn] or [0], [tile.y for tile in self.drawn] or [0]
        left, top = min(xs) - 0.6, min(ys) - 0.7
        width = max(max(xs) - left + 0.6, SMALLEST_WIDTH)
        return f"{left:.2f} {top:.2f} {width:.2f} {max(ys) - top + 0.7:.2f}"

    @cached_property
    def legend(self) -> list[LegendItem]:
        write, cuts = self.writing.short, self._borders
        items = []
        for position in range(len(cuts) + 1):
            low = write(cuts[position - 1]) if position else ""
            high = write(cuts[position]) if position < len(cuts) else ""
            if low and high:
                text = _("de %(low)s à moins de %(high)s") % {"low": low, "high": high}
            elif high:
                text = _("moins de %(high)s") % {"high": high}
            else:
                text = _("%(low)s et plus") % {"low": low} if low else _("toutes les valeurs")
            items.append(LegendItem(f"class-{self._step(position)}", text))
        return items

    @property
    def has_holes(self) -> bool:
        return any(tile.value is None for tile in self.tiles)

    @property
    def table_head(self) -> list[str]:
        return [str(self.label_heading or _("Territoire")), str(self.value_label or _("Valeur"))]

    @cached_property
    def table_rows(self) -> list[list[str]]:
        return [[str(t.name), written(t.value, self.writing.full)] for t in self.tiles]

    @cached_property
    def linked_rows(self) -> list[tuple[str, str, str]]:
        """Name, address, text of the value: the way in for a keyboard."""
        return [(str(t.name), t.href, written(t.value, self.writing.full)) for t in self.tiles]
