"""Criteria of a split, read from published indicators. A missing value stays missing: the engine refuses it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.formats import day, is_english
from alliances.domain.envelopes.models import CriteriaFile
from alliances.domain.territories.models import Indicator, IndicatorValue, Territory

POPULATION = ("population", 2021)
LOW_INCOME_RATE = ("low_income_rate_lim_at", 2020)
COUNTED = (
    "personnes",
    "ménages",
    "logements",
    "km²",
)  # units of what can be added up: never a rate, never a median


@dataclass(frozen=True)
class CriterionChoice:
    """One criterion on offer: its code in the problem, its name, and where its figures come from.

    `label` and `source` of an indicator are kept with the problem, in French and in English.
    """

    code: str
    label: str | Promise
    source: str | Promise
    is_estimate: bool = False
    is_equal_base: bool = False
    label_en: str = ""
    source_en: str = ""

    @property
    def name(self) -> str:
        return (is_english() and self.label_en) or str(self.label)


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


@dataclass(frozen=True)
class Known:
    """The criteria on offer for some territories, and what is known of each territory."""

    choices: list[CriterionChoice]
    needs: list[Need]


def needs_of(territories: Iterable[Territory]) -> list[Need]:
    """The figures of every criterion for `territories`, in their order. Two queries at most."""
    return known_of(territories).needs


def known_of(territories: Iterable[Territory]) -> Known:
    """Our criteria, then every other count published for one of `territories`, by indicator and year. Two queries.

    The low-income rate is the only rate read: turned into persons with the population, as the estimate says.
    """
    territories = list(territories)
    rows = (
        IndicatorValue.objects.filter(territory__in=territories, variant="", year__isnull=False)
        .filter(Q(indicator__unit__in=COUNTED) | Q(indicator__code__in=[POPULATION[0], LOW_INCOME_RATE[0]]))
        .order_by("indicator__rank", "indicator__code", "-year", "pk")
        .values_list("territory_id", "indicator__code", "year", "value", "indicator_id")
    )
    values: dict[tuple[int | None, str, int | None], Decimal | None] = {
        (pk, code, year): value for pk, code, year, value, _indicator in rows
    }
    others = {(code, year): indicator for _pk, code, year, _value, indicator in rows}
    indicators = Indicator.objects.in_bulk(set(others.values()))
    of_ours = (POPULATION, LOW_INCOME_RATE)
    offered = {key: _choice(*key, indicators[pk]) for key, pk in others.items() if key not in of_ours}
    # Another year of the rate is no count.
    offered = {key: choice for key, choice in offered.items() if key[0] != LOW_INCOME_RATE[0]}
    needs = [_need(territory, values, offered) for territory in territories]
    return Known([*CHOICES, *offered.values()], needs)


def _choice(code: str, year: int | None, indicator: Indicator) -> CriterionChoice:
    return CriterionChoice(
        code=f"{code}_{year}",
        label=f"{indicator.name}, {year}",
        source=f"{indicator.source} ({year})",
        label_en=f"{indicator.name_en}, {year}" if indicator.name_en else "",
    )


def _need(
    territory: Territory,
    values: Mapping[tuple[int | None, str, int | None], Decimal | None],
    offered: Mapping[tuple[str, int | None], CriterionChoice],
) -> Need:
    population = values.get((territory.pk, *POPULATION))
    rate = values.get((territory.pk, *LOW_INCOME_RATE))
    persons = None if population is None or rate is None else population * rate / 100
    others = {choice.code: values.get((territory.pk, *key)) for key, choice in offered.items()}
    return Need(territory, {"population": population, "low_income": persons, **others})


def with_files(known: Known, files: Iterable[CriteriaFile]) -> Known:
    """`known`, then the criteria read from `files`, in the order of their columns. An empty cell stays missing."""
    choices, values = list(known.choices), [dict(need.values) for need in known.needs]
    for file in files:
        source = f"{file.source} ({file.name}, {day(file.created_at)})"
        for rank, label in enumerate(file.columns):
            code = file.code_of(rank)
            choices.append(CriterionChoice(code, label, source))
            for need, found in zip(known.needs, values, strict=True):
                figure = file.figures.get(need.territory.code, [None] * len(file.columns))[rank]
                found[code] = None if figure is None else Decimal(figure)
    return Known(choices, [Need(n.territory, found) for n, found in zip(known.needs, values, strict=True)])


def problem_for(
    needs: Iterable[Need],
    weights: Mapping[str, str],
    choices: Sequence[CriterionChoice] = CHOICES,
    **rules: Any,
) -> dict[str, Any]:
    """The problem in the format of `./run allocate`, without its envelope.

    `weights` are relative, by criterion code, as exact text; `rules` are those of the engine (floor, cap, max_loss…).
    A missing value is left out of the territory's values, so that the engine names it instead of counting zero.
    The name and the source of a criterion that is not one of ours are kept with it.
    """
    known = {choice.code: choice for choice in choices}
    equal = {choice.code for choice in choices if choice.is_equal_base}
    counted = [code for code in weights if code not in equal]
    territories = [
        {
            "code": need.territory.code,
            "values": {code: str(need.values[code]) for code in counted if need.values.get(code) is not None},
        }
        for need in needs
    ]
    criteria = [_criterion(known[code], weight) for code, weight in weights.items()]
    return {"criteria": criteria, "territories": territories, **({"rules": rules} if rules else {})}


def _criterion(choice: CriterionChoice, weight: str) -> dict[str, str]:
    line = {"code": choice.code, "weight": weight}
    if choice.is_equal_base:
        line["kind"] = "equal"
    if choice not in CHOICES:
        texts = {"label": str(choice.label), "label_en": choice.label_en, "source": str(choice.source)}
        texts["source_en"] = choice.source_en
        line |= {name: text for name, text in texts.items() if text}
    return line
