"""Why this territory receives this amount: the adopted problem and its result, put in words and lines.

Nothing is computed anew here but shares for display: amounts are those the engine gave, frozen under the digest.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.criteria import CHOICES
from alliances.domain.envelopes.models import Scenario, ScenarioLine
from alliances.ui.charts import MONEY
from alliances.ui.maps import HexMap, Tile

ADJUSTMENT = "adjustment"


@dataclass(frozen=True)
class Part:
    """One criterion for one territory. `value` and `total` are counts, None for an equal share; cents for money."""

    label: str
    weight: Fraction
    pot_cents: int
    value: Fraction | None
    total: Fraction | None
    recipients: int
    cents: int
    source: str = ""
    is_estimate: bool = False


@dataclass(frozen=True)
class Explained:
    """One territory's line. `parts` and `adjustment_cents` add up to `cents`."""

    line: ScenarioLine
    cents: int
    parts: list[Part]
    adjustment_cents: int
    envelope_pk: int | None = None

    @property
    def state_sentence(self) -> str:
        """What a bound changed; empty when the plain calculation applies."""
        return str(STATES.get(self.line.state, ""))


def map_of(rows: list[Explained]) -> HexMap:
    """Each territory's amount on the map; the tiles lead to the reason of the amount."""
    tiles = [
        Tile(
            code=row.line.territory.code,
            column=row.line.territory.tile_column,
            row=row.line.territory.tile_row,
            name=row.line.territory.name,
            value=row.cents,
            href=f"?territoire={row.line.territory.code}#pourquoi",
        )
        for row in rows
        if row.line.territory.tile_column is not None and row.line.territory.tile_row is not None
    ]
    return HexMap(
        title=_("Ce que chaque territoire reçoit"),
        description=_("Choisissez une case pour lire le calcul de ce territoire."),
        tiles=tiles,
        value_label=_("Montant"),
        writing=MONEY,
    )


STATES = {
    "floor": _("Le calcul donnait moins que le minimum garanti : le minimum s’applique."),
    "cap": _("Le calcul donnait plus que le maximum permis : le maximum s’applique."),
}


def explain(scenario: Scenario, lines: list[ScenarioLine], envelopes: dict[int, int]) -> list[Explained]:
    """The lines in the order given. `envelopes`: the envelope made for each territory, by its pk."""
    problem = scenario.problem
    criteria = problem["criteria"]
    whole = sum((Fraction(str(each["weight"])) for each in criteria), Fraction()) or Fraction(1)
    values = {row["code"]: row.get("values", {}) for row in problem["territories"]}
    totals = {
        each["code"]: sum((Fraction(str(row.get(each["code"], 0))) for row in values.values()), Fraction())
        for each in criteria
    }
    pot = sum(line.amount_cents for line in lines)

    def part(each: dict[str, Any], line: ScenarioLine) -> Part:
        code, weight = each["code"], Fraction(str(each["weight"])) / whole
        is_equal = each.get("kind") == "equal"
        known = next((choice for choice in CHOICES if choice.code == code), None)
        raw = values.get(line.territory.code, {}).get(code)
        return Part(
            label=str(known.label) if known else code,
            weight=weight,
            pot_cents=round(pot * weight),
            value=None if is_equal or raw is None else Fraction(str(raw)),
            total=None if is_equal else totals[code],
            recipients=len(values),
            cents=line.parts.get(code, 0),
            source=str(known.source) if known else "",
            is_estimate=bool(known and known.is_estimate),
        )

    return [
        Explained(
            line=line,
            cents=line.amount_cents,
            parts=[part(each, line) for each in criteria],
            adjustment_cents=line.parts.get(ADJUSTMENT, 0),
            envelope_pk=envelopes.get(line.territory_id),
        )
        for line in lines
    ]
