"""Bar and line charts drawn on the server: title, description, direct labels, and the same data as a table.

Widths are percentages and heights pixels, so that the text keeps its size on every screen. No script, no style.

    chart = BarChart(
        title=_("Versé et prévu"), description=_("…"), value_label=_("Versé"), reference_label=_("Prévu"),
        bars=[Bar("Mauricie", 98_000_00, reference=120_000_00)],
    )
    <c-bar-chart :chart="chart"><c-source name="…" /></c-bar-chart>
"""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from alliances.ui import formats

Value = formats.Exact | None
LINE = 20  # pixels of a line of text
WRAP = 30  # characters of a label that fit on the narrowest screen
LABEL_WRAP, LETTER_WIDTH = (
    22,
    2.2,
)  # characters of a line's name on a row; their width in hundredths of a drawing


@dataclass(frozen=True)
class Writing:
    """How a value is written: short in the drawing, in full in the table."""

    short: Callable[[Any], str]
    full: Callable[[Any], str]


MONEY = Writing(formats.money_short, formats.money)
NUMBER = Writing(formats.number, formats.number)
PERCENT = Writing(formats.percent, formats.percent)
POINTS = Writing(formats.points, formats.points)


def percent_of(value: Value, top: formats.Exact) -> float:
    """Position for the drawing only, from 0 to 100: never an amount."""
    return round(float(Fraction(value or 0) / Fraction(top or 1) * 100), 2)


def round_top(value: formats.Exact) -> Fraction:
    """The first round number at or above `value`: 1, 2, 2.5, 4, 5 or 10 times a power of ten."""
    exact = Fraction(value)
    if exact <= 0:
        return Fraction(1)
    power = Fraction(1)
    while power * 10 < exact:
        power *= 10
    while power >= exact:
        power /= 10
    steps = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(4), Fraction(5), Fraction(10))
    return next(power * step for step in steps if power * step >= exact)


def written(value: Value, write: Callable[[Any], str]) -> str:
    return _("non publié") if value is None else write(value)


@dataclass(frozen=True)
class Bar:
    """One bar; `reference` is what it is compared with (plan against actual). None: not published."""

    label: Any
    value: Value
    reference: Value = None
    href: str = ""


@dataclass(frozen=True)
class DrawnBar:
    y: int
    height: int
    width: float
    css: str
    text: str
    inside: bool  # the text stands in the bar, at its end

    @property
    def text_y(self) -> int:
        return self.y + self.height // 2 + 5


