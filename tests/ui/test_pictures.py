"""Every drawing has its title, its description and the same data as a table; breaks are not joined."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from alliances.ui import charts, specimens
from alliances.ui.maps import HexMap, Tile, quantile_borders


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


PICTURES = [
    ('{% cotton bar-chart :chart="p" / %}', specimens.bar_chart),
    ('{% cotton line-chart :chart="p" / %}', specimens.line_chart),
    ('{% cotton hexmap :map="p" / %}', specimens.hexmap),
]


@pytest.mark.parametrize("language", ["fr-ca", "en"])
@pytest.mark.parametrize(("source", "make"), PICTURES)
def test_title_description_table(source: str, make: Any, language: str) -> None:
    with translation.override(language):
        picture = make()
        page = render(source, p=picture)
        names = re.search(r'aria-labelledby="(\S+) (\S+)"', page)
        assert names
        assert f'<title id="{names[1]}">' in page
        assert f'<desc id="{names[2]}">' in page
        assert re.search(r'<svg class="\w+" role="(img|group)"', page)
        for cells in picture.table_rows:
            for text in cells:
                assert str(text) in page
        # A decimal comma in an attribute would break the drawing.
        assert not re.search(r' (x|y|x1|x2|y1|y2|cx|cy|width|height|dx|dy)="[^"]*,', page)
        assert "style=" not in page


def test_bars_start_at_zero_and_say_what_is_not_published() -> None:
    chart = charts.BarChart(
        title="t", bars=[charts.Bar("a", 50), charts.Bar("b", 100), charts.Bar("c", None)]
    )
    assert [row.bars[0].width for row in chart.rows] == [50, 100, 0]
    assert chart.rows[2].bars[0].text == "non publié"
    assert charts.BarChart(title="t", bars=[]).rows == []


def test_a_break_is_never_crossed() -> None:
    chart = charts.LineChart(
        title="t",
        writing=charts.NUMBER,
        series=[charts.Series("s", [[(2000, 1), (2001, 2)], [(2002, 8), (2003, None), (2004, 9)]])],
    )
    assert len(chart.lines[0].strokes) == 1, "neither across the break nor across the missing year"
    assert len(chart.lines[0].dots) == 4
    assert len(chart.breaks) == 1
    assert chart.lines[0].strokes[0].x2 < chart.breaks[0]
    assert chart.table_rows[3] == ["2003", "non publié"]
    assert chart.grid[0][1] == "0", "amounts start at zero"


@pytest.mark.parametrize(
    ("value", "top"),
    [(1, 1), (7, 10), (11, 20), (23, 25), (250, 250), (Decimal("0.3"), Decimal("0.4")), (0, 1)],
)
def test_round_tops(value: Any, top: Any) -> None:
    assert charts.round_top(value) == top


def test_missing_is_hatched_never_the_lightest_class() -> None:
    tiles = [Tile(str(i), i, 0, f"MRC {i}", None if i == 3 else i) for i in range(10)]
    found = HexMap(title="t", tiles=tiles, borders=[2, 5])
    page = render('{% cotton hexmap :map="p" / %}', p=found)
    assert page.count('fill="url(#map-hatch)"') == 2, "the tile and its legend"
    assert "non publié" in page
    assert [item.text for item in found.legend] == ["moins de 2", "de 2 à moins de 5", "5 et plus"]
    assert (found.class_of(1), found.class_of(2), found.class_of(5)) == (1, 4, 6) or found.class_of(5) == 6
    with pytest.raises(ValueError, match="at most 5"):
        HexMap(title="t", tiles=tiles, borders=range(6)).legend  # noqa: B018


def test_odd_rows_are_shifted() -> None:
    found = HexMap(title="t", tiles=[Tile("a", 3, 2, "A"), Tile("b", 3, 3, "B")])
    assert [(tile.x, tile.y) for tile in found.drawn] == [(3, 1.732), (3.5, 2.598)]


def test_quantiles() -> None:
    assert quantile_borders(list(range(10)), 5) == [2, 4, 6, 8]
    assert quantile_borders([1, 1, 1, 1]) == []
    assert quantile_borders([]) == []
