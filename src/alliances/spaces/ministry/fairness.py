"""How the amounts of a split lie beside need: a Gini and a Suits-type index, each with a sentence that reads it."""

from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from alliances.domain.territories.models import Territory
from alliances.engine.allocation import measure_concentration
from alliances.spaces.ministry.simulation import LOW_INCOME, Outcome, Row

POPULATION = "population"
EVEN = Fraction(1, 20)  # below it, an index is said to be close to zero


@dataclass(frozen=True)
class Fairness:
    """Both indexes, None when a figure is missing for one of the territories, which are then named."""

    gini: Fraction | None = None
    suits: Fraction | None = None
    missing: list[Territory] = field(default_factory=list)

    @property
    def gini_sentence(self) -> str:
        if self.gini is None:
            return ""
        if self.gini < EVEN:
            return _("Presque le même montant par personne à faible revenu partout.")
        return _(
            "Le montant par personne à faible revenu change d’un territoire à l’autre : zéro serait le même partout."
        )

    @property
    def suits_sentence(self) -> str:
        if self.suits is None:
            return ""
        if abs(self.suits) < EVEN:
            return _(
                "L’argent ne penche ni vers les territoires où le faible revenu est répandu, ni vers les autres."
            )
        if self.suits > 0:
            return _("L’argent penche vers les territoires où le faible revenu est le plus répandu.")
        return _("L’argent penche vers les territoires où le faible revenu est le moins répandu.")


def fairness_of(outcome: Outcome) -> Fairness | None:
    """None when there is nothing to compare: fewer than two territories, or no money."""
    if len(outcome.rows) < 2 or not outcome.total_cents:
        return None
    missing = [row.territory for row in outcome.rows if not row.low_income or not row.values.get(POPULATION)]
    if missing:
        return Fairness(missing=missing)
    measures = measure_concentration(
        {row.territory.code: row.cents for row in outcome.rows},
        {row.territory.code: _persons(row) for row in outcome.rows},
        {row.territory.code: _rate(row) for row in outcome.rows},
    )
    return Fairness(measures.gini, measures.suits)


def _persons(row: Row) -> Fraction:
    return Fraction(row.values[LOW_INCOME] or 0)


def _rate(row: Row) -> Fraction:
    """Persons in low income for each inhabitant, as estimated."""
    return _persons(row) / Fraction(row.values[POPULATION] or 1)
