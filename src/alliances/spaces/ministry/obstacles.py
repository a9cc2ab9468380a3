"""Why a split is impossible, in plain French, with the ways out on offer. None is ever applied silently."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from alliances.domain.envelopes.methods import (
    PROMISED_EXCEEDS_AMOUNT,
    PROMISED_LEFT_OUT,
    RATE_EXCEEDS_ENVELOPE,
    Method,
    method_of,
    previous_of,
)
from alliances.domain.envelopes.normalising import plain_code
from alliances.domain.envelopes.queries import criteria_of
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry.workshop_fields import weight_name
from alliances.ui.formats import money, number, percent

Changes = dict[str, str | None]


@dataclass(frozen=True)
class WayOut:
    """One remedy: its sentence, and the fields of the workshop it would change (None empties the field)."""

    sentence: str
    changes: Changes


@dataclass(frozen=True)
class Obstacle:
    """What is impossible and why, then the remedies. `code` is the engine's own word."""

    code: str
    sentence: str
    ways_out: list[WayOut]


@dataclass(frozen=True)
class _Case:
    """The whole problem, the infeasible answer, and the names of the territories by code."""

    problem: Mapping[str, Any]
    answer: Mapping[str, Any]
    names: Mapping[str, str]

    @property
    def method(self) -> Method:
        return method_of(self.problem)

    @property
    def rules(self) -> Mapping[str, Any]:
        return self.problem.get("rules", {})

    def listed(self) -> str:
        codes: Sequence[str] = self.answer.get("codes", [])
        return ", ".join(self.names.get(code, code) for code in codes)


def explain(
    problem: Mapping[str, Any], answer: Mapping[str, Any], territories: Iterable[Territory]
) -> Obstacle:
    """`answer` is the infeasible one that `methods.answer` gave for the whole `problem`, with its remedies."""
    case = _Case(problem, answer, {place.code: place.name for place in territories})
    sentence = _SENTENCES.get(answer["reason"], _other)(case)
    return Obstacle(answer["reason"], sentence, [*_ways_out(case)])


# Sentences


def _floors(case: _Case) -> str:
    envelope, missing = case.problem["envelope"], case.answer["shortfall"]
    words = {
        "asked": money(envelope + missing),
        "envelope": money(envelope),
        "missing": money(missing),
    }
    if case.method is Method.IMPOSED:
        sentence = _(
            "Les montants imposés demandent %(asked)s et il y a %(envelope)s à répartir : il manque %(missing)s."
        )
    elif case.method is Method.INCREMENT:
        sentence = _(
            "Les ajouts demandent %(asked)s et il y a %(envelope)s à répartir : il manque %(missing)s."
        )
    else:
        sentence = _(
            "Les planchers demandent %(asked)s et il y a %(envelope)s à répartir : il manque %(missing)s."
        )
    return sentence % words


def _rate(case: _Case) -> str:
    return _("Ce pourcentage demande plus que l’argent à répartir : il manque %(missing)s.") % {
        "missing": money(case.answer["shortfall"])
    }


def _caps(case: _Case) -> str:
    words = {"amount": money(case.answer["surplus"])}
    if case.method is Method.IMPOSED:
        return _("Les montants imposés n’utilisent pas tout l’argent : %(amount)s ne va à personne.") % words
    return _("Les plafonds ne laissent pas placer tout l’argent : %(amount)s ne va à personne.") % words


def _crossed(case: _Case) -> str:
    return _("Le plancher dépasse le plafond pour : %(names)s.") % {"names": case.listed()}


def _zero(case: _Case) -> str:
    labels = {criterion.code: str(criterion.label) for criterion in criteria_of(case.problem)}
    code = case.answer["criterion"]
    return _("Le critère « %(criterion)s » vaut zéro partout : il ne peut rien répartir.") % {
        "criterion": labels.get(code, code)
    }


def _no_weight(case: _Case) -> str:
    if case.method is Method.CRITERIA:
        return _("Aucun territoire n’a de poids : rien ne dit à qui va l’argent.")
    return _("Aucun territoire n’avait de montant : il n’y a pas de part précédente à suivre.")


def _negative(case: _Case) -> str:
    return _("Une donnée est négative : %(names)s.") % {"names": case.listed()}


def _unit(case: _Case) -> str:
    return _("L’arrondi ne tombe pas juste : %(amount)s ne se placent pas.") % {
        "amount": money(case.answer["remainder"])
    }


def _left_out(case: _Case) -> str:
    return _("De l’argent est déjà promis à des territoires qui ne recevraient plus rien : %(names)s.") % {
        "names": case.listed()
    }


def _promised(case: _Case) -> str:
    return _(
        "Des montants sont plus bas que ce qui y est déjà promis, de %(missing)s en tout : %(names)s."
    ) % {
        "missing": money(case.answer["shortfall"]),
        "names": case.listed(),
    }


def _other(_case: _Case) -> str:
    return _("Ces règles se contredisent : aucune répartition ne les respecte toutes.")


_SENTENCES: dict[str, Callable[[_Case], str]] = {
    "floors_exceed_envelope": _floors,
    RATE_EXCEEDS_ENVELOPE: _rate,
    "caps_below_envelope": _caps,
    "bounds_crossed": _crossed,
    "zero_criterion": _zero,
    "no_positive_weight": _no_weight,
    "negative_input": _negative,
    "unit_mismatch": _unit,
    PROMISED_LEFT_OUT: _left_out,
    PROMISED_EXCEEDS_AMOUNT: _promised,
}


# Ways out


