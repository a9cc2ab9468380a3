"""Why a split is impossible, in plain French, with the ways out on offer. None is ever applied silently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from alliances.domain.envelopes.criteria import CHOICES
from alliances.ui.formats import money, number, points


@dataclass(frozen=True)
class WayOut:
    """One remedy: its sentence, and the fields of the workshop it would change (None empties the field)."""

    sentence: str
    changes: dict[str, str | None]


@dataclass(frozen=True)
class Obstacle:
    """What is impossible and why, then the remedies. `code` is the engine's own word."""

    code: str
    sentence: str
    ways_out: list[WayOut]


def explain(answer: Mapping[str, Any], names: Mapping[str, str]) -> Obstacle:
    """The infeasible `answer` of the engine. `names` are the territories' names by code."""
    reason = answer["reason"]
    sentence = _SENTENCES.get(reason, _other)(answer, names)
    return Obstacle(reason, sentence, [*_ways_out(answer), *_own_ways_out(answer)])


def _listed(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def _floors(answer: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return _("Les planchers dépassent l’argent à répartir : il manque %(amount)s.") % {
        "amount": money(answer["shortfall"])
    }


def _caps(answer: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return _("Les plafonds ne laissent pas placer tout l’argent : %(amount)s ne va à personne.") % {
        "amount": money(answer["surplus"])
    }


def _crossed(answer: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _("Le plancher dépasse le plafond pour : %(names)s.") % {
        "names": _listed(answer.get("codes", []), names)
    }


def _zero(answer: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    labels = {choice.code: str(choice.label) for choice in CHOICES}
    return _("Le critère « %(criterion)s » vaut zéro partout : il ne peut rien répartir.") % {
        "criterion": labels.get(answer["criterion"], answer["criterion"])
    }


def _no_weight(answer: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return _("Aucun territoire n’a de poids : rien ne dit à qui va l’argent.")


def _negative(answer: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _("Une donnée est négative : %(names)s.") % {"names": _listed(answer.get("codes", []), names)}


def _other(answer: Mapping[str, Any], _names: Mapping[str, str]) -> str:
    return _("Ces règles se contredisent : aucune répartition ne les respecte toutes.")


_SENTENCES = {
    "floors_exceed_envelope": _floors,
    "caps_below_envelope": _caps,
    "bounds_crossed": _crossed,
    "zero_criterion": _zero,
    "no_positive_weight": _no_weight,
    "negative_input": _negative,
}


def _ways_out(answer: Mapping[str, Any]) -> list[WayOut]:
    """The remedies the engine worked out."""
    found = []
    for remedy in answer.get("remedies", []):
        if remedy["kind"] == "scale_floors":
            lowest = min(remedy["amounts"].values(), default=0)
            found.append(
                WayOut(
                    _("Réduire le plancher à %(amount)s : il tient dans l’argent à répartir.")
                    % {"amount": money(lowest)},
                    {"floor": number(Fraction(lowest, 100), 2)},
                )
            )
        elif remedy["kind"] == "loosen_max_loss":
            percent = ceil(Fraction(remedy["suggested"]) * 100)
            found.append(
                WayOut(
                    _("Accepter une perte jusqu’à %(percent)s.") % {"percent": points(percent, 0)},
                    {"max_loss": str(percent)},
                )
            )
        elif remedy["kind"] == "reserve_surplus":
            found.append(
                WayOut(
                    _("Garder %(amount)s hors de cette répartition : baissez d’autant la part locale.")
                    % {"amount": money(remedy["amount"])},
                    {},
                )
            )
    return found


def _own_ways_out(answer: Mapping[str, Any]) -> list[WayOut]:
    """What the screen can offer beside: taking a guard or a criterion away."""
    reason = answer["reason"]
    if reason in ("caps_below_envelope", "bounds_crossed"):
        return [WayOut(_("Retirer le plafond."), {"cap": None})]
    if reason == "floors_exceed_envelope":
        return [WayOut(_("Retirer le plancher."), {"floor": None})]
    if reason == "zero_criterion":
        return [WayOut(_("Retirer ce critère."), {f"weight_{answer['criterion']}": "0"})]
    return []
