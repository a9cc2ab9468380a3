"""The hexagon map of a split: what each person in low income receives, territory by territory."""

from django.utils.translation import gettext_lazy as _

from alliances.spaces.ministry.simulation import Outcome
from alliances.ui import charts
from alliances.ui.maps import HexMap, Tile


def outcome_map(outcome: Outcome) -> HexMap | None:
    """None when a territory has no place on the grid (the table says everything)."""
    if any(row.territory.tile_column is None for row in outcome.rows):
        return None
    tiles = [
        Tile(
            code=row.territory.code,
            column=row.territory.tile_column,  # type: ignore[arg-type]
            row=row.territory.tile_row,  # type: ignore[arg-type]
            name=row.territory.name,
            value=row.cents,
        )
        for row in outcome.rows
    ]
    return HexMap(
        title=_("Montant de chaque territoire"),
        tiles=tiles,
        writing=charts.MONEY,
        value_label=_("Montant"),
        name="repartition",
    )
