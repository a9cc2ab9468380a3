"""The pictures of a split: its amounts in bars, and what it makes for each person in low income on the map."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from alliances.spaces.ministry.fairness import fairness_of
from alliances.spaces.ministry.simulation import Outcome
from alliances.ui import charts
from alliances.ui.maps import HexMap, Tile


def pictures_of(outcome: Outcome) -> dict[str, Any]:
    """What `parts/outcome.html` shows of a split."""
    return {
        "outcome": outcome,
        "map": outcome_map(outcome),
        "bars": outcome_bars(outcome),
        "fairness": fairness_of(outcome),
    }


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


def outcome_bars(outcome: Outcome) -> charts.BarChart:
    """Each amount, beside what the formula alone gives when guards decide, or else beside the previous amount."""
    label: Any = ""
    if outcome.is_held:
        label = _("Formule seule")
    elif outcome.compares:
        label = _("Avant")
    return charts.BarChart(
        title=_("Montants"),
        label_heading=_("Territoire"),
        value_label=_("Montant"),
        reference_label=label,
        bars=[
            charts.Bar(
                row.territory.name,
                row.cents,
                reference=row.formula_cents if outcome.is_held else row.previous_cents,
            )
            for row in outcome.rows
        ],
        name="montants",
    )
