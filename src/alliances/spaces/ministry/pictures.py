"""The hexagon map of a split: what it makes for each person in low income, territory by territory."""

from django.utils.translation import gettext_lazy as _

from alliances.spaces.ministry.simulation import Outcome
from alliances.ui import charts
from alliances.ui.maps import HexMap, Tile


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
