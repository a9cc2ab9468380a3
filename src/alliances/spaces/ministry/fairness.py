"""How the amounts of a split lie beside need: a Gini and a Suits-type index, each with a sentence that reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from alliances.domain.envelopes.criteria import Need
from alliances.domain.territories.models import Territory
from alliances.engine.allocation import measure_concentration
from alliances.spaces.ministry.simulation import LOW_INCOME, Outcome

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
    """That of a split being shown."""
    needs = [Need(row.territory, dict(row.values)) for row in outcome.rows]
    return measured({row.territory.code: row.cents for row in outcome.rows}, needs)


def measured(cents: Mapping[str, int], needs: Sequence[Need]) -> Fairness | None:
    """`cents` and `needs` are of the same territories. None when there is nothing to compare: fewer than two
    territories, or no money.
    """
    if len(needs) < 2 or not any(cents.values()):
        return None
    missing = [
        need.territory for need in needs if not need.values.get(LOW_INCOME) or not need.values.get(POPULATION)
    ]
    if missing:
        return Fairness(missing=missing)
    measures = measure_concentration(
        {need.territory.code: cents[need.territory.code] for need in needs},
        {need.territory.code: _persons(need) for need in needs},
        {need.territory.code: _rate(need) for need in needs},
    )
    return Fairness(measures.gini, measures.suits)


def _persons(need: Need) -> Fraction:
    return Fraction(need.values[LOW_INCOME] or 0)


def _rate(need: Need) -> Fraction:
    """Persons in low income for each inhabitant, as estimated."""
    return _persons(need) / Fraction(need.values[POPULATION] or 1)
