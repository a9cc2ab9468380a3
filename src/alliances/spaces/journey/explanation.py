"""The amounts of an adopted split on the map of its territories."""

from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.queries import Explained
from alliances.ui.charts import MONEY
from alliances.ui.maps import HexMap, Tile


def map_of(rows: list[Explained]) -> HexMap:
    """Each territory's amount on the map; the tiles lead to the reason of the amount."""
    tiles = [
        Tile(
            code=row.territory.code,
            column=row.territory.tile_column,
            row=row.territory.tile_row,
            name=row.territory.name,
            value=row.cents,
            href=f"?territoire={row.territory.code}#pourquoi",
        )
        for row in rows
        if row.territory.tile_column is not None and row.territory.tile_row is not None
    ]
    return HexMap(
        title=_("Ce que chaque territoire reçoit"),
        description=_("Choisissez une case pour lire le calcul de ce territoire."),
        tiles=tiles,
        value_label=_("Montant"),
        writing=MONEY,
    )
