"""Criteria of a split, read from published indicators. A missing value stays missing: the engine refuses it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliances.domain.territories.models import IndicatorValue, Territory

POPULATION = ("population", 2021)
LOW_INCOME_RATE = ("low_income_rate_lim_at", 2020)


@dataclass(frozen=True)
class CriterionChoice:
    """One criterion on offer: its code in the problem, its name, and where its figures come from."""

    code: str
    label: str | Promise
    source: str | Promise
    is_estimate: bool = False
    is_equal_base: bool = False


CHOICES = (
    CriterionChoice("base", _("Base égale"), _("La même part à chaque territoire."), is_equal_base=True),
    CriterionChoice("population", _("Population"), _("Recensement de 2021, Statistique Canada.")),
    CriterionChoice(
        "low_income",
        _("Personnes à faible revenu"),
        _("Estimation : taux de 2020 (mesure de faible revenu) × population de 2021."),
        is_estimate=True,
    ),
)


@dataclass(frozen=True)
class Need:
    """What is known of one territory: exact values by criterion code, None where nobody published one."""

    territory: Territory
    values: dict[str, Decimal | None]

    @property
    def missing(self) -> list[str]:
        return [code for code, value in self.values.items() if value is None]


def needs_of(territories: Iterable[Territory]) -> list[Need]:
    """The figures of every criterion for `territories`, in their order. Two queries at most."""
    territories = list(territories)
    wanted = {POPULATION, LOW_INCOME_RATE}
    rows = IndicatorValue.objects.filter(
        territory__in=territories, indicator__code__in=[code for code, _year in wanted], variant=""
    ).values_list("territory_id", "indicator__code", "year", "value")
    known = {(pk, code): value for pk, code, year, value in rows if (code, year) in wanted}
    return [_need(territory, known) for territory in territories]


def _need(territory: Territory, known: dict[tuple[int, str], Decimal | None]) -> Need:
    population = known.get((territory.pk, POPULATION[0]))
    rate = known.get((territory.pk, LOW_INCOME_RATE[0]))
    persons = None if population is None or rate is None else population * rate / 100
    return Need(territory, {"population": population, "low_income": persons})


def problem_for(needs: Iterable[Need], weights: dict[str, str], **rules: Any) -> dict[str, Any]:
    """The problem in the format of `./run allocate`, without its envelope.

    `weights` are relative, by criterion code, as exact text; `rules` are those of the engine (floor, cap, max_loss…).
    A missing value is left out of the territory's values, so that the engine names it instead of counting zero.
    """
    equal = {choice.code for choice in CHOICES if choice.is_equal_base}
    criteria = [
        {"code": code, "weight": weight, **({"kind": "equal"} if code in equal else {})}
        for code, weight in weights.items()
    ]
    counted = [code for code in weights if code not in equal]
    territories = [
        {
            "code": need.territory.code,
            "values": {code: str(need.values[code]) for code in counted if need.values[code] is not None},
        }
        for need in needs
    ]
    return {"criteria": criteria, "territories": territories, **({"rules": rules} if rules else {})}
