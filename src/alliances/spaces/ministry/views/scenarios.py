"""Kept splits: the list, one split with its frozen inputs and signatures, proposing, adopting, downloading."""

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.envelopes import actions, rules
from alliances.domain.envelopes.criteria import CHOICES, needs_of
from alliances.domain.envelopes.models import Envelope, Scenario, ScenarioState
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.territories.models import Territory
from alliances.engine.allocation import solve
from alliances.spaces.ministry import labels, pictures
from alliances.spaces.ministry.obstacles import explain
from alliances.spaces.ministry.simulation import LOW_INCOME, previous_of, tell
from alliances.spaces.ministry.tables import ScenarioTable, scenarios_with_context
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui.formats import money, number, percent


def _visible(request: SignedRequest):
    envelopes = Envelope.objects.visible_to(request.user)
    return scenarios_with_context(Scenario.objects.filter(envelope__in=envelopes))


@signed_in
def scenario_list(request: SignedRequest) -> HttpResponse:
    table = ScenarioTable(request, _visible(request))
    if table.export:
        return table.response("repartitions")
    return render(request, "ministry/scenario_list.html", {"table": table})


@signed_in
def scenario_page(request: SignedRequest, pk: int) -> HttpResponse:
    scenario = visible_or_404(_visible(request).select_related("created_by__person"), pk=pk)
    places = _places(scenario)
    state = labels.SCENARIOS[ScenarioState(scenario.state)]
    context: dict[str, Any] = {
        "scenario": scenario,
        "state": state,
        "next_step": state.next_step_for("ministry"),
        "may_propose": rules.may_propose(request.user, scenario),
        "may_adopt": rules.may_adopt(request.user, scenario),
        "signatures": scenario.signatures.select_related("person").order_by("signed_at"),
        "frozen": _frozen(scenario, places),
        "criteria": _criteria(scenario),
        "guards": _guards(scenario),
        "regional_cents": _regional(scenario),
    }
    return render(request, "ministry/scenario_page.html", {**context, **_told(scenario, places)})


@signed_in
def problem(request: SignedRequest, pk: int) -> HttpResponse:
    """The problem as a file that `./run allocate` computes again to the cent."""
    scenario = visible_or_404(_visible(request), pk=pk)
    content = json.dumps(scenario.problem, ensure_ascii=False, indent=2, sort_keys=True)
    response = HttpResponse(content + "\n", content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="repartition-{scenario.pk}.json"'
    return response


@signed_in
@require_POST
def propose(request: SignedRequest, pk: int) -> HttpResponse:
    scenario = visible_or_404(_visible(request), pk=pk)
    _may_sign(request, scenario)
    attempt(
        request,
        _("Vous avez signé. La répartition est proposée; une autre personne doit l’adopter."),
        actions.propose,
        actor=request.user,
        scenario=scenario,
    )
    return redirect("ministry_scenario", pk)


@signed_in
@require_POST
def adopt(request: SignedRequest, pk: int) -> HttpResponse:
    scenario = visible_or_404(_visible(request), pk=pk)
    _may_sign(request, scenario)
    attempt(
        request,
        _("La répartition est adoptée. Chaque territoire a son enveloppe."),
        actions.adopt,
        actor=request.user,
        scenario=scenario,
    )
    return redirect("ministry_scenario", pk)


def _may_sign(request: SignedRequest, scenario: Scenario) -> None:
    territory = scenario.envelope.territory
    require(may_in_territory(request.user, Permission.ADOPT_ALLOCATION, territory), error=NotPermitted)


def _places(scenario: Scenario) -> list[Territory]:
    codes = [line["code"] for line in scenario.problem["territories"]]
    found = Territory.objects.in_bulk(codes, field_name="code")
    return [found[code] for code in codes if code in found]


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of a kept split: its weight as the engine reads it, and what is known of its figures."""

    code: str
    weight: str
    label: Any
    is_equal: bool
    is_estimate: bool


def _criteria(scenario: Scenario) -> list[CriterionLine]:
    choices = {choice.code: choice for choice in CHOICES}
    return [
        CriterionLine(
            code=line["code"],
            weight=str(line["weight"]),
            label=choices[line["code"]].label if line["code"] in choices else line["code"],
            is_equal=line.get("kind") == "equal",
            is_estimate=line["code"] in choices and choices[line["code"]].is_estimate,
        )
        for line in scenario.problem["criteria"]
    ]


def _frozen(scenario: Scenario, places: list[Territory]) -> list[dict[str, Any]]:
    """The figures the split was computed with, territory by territory, as (label, text or None)."""
    lines = {line["code"]: line.get("values", {}) for line in scenario.problem["territories"]}
    counted = [criterion for criterion in _criteria(scenario) if not criterion.is_equal]
    return [
        {
            "territory": place,
            "figures": [(c.label, _written(lines[place.code].get(c.code))) for c in counted],
        }
        for place in places
    ]


def _guards(scenario: Scenario) -> list[tuple[str, str]]:
    """The floor, the cap and the largest loss of a split, in words."""
    rules_ = scenario.problem.get("rules", {})
    found = []
    if "floor" in rules_:
        found.append((_("Plancher par territoire"), money(rules_["floor"])))
    if "cap" in rules_:
        found.append((_("Plafond par territoire"), money(rules_["cap"])))
    if "max_loss" in rules_:
        found.append((_("Perte maximale"), percent(Fraction(str(rules_["max_loss"])))))
    return found


def _written(text: Any) -> str | None:
    """An exact figure with the decimals it has: « 17 598 », « 2 428,524 »; None where nobody published one."""
    value = _exact(text)
    if value is None:
        return None
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def _exact(text: Any) -> Decimal | None:
    return None if text is None else Decimal(str(text))


def _regional(scenario: Scenario) -> int | None:
    """The regional part, in cents, of a split that is adopted; before, the page shows the percentage."""
    if scenario.state != ScenarioState.ADOPTED:
        return None
    part = scenario.envelope.children.filter(component="regional").select_related("account").first()
    return sum(t.amount_cents for t in part.account.incoming.filter(kind="allocation")) if part else 0


def _told(scenario: Scenario, places: list[Territory]) -> dict[str, Any]:
    """The result, computed again from the frozen problem: `is_same` says whether it is the stored one, to the cent."""
    answer = solve(scenario.problem, trail=True)
    if answer["status"] != "ok":
        names = {place.code: place.name for place in places}
        obstacle = explain(answer, names)
        return {"obstacle": obstacle, "ways_out": [(way, "") for way in obstacle.ways_out]}
    frozen = {line["code"]: line.get("values", {}) for line in scenario.problem["territories"]}
    today = {need.territory.code: need.values for need in needs_of(places)}
    persons = {
        code: {LOW_INCOME: _exact(values.get(LOW_INCOME)) or today.get(code, {}).get(LOW_INCOME)}
        for code, values in frozen.items()
    }
    outcome = tell(answer, places, persons, previous_of(scenario.problem))
    return {
        "outcome": outcome,
        "map": pictures.outcome_map(outcome),
        "is_same": answer["cents"] == scenario.result.get("cents"),
    }
