"""The hexagon map of a split: what it makes for each person in low income, territory by territory."""

from django.utils.translation import gettext_lazy as _

from alliances.domain.territories.models import Territory
from alliances.spaces.ministry.simulation import Outcome
from alliances.ui import charts
from alliances.ui.maps import HexMap, Tile

LETTERS = 5  # that fit in a tile
ARTICLES = ("La ", "Le ", "Les ", "L'", "L’")


def outcome_map(outcome: Outcome) -> HexMap | None:
    """None when a territory has no place on the grid, or when nobody knows a figure: the table says everything."""
    if any(row.territory.tile_column is None for row in outcome.rows):
        return None
    if all(row.per_person_cents is None for row in outcome.rows):
        return None
    tiles = [
        Tile(
            code=row.territory.code,
            column=row.territory.tile_column,  # type: ignore[arg-type]
            row=row.territory.tile_row,  # type: ignore[arg-type]
            name=row.territory.name,
            value=row.per_person_cents,
            label=short(row.territory),
        )
        for row in outcome.rows
    ]
    return HexMap(
        title=_("Par personne à faible revenu (estimation)"),
        tiles=tiles,
        writing=charts.MONEY,
        value_label=_("Par personne à faible revenu"),
        name="repartition",
    )


def short(territory: Territory) -> str:
    """A few letters that recall the name: « Lévis », « B.-S. » for Beauce-Sartigan."""
    name = territory.name
    for article in ARTICLES:
        name = name.removeprefix(article)
    if "-" in name:
        return "-".join(f"{word[0]}." for word in name.split("-") if word)[: LETTERS + 1]
    return name[:LETTERS].rstrip()
