"""Kept splits: the list, one split with its frozen inputs and signatures, proposing, adopting, downloading."""

import json
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.envelopes import actions, methods, rules
from alliances.domain.envelopes.criteria import needs_of
from alliances.domain.envelopes.models import Component, Envelope, Scenario, ScenarioState
from alliances.domain.envelopes.queries import criteria_of, figures_of
from alliances.domain.envelopes.standing import OTHERS, others_of
from alliances.domain.ledger.models import Transfer
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.territories.models import Territory
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.ministry import history, labels
from alliances.spaces.ministry.comparison import comparable
from alliances.spaces.ministry.forms import DiscardForm
from alliances.spaces.ministry.obstacles import explain
from alliances.spaces.ministry.pictures import pictures_of
from alliances.spaces.ministry.simulation import tell
from alliances.spaces.ministry.soundness import LOOKS, soundness_of
from alliances.spaces.ministry.tables import ScenarioTable, scenarios_with_context
from alliances.spaces.ministry.versions import changes_of, places_of
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui.allocations import figure_of, settings_of

CAN_BE_SET_ASIDE = (ScenarioState.DRAFT, ScenarioState.PROPOSED)


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
    scenario = visible_or_404(_visible(request).select_related("created_by__person", "replaces"), pk=pk)
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
        "criteria": criteria_of(scenario.problem),
        "settings": settings_of(scenario.problem),
        "local_cents": methods.local_cents_of(scenario.problem),
        "others": _others(scenario),
        "set_aside": labels.setting_aside(scenario.state).act,
        "may_discard": scenario.state in CAN_BE_SET_ASIDE and rules.may_discard(request.user, scenario),
        "compares": len(comparable(scenario.envelope)) > 1,
        "events": history.of_scenario(scenario),
        "replaced_by": scenario.replaced_by if scenario.state == ScenarioState.REPLACED else None,
        "may_correct": scenario.state == ScenarioState.ADOPTED
        and rules.may_correct(request.user, scenario.envelope),
    }
    return render(
        request,
        "ministry/scenario_page.html",
        {**context, **_told(scenario, places, request.GET.getlist("look"))},
    )


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


@keeps_words
def discard(request: SignedRequest, pk: int) -> HttpResponseBase:
    """Sets aside a simulation or refuses a proposal, with a reason that stays in the file."""
    scenario = visible_or_404(_visible(request), pk=pk)
    require(rules.may_discard(request.user, scenario), error=NotPermitted)
    words = labels.setting_aside(scenario.state)
    form = DiscardForm(
        request.POST if request.method == "POST" else taken_back(request), question=words.question
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(
            request, words.done, actions.discard, actor=request.user, scenario=scenario, reason=reason
        ):
            return redirect("ministry_scenario", pk)
    if scenario.state not in CAN_BE_SET_ASIDE:
        return redirect("ministry_scenario", pk)
    context = {"scenario": scenario, "form": form, "set_aside": words.act}
    return render(request, "ministry/scenario_discard.html", context)


def _may_sign(request: SignedRequest, scenario: Scenario) -> None:
    territory = scenario.envelope.territory
    require(may_in_territory(request.user, Permission.ADOPT_ALLOCATION, territory), error=NotPermitted)


def _places(scenario: Scenario) -> list[Territory]:
    codes = [line["code"] for line in scenario.problem["territories"]]
    found = Territory.objects.in_bulk(codes, field_name="code")
    return [found[code] for code in codes if code in found]


def _frozen(scenario: Scenario, places: list[Territory]) -> list[dict[str, Any]]:
    """The figures the split was computed with, territory by territory, as (label, text or None)."""
    figures = figures_of(scenario.problem)
    counted = [criterion for criterion in criteria_of(scenario.problem) if not criterion.is_equal]
    return [
        {
            "territory": place,
            "figures": [(c.figures_label, figure_of(c, figures[place.code].get(c.code))) for c in counted],
        }
        for place in places
    ]


def _others(scenario: Scenario) -> list[tuple[str | Promise, int]]:
    """The parts that are not local, in cents; of a split kept before they were written with it, those that it made."""
    written = others_of(scenario)
    if written is None and scenario.state == ScenarioState.ADOPTED:
        made = Transfer.objects.filter(document=f"scenario:{scenario.pk}")
        parts = scenario.envelope.children.filter(component__in=OTHERS)
        written = {
            part.component: made.filter(destination=part.account_id).aggregate(cents=Sum("amount_cents"))[
                "cents"
            ]
            or 0
            for part in parts
        }
    return [(Component(name).label, cents) for name, cents in (written or {}).items() if cents]


def _told(scenario: Scenario, places: list[Territory], looks: list[str]) -> dict[str, Any]:
    """The result, computed again from the frozen problem: `is_same` says whether it is the stored one, to the cent."""
    answer = methods.answer(scenario.problem, trail=True)
    if answer["status"] != "ok":
        obstacle = explain(scenario.problem, answer, places)
        return {"obstacle": obstacle, "ways_out": [(way, "") for way in obstacle.ways_out]}
    frozen = figures_of(scenario.problem)
    persons = {
        need.territory.code: {**need.values, **frozen.get(need.territory.code, {})}
        for need in needs_of(places)
    }
    outcome = tell(scenario.problem, answer, places, persons)
    replaced = scenario.replaces
    return {
        "changes": changes_of(scenario.problem, outcome, replaced, places_of(scenario.problem))
        if replaced
        else None,
        **pictures_of(outcome),
        **soundness_of(scenario.problem, answer, places, looks),
        "looks": LOOKS,
        "is_same": answer["cents"] == scenario.result.get("cents"),
    }