@dataclass(frozen=True)
class DrawnRow:
    lines: list[tuple[int, str]]  # (y, text) of the label
    bars: list[DrawnBar]
    href: str


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars from zero. Negative values are not drawn: say them in a table instead."""

    title: Any
    bars: Sequence[Bar]
    description: Any = ""
    value_label: Any = ""
    reference_label: Any = ""
    label_heading: Any = ""
    writing: Writing = MONEY
    name: str = "chart"

    @cached_property
    def _top(self) -> Fraction:
        known = [Fraction(v) for bar in self.bars for v in (bar.value, bar.reference) if v is not None]
        return max(known, default=Fraction(0)) or Fraction(1)

    @property
    def has_reference(self) -> bool:
        return any(bar.reference is not None for bar in self.bars)

    @cached_property
    def rows(self) -> list[DrawnRow]:
        rows, y = [], 0
        for bar in self.bars:
            lines = []
            for text in textwrap.wrap(str(bar.label), WRAP) or [""]:
                y += LINE
                lines.append((y - 5, text))
            drawn = [self._draw(y, bar.value, self.value_label, "bar")]
            y += drawn[0].height + 4
            if self.has_reference:
                drawn.append(self._draw(y, bar.reference, self.reference_label, "bar-other"))
                y += drawn[1].height + 4
            y += 10
            rows.append(DrawnRow(lines, drawn, bar.href))
        return rows

    def _draw(self, y: int, value: Value, label: Any, css: str) -> DrawnBar:
        width = max(0.0, percent_of(value, self._top))
        text = written(value, self.writing.short)
        if self.has_reference and label:
            text = f"{text} {label}" if value is not None else f"{label}{_(' :')} {text}"
        return DrawnBar(y, 22, width, css, text, inside=width > 58)

    @property
    def height(self) -> int:
        last = self.rows[-1].bars[-1] if self.rows else None
        return last.y + last.height + 4 if last else LINE

    @property
    def table_head(self) -> list[str]:
        heads = [str(self.label_heading or _("Élément")), str(self.value_label or _("Valeur"))]
        return [*heads, str(self.reference_label)] if self.has_reference else heads

    @property
    def table_rows(self) -> list[list[str]]:
        rows = []
        for bar in self.bars:
            cells = [str(bar.label), written(bar.value, self.writing.full)]
            rows.append([*cells, written(bar.reference, self.writing.full)] if self.has_reference else cells)
        return rows


@dataclass(frozen=True)
class Series:
    """A line. `segments` are runs of (x, value): two runs are never joined, a break of the series lies between."""

    label: Any
    segments: Sequence[Sequence[tuple[int, Value]]]


@dataclass(frozen=True)
class Stroke:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class DrawnLine:
    label: str
    css: str
    strokes: list[Stroke]
    dots: list[tuple[float, float, str]]  # x, y, what the dot says
    end: tuple[float, float]


@dataclass(frozen=True)
class DrawnLabel:
    x: float
    lines: list[tuple[float, str]]  # y, text
    css: str


@dataclass(frozen=True)
class LineChart:
    """Lines over whole numbers (years). From zero, unless `from_zero` is false for an index or a threshold."""

    title: Any
    series: Sequence[Series]
    description: Any = ""
    x_heading: Any = ""
    writing: Writing = MONEY
    from_zero: bool = True
    break_label: Any = ""
    name: str = "chart"
    plot_height: int = 260
    _top_margin: int = field(default=28, repr=False)

    @cached_property
    def _points(self) -> list[tuple[int, Fraction]]:
        return [(x, Fraction(v)) for s in self.series for run in s.segments for x, v in run if v is not None]

    @cached_property
    def xs(self) -> list[int]:
        return sorted({x for s in self.series for run in s.segments for x, _v in run})

    @cached_property
    def _scale(self) -> tuple[Fraction, Fraction]:
        """Lowest and highest value of the drawing."""
        values = [value for _x, value in self._points] or [Fraction(1)]
        if self.from_zero:
            return Fraction(0), round_top(max(values))
        step = round_top((max(values) - min(values)) or 1) / 4
        low = min(values) // step * step
        return low, low - (-(max(values) - low) // step) * step or low + step

    def _x(self, x: int) -> float:
        width = self.xs[-1] - self.xs[0] or 1
        return round(9 + 89 * (x - self.xs[0]) / width, 2)

    def _y(self, value: formats.Exact) -> float:
        low, high = self._scale
        share = (Fraction(value) - low) / (high - low)
        return round(self._top_margin + self.plot_height * (1 - float(share)), 1)

    @property
    def height(self) -> int:
        return self._top_margin + self.plot_height + 28

    @property
    def baseline(self) -> int:
        return self._top_margin + self.plot_height

    @cached_property
    def grid(self) -> list[tuple[float, str]]:
        low, high = self._scale
        step = (high - low) / 4
        return [(self._y(low + step * i), self.writing.short(_exact(low + step * i))) for i in range(5)]

    @cached_property
    def ticks(self) -> list[tuple[float, str, str]]:
        """x position, text and anchor of at most six years, the first and the last always among them."""
        every = max(1, -(-(len(self.xs) - 1) // 5))
        chosen = self.xs[::-every][::-1] if self.xs else []
        if chosen and chosen[0] != self.xs[0]:
            chosen = [self.xs[0], *chosen[1:]]
        return [
            (self._x(x), str(x), "start" if x == self.xs[0] else "end" if x == self.xs[-1] else "middle")
            for x in chosen
        ]

    @cached_property
    def lines(self) -> list[DrawnLine]:
        drawn = []
        for index, series in enumerate(self.series):
            strokes: list[Stroke] = []
            dots: list[tuple[float, float, str]] = []
            for run in series.segments:
                places = [(self._x(x), self._y(v)) if v is not None else None for x, v in run]
                strokes += [Stroke(*a, *b) for a, b in pairwise(places) if a and b]
                dots += [
                    (
                        *place,
                        _("%(name)s : %(value)s")
                        % {"name": f"{series.label}, {x}", "value": self.writing.full(v)},
                    )
                    for place, (x, v) in zip(places, run, strict=True)
                    if place
                ]
            if dots:
                drawn.append(DrawnLine(str(series.label), f"{index % 3}", strokes, dots, dots[-1][:2]))
        return drawn

    @cached_property
    def labels(self) -> list[DrawnLabel]:
        """The name of each line near its end: above or below it, wherever it meets the fewest others."""
        found: list[DrawnLabel] = []
        for line in self.lines:
            texts = textwrap.wrap(line.label, LABEL_WRAP)
            height = LINE * len(texts)
            reach = line.end[0] - max(map(len, texts)) * LETTER_WIDTH
            own = [y for x, y, _said in line.dots if x >= reach]
            others = [y for other in self.lines if other is not line for x, y, _s in other.dots if x >= reach]
            places = (min(own) - 10 - height, max(own) + 8)
            top = min(places, key=lambda top: self._crowd(top, height, others, found))
            x = max(line.end[0], 55.0)
            found.append(
                DrawnLabel(x, [(top + LINE * (i + 1) - 4, t) for i, t in enumerate(texts)], line.css)
            )
        return found

    def _crowd(self, top: float, height: int, others: list[float], found: "list[DrawnLabel]") -> int:
        """How many dots and names a label would cover; leaving the drawing counts as many."""
        covered = sum(top - 8 < y < top + height + 8 for y in others)
        covered += sum(3 for label in found for y, _t in label.lines if top - 4 < y < top + height + LINE)
        return covered + (0 if top >= 10 and top + height <= self.baseline else 99)

    @cached_property
    def breaks(self) -> list[float]:
        """x of each break: halfway between the end of a run and the start of the next one."""
        places = set()
        for series in self.series:
            for before, after in pairwise(series.segments):
                if before and after:
                    places.add(round((self._x(before[-1][0]) + self._x(after[0][0])) / 2, 2))
        return sorted(places)

    @property
    def break_text(self) -> str:
        return str(self.break_label) or _("bris de série")

    @property
    def table_head(self) -> list[str]:
        return [str(self.x_heading or _("Année")), *(str(series.label) for series in self.series)]

    @property
    def table_rows(self) -> list[list[str]]:
        """One row per year; where two runs of a series share a year, both values are given."""
        rows = []
        for x in self.xs:
            cells = [str(x)]
            for series in self.series:
                values = [v for run in series.segments for at, v in run if at == x]
                cells.append(" / ".join(written(v, self.writing.full) for v in values) or "–")
            rows.append(cells)
        return rows


def _exact(value: Fraction) -> formats.Exact:
    return value.numerator if value.denominator == 1 else value
