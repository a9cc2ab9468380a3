"""How a criterion counts: its figures as they are, or what they are for each inhabitant, brought to a common scale.

The scales are those of composite indices (OECD and JRC, Handbook on Constructing Composite Indicators, 2008; English
Indices of Deprivation 2019, technical report, for the exponential ranks). A scaled figure is turned back into a number
of persons, so that a large territory weighs more than a small one of the same need.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.common.verdict import Refused
from alliances.domain.envelopes.criteria import CriterionChoice, Need
from alliances.engine.allocation import Infeasible, Normalisation, Reason, Tilt, need_weights, normalise

POPULATION = "population"
MARK = "~"  # between the code of a criterion and its scale
AS_IT_IS = (POPULATION, "base")  # counted in persons or in territories already
HALF, QUARTER, ONE = Fraction(1, 2), Fraction(1, 4), Fraction(1)
_NINE = 10**9


class Scale(models.TextChoices):
    SHARE = "share", gettext_lazy("Part du total")
    MIN_MAX = "minmax", gettext_lazy("Min–max, par habitant")
    Z_SCORE = "z_score", gettext_lazy("Écart à la moyenne (score z), par habitant")
    MODIFIED_Z = "modified_z", gettext_lazy("Écart à la médiane (score z modifié), par habitant")
    RANK = "rank", gettext_lazy("Rang, par habitant")
    EXPONENTIAL_RANK = "exponential_rank", gettext_lazy("Rang exponentiel, par habitant")


FORMULAS: dict[Scale, str | Promise] = {
    Scale.SHARE: gettext_lazy("le chiffre du territoire ÷ la somme de tous les territoires"),
    Scale.MIN_MAX: gettext_lazy(
        "population × (0,5 + (chiffre par habitant − le plus bas) ÷ (le plus haut − le plus bas))"
    ),
    Scale.Z_SCORE: gettext_lazy(
        "population × (1 + 0,25 × (chiffre par habitant − la moyenne) ÷ l’écart type)"
    ),
    Scale.MODIFIED_Z: gettext_lazy(
        "population × (1 + 0,25 × 0,6745 × (chiffre par habitant − la médiane) ÷ l’écart médian à la médiane)"
    ),
    Scale.RANK: gettext_lazy(
        "population × rang par habitant ÷ nombre de territoires, le plus grand besoin en dernier"
    ),
    Scale.EXPONENTIAL_RANK: gettext_lazy(
        "population × (−23 × ln(1 − rang × (1 − e^(−100÷23)))) ÷ 100, rang de 0 à 1, le plus grand besoin à 1"
    ),
}
_TILTS: dict[Scale, tuple[Fraction, Fraction]] = {  # slope, then what stands without any need
    Scale.MIN_MAX: (ONE, HALF),
    Scale.Z_SCORE: (QUARTER, ONE),
    Scale.MODIFIED_Z: (QUARTER, ONE),
    Scale.RANK: (ONE, Fraction()),
    Scale.EXPONENTIAL_RANK: (Fraction(1, 100), Fraction()),
}


class Rescaled(NamedTuple):
    """As given, the criteria that count otherwise under names and codes that say so."""

    needs: list[Need]
    weights: dict[str, str]
    choices: list[CriterionChoice]


def rescaled(
    needs: Sequence[Need], weights: Mapping[str, str], choices: Sequence[CriterionChoice], scale: Scale
) -> Rescaled:
    """Every criterion in use on `scale`, but population and equal base. No figure may be missing.

    Raises Refused, with a sentence, where a scale does not apply: no spread, no inhabitant, a weight below zero.
    """
    turned = [c for c in choices if c.code in weights and c.code not in AS_IT_IS and scale is not Scale.SHARE]
    figures = [dict(need.values) for need in needs]
    for choice in turned:
        counted = _counted(needs, choice, scale)
        for need, found in zip(needs, figures, strict=True):
            found[code_on(choice.code, scale)] = counted[need.territory.code]
    codes = {choice.code for choice in turned}
    return Rescaled(
        [Need(need.territory, found) for need, found in zip(needs, figures, strict=True)],
        {code_on(code, scale) if code in codes else code: weight for code, weight in weights.items()},
        [*choices, *(_named(choice, scale) for choice in turned)],
    )


def code_on(code: str, scale: Scale) -> str:
    return f"{code}{MARK}{scale.value}"


def plain_code(code: str) -> str:
    """The code of the criterion whatever its scale."""
    return code.partition(MARK)[0]


def _counted(needs: Sequence[Need], choice: CriterionChoice, scale: Scale) -> dict[str, Decimal]:
    population = {need.territory.code: Fraction(need.values[POPULATION] or 0) for need in needs}
    empty = [need.territory.name for need in needs if not population[need.territory.code]]
    if empty:
        raise Refused(_("Sans habitant, rien ne se compte par habitant : %s.") % ", ".join(empty))
    rates = {
        code: Fraction(need.values[choice.code] or 0) / population[code]
        for need in needs
        for code in [need.territory.code]
    }
    slope, start = _TILTS[scale]
    try:
        found = need_weights(
            population, normalise(rates, Normalisation(scale.value)), Tilt.LINEAR, slope, start
        )
    except Infeasible as obstacle:
        raise Refused(_sentence(obstacle, choice, needs)) from obstacle
    return {code: Decimal(round(weight * _NINE)).scaleb(-9) for code, weight in found.items()}


def _sentence(obstacle: Infeasible, choice: CriterionChoice, needs: Sequence[Need]) -> str:
    if obstacle.reason is Reason.NO_SPREAD:
        sentence = _(
            "« %(criterion)s » est partout le même par habitant : aucune échelle ne le départage. "
            "Choisissez « Part du total »."
        )
        return sentence % {"criterion": choice.name}
    low = set(obstacle.codes)
    names = ", ".join(need.territory.name for need in needs if need.territory.code in low)
    sentence = _(
        "« %(criterion)s » donnerait un poids plus petit que zéro à : %(names)s. "
        "Choisissez « Min–max » ou « Rang »."
    )
    return sentence % {"criterion": choice.name, "names": names}


def _named(choice: CriterionChoice, scale: Scale) -> CriterionChoice:
    """The criterion under a name that says its scale, in both languages, with the formula beside the source."""
    with translation.override("fr"):
        label = f"{_label(choice, str(choice.label))} – {scale.label}"
        source = f"{choice.source} {scale.label} : {FORMULAS[scale]}."
    with translation.override("en"):
        label_en = f"{_label(choice, choice.label_en or str(choice.label))} – {scale.label}"
        source_en = f"{choice.source} {scale.label}: {FORMULAS[scale]}."
    return replace(
        choice,
        code=code_on(choice.code, scale),
        label=label,
        source=source,
        label_en=label_en,
        source_en=source_en,
    )


def _label(choice: CriterionChoice, label: str) -> str:
    return f"{label} ({_('estimation')})" if choice.is_estimate else label
