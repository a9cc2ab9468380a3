"""From the controls of the workshop to the question put to the engine, and what is missing to ask it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.criteria import CriterionChoice, Need, problem_for
from alliances.domain.envelopes.methods import AMOUNT, Method
from alliances.domain.envelopes.normalising import POPULATION, Scale, rescaled
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry.workshop import WorkshopForm
from alliances.spaces.ministry.workshop_fields import weight_name


@dataclass(frozen=True)
class Hole:
    """A figure nobody wrote or published: the territory it is missing for, what needs it, and the field that
    would do without it (empty: none)."""

    territory: Territory
    label: str | Promise
    weight_field: str = ""


@dataclass(frozen=True)
class Asked:
    """The problem without its envelope, what is missing, and what is known of each territory beside."""

    problem: dict[str, Any]
    local_percent: int
    holes: list[Hole] = field(default_factory=list)
    values: Mapping[str, Mapping[str, Decimal | None]] = field(default_factory=dict)
    unlimited: list[Territory] = field(default_factory=list)


def asked_by(form: WorkshopForm) -> Asked:
    """The whole question. Call after `is_valid()`."""
    asked = _WRITERS[form.chosen_method](form)
    components = form.components()
    return replace(asked, problem={**asked.problem, "components": components}) if components else asked


def _criteria(form: WorkshopForm) -> Asked:
    """Raises Refused where the scale of needs does not apply."""
    cleaned, choices, weights, needs = form.cleaned_data, form.choices(), form.weights(), form.needs()
    rules: dict[str, Any] = {name: cleaned[name] for name in ("floor", "cap") if cleaned[name] is not None}
    rules |= {name: _share(cleaned[name]) for name in ("max_loss", "max_gain") if cleaned[name] is not None}
    scale = Scale(cleaned["scale"] or Scale.SHARE)
    holes = list(_criteria_holes(needs, weights, choices, scale))
    counted = rescaled(needs, weights, choices, Scale.SHARE if holes else scale)
    problem = problem_for(counted.needs, counted.weights, counted.choices, **rules)
    if scale is not Scale.SHARE:
        problem["scale"] = scale.value
        _keep_figures(problem, needs, weights)
    previous, multipliers = form.previous(), form.read.get("multipliers", {})
    for line in problem["territories"]:
        if line["code"] in previous:
            line["prev"] = previous[line["code"]]
        if multipliers.get(line["code"], 1) != 1:
            line["multiplier"] = str(multipliers[line["code"]])
    limited = "max_loss" in rules or "max_gain" in rules
    return Asked(
        {**problem, **_unit(form), **_source(form)},
        cleaned["local_percent"],
        holes,
        _values(form),
        [place for place in form.chosen() if limited and not previous.get(place.code)],
    )


def _criteria_holes(
    needs: Sequence[Need], weights: Mapping[str, str], choices: Sequence[CriterionChoice], scale: Scale
) -> Iterator[Hole]:
    """What a criterion in use lacks, and the inhabitants that a scale counts by."""
    used = [choice for choice in choices if choice.code in weights and not choice.is_equal_base]
    inhabitants = scale is not Scale.SHARE and POPULATION not in weights
    for need in needs:
        for choice in used:
            if need.values.get(choice.code) is None:
                yield Hole(need.territory, choice.name, weight_name(choice.code))
        if inhabitants and need.values[POPULATION] is None:
            yield Hole(need.territory, _("Population"))


def _keep_figures(problem: dict[str, Any], needs: Sequence[Need], weights: Mapping[str, str]) -> None:
    """The published figures beside those that were worked out from them: the engine does not read them."""
    figures = {need.territory.code: need.values for need in needs}
    for line in problem["territories"]:
        known = figures[line["code"]]
        line["figures"] = {
            code: str(known[code]) for code in (*weights, POPULATION) if known.get(code) is not None
        }


def _imposed(form: WorkshopForm) -> Asked:
    amounts = form.read["amounts"]
    problem: dict[str, Any] = {"kind": Method.IMPOSED.value, "territories": _lines(form, amounts, AMOUNT)}
    if form.cleaned_data["keep_rest"]:
        problem["keep_rest"] = True
    holes = list(_without(form, amounts, _("Montant imposé")))
    return Asked(problem, form.cleaned_data["local_percent"], holes, _values(form))


def _increment(form: WorkshopForm) -> Asked:
    return _from_previous(form, Method.INCREMENT, step=form.cleaned_data["step"])


def _uniform(form: WorkshopForm) -> Asked:
    return _from_previous(form, Method.UNIFORM, rate=_share(form.cleaned_data["rate"]))


def _from_previous(form: WorkshopForm, method: Method, **own: Any) -> Asked:
    previous = form.previous()
    problem = {"kind": method.value, **own, **_unit(form), **_source(form)}
    problem["territories"] = _lines(form, previous, "prev")
    holes = list(_without(form, previous, _("Montant précédent")))
    return Asked(problem, form.cleaned_data["local_percent"], holes, _values(form))


def _values(form: WorkshopForm) -> dict[str, Mapping[str, Decimal | None]]:
    return {need.territory.code: need.values for need in form.needs()}


def _lines(form: WorkshopForm, cents: Mapping[str, int], name: str) -> list[dict[str, Any]]:
    return [{"code": place.code, name: cents[place.code]} for place in form.chosen() if place.code in cents]


def _without(form: WorkshopForm, cents: Mapping[str, int], label: str | Promise) -> Iterator[Hole]:
    return (Hole(place, label) for place in form.chosen() if place.code not in cents)


def _share(percent: Decimal) -> str:
    """« 2,5 » per cent as exact text for the engine."""
    return str(Fraction(percent) / 100)


def _unit(form: WorkshopForm) -> dict[str, int]:
    unit = int(form.cleaned_data["unit"] or 1)
    return {"unit": unit} if unit > 1 else {}


def _source(form: WorkshopForm) -> dict[str, str]:
    """Which split the previous amounts come from, kept with the problem."""
    found = form.reference()
    return {"previous_source": f"{found.title} – {found.envelope.name}"} if found else {}


_WRITERS: dict[Method, Callable[[WorkshopForm], Asked]] = {
    Method.CRITERIA: _criteria,
    Method.IMPOSED: _imposed,
    Method.INCREMENT: _increment,
    Method.UNIFORM: _uniform,
}