def _ways_out(case: _Case) -> Iterator[WayOut]:
    """The remedies the engine worked out, then what the screen can offer beside."""
    for remedy in case.answer.get("remedies", []):
        yield from _REMEDIES.get(remedy["kind"], _nothing)(case, remedy)
    if case.method is Method.CRITERIA:
        yield from _taking_away(case)
    elif case.method is Method.INCREMENT and case.answer["reason"] == "floors_exceed_envelope":
        yield _smaller_step(case)
    if case.answer["reason"] == PROMISED_EXCEEDS_AMOUNT:
        yield from _keeping_promises(case)
    if case.answer["reason"] == PROMISED_LEFT_OUT:
        yield WayOut(_("Cocher ces territoires parmi ceux qui reçoivent, puis simuler de nouveau."), {})
    if case.answer["reason"] == "unit_mismatch":
        yield WayOut(_("Arrondir au cent."), {"unit": "1"})


def _scaled_floors(case: _Case, remedy: Mapping[str, Any]) -> Iterator[WayOut]:
    cut = Fraction(case.answer["shortfall"], case.problem["envelope"] + case.answer["shortfall"])
    amounts: Mapping[str, int] = remedy["amounts"]
    if case.method is Method.IMPOSED:
        lines = [f"{case.names.get(code, code)}; {_typed(cents)}" for code, cents in amounts.items()]
        yield WayOut(
            _("Réduire tous les montants de %(cut)s : ils tiennent dans l’argent à répartir.")
            % {"cut": percent(cut, 2)},
            {"amounts": "\n".join(lines)},
        )
    elif "floor" in case.rules and "max_loss" not in case.rules:
        lowest = min(amounts.values(), default=0)
        yield WayOut(
            _("Réduire le plancher à %(amount)s : il tient dans l’argent à répartir.")
            % {"amount": money(lowest)},
            {"floor": _typed(lowest)},
        )


def _looser_loss(_case: _Case, remedy: Mapping[str, Any]) -> Iterator[WayOut]:
    suggested = Fraction(remedy["suggested"])
    yield WayOut(
        _("Accepter une perte jusqu’à %(percent)s.") % {"percent": percent(suggested, 2)},
        {"max_loss": number(suggested * 100, 2)},
    )


def _reserve(case: _Case, remedy: Mapping[str, Any]) -> Iterator[WayOut]:
    words = {"amount": money(remedy["amount"])}
    if case.method is Method.IMPOSED:
        yield WayOut(_("Laisser %(amount)s dans l’enveloppe, à personne.") % words, {"keep_rest": "on"})
    else:
        yield WayOut(
            _("Garder %(amount)s hors de cette répartition : baissez d’autant la part locale.") % words, {}
        )


def _lower_rate(_case: _Case, remedy: Mapping[str, Any]) -> Iterator[WayOut]:
    suggested = Fraction(remedy["suggested"])
    yield WayOut(
        _("Descendre à %(percent)s du montant précédent.") % {"percent": percent(suggested, 2)},
        {"rate": number(suggested * 100, 2)},
    )


def _nothing(_case: _Case, _remedy: Mapping[str, Any]) -> Iterator[WayOut]:
    yield from ()


_REMEDIES: dict[str, Callable[[_Case, Mapping[str, Any]], Iterator[WayOut]]] = {
    "scale_floors": _scaled_floors,
    "loosen_max_loss": _looser_loss,
    "reserve_surplus": _reserve,
    "lower_rate": _lower_rate,
}


def _keeping_promises(case: _Case) -> Iterator[WayOut]:
    """What is promised to each is the least it may get; the formula does it by itself."""
    promised: Mapping[str, int] = case.problem["promised"]
    if case.method is Method.IMPOSED:
        least = {
            line["code"]: max(line["amount"], promised.get(line["code"], 0))
            for line in case.problem["territories"]
        }
        lines = [f"{case.names.get(code, code)}; {_typed(cents)}" for code, cents in least.items()]
        yield WayOut(
            _("Relever ces montants à ce qui est promis, puis baisser les autres d’autant."),
            {"amounts": "\n".join(lines)},
        )
        return
    before = previous_of(case.problem)
    written = [f"{case.names.get(code, code)}; {_typed(cents)}" for code, cents in before.items()]
    yield WayOut(
        _("Passer à la formule : elle garde à chacun ce qui est promis."),
        {
            "method": Method.CRITERIA.value,
            "shown": Method.CRITERIA.value,
            "weight_base": "1",
            "reference": "written",
            "previous_lines": "\n".join(written),
        },
    )


def _smaller_step(case: _Case) -> WayOut:
    unit = case.problem.get("unit", 1)
    most = case.problem["envelope"] // len(case.problem["territories"])
    step = most - most % unit
    return WayOut(
        _("Ajouter %(amount)s à chacun, au plus.") % {"amount": money(step)}, {"step": _typed(step)}
    )


def _taking_away(case: _Case) -> Iterator[WayOut]:
    """Taking a guard or a criterion away: only those that are there and that stand in the way."""
    offers: dict[str, tuple[str, ...]] = {
        "caps_below_envelope": ("cap", "max_gain"),
        "bounds_crossed": ("floor", "cap", "max_loss", "max_gain"),
        "floors_exceed_envelope": ("floor", "max_loss"),
    }
    sentences = {
        "floor": _("Retirer le plancher."),
        "cap": _("Retirer le plafond."),
        "max_loss": _("Retirer la perte maximale."),
        "max_gain": _("Retirer la hausse maximale."),
    }
    for name in offers.get(case.answer["reason"], ()):
        if name in case.rules:
            yield WayOut(sentences[name], {name: None})
    if case.answer["reason"] == "zero_criterion":
        yield WayOut(_("Retirer ce critère."), {weight_name(plain_code(case.answer["criterion"])): "0"})


def _typed(cents: int) -> str:
    """An amount as one types it."""
    return number(Fraction(cents, 100), 2)
