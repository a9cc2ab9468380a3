"""Envelopes and the splits that made them: where the money comes from, where it goes, and why."""

import json
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.chain.queries import Kind, Link, journey_of, lineage_of, public
from alliances.domain.chain.queries.makers import envelope_link
from alliances.domain.envelopes.methods import Method, components_of, kept_back_of, local_cents_of, method_of
from alliances.domain.envelopes.models import Component, Envelope, MovementLine, Scenario, ScenarioState
from alliances.domain.envelopes.money import received_by_account
from alliances.domain.envelopes.queries import differences_of, explain, given_by
from alliances.domain.envelopes.standing import others_of
from alliances.domain.ledger.queries import columns_of
from alliances.spaces.journey.explanation import map_of, steps_of
from alliances.spaces.journey.tables import EnvelopeTable
from alliances.ui.allocations import METHODS, guards_of, reason_of


def envelope_list(request: HttpRequest) -> HttpResponse:
    table = EnvelopeTable(request, public.envelopes())
    if table.export:
        return table.response("enveloppes")
    return render(request, "journey/envelopes.html", {"table": table})


def envelope_page(request: HttpRequest, pk: int) -> HttpResponse:
    envelope = get_object_or_404(public.envelopes(), pk=pk)
    lineage = lineage_of(envelope.pk)
    children = list(
        public.envelopes().filter(parent=envelope).order_by("territory__sort_key", "component", "pk")
    )
    received = received_by_account(e.account_id for e in (*lineage, *children))
    context = {
        "envelope": envelope,
        "received_cents": received.get(envelope.account_id, 0),
        "columns": columns_of([envelope.account_id])[envelope.account_id],
        "above": [envelope_link(e, received.get(e.account_id)) for e in lineage[:-1]],
        "children": [_child(e, received.get(e.account_id, 0)) for e in children],
        "given_cents": sum(received.get(e.account_id, 0) for e in children),
        "made_by": public.allocations().filter(envelope=envelope.parent_id).first(),
        "split_by": public.allocations().filter(envelope=envelope).first(),
        "found": journey_of(Kind.ENVELOPE, envelope),
        "fictitious": envelope.is_fictitious,
        "moved": MovementLine.objects.known_to_all(envelope),
    }
    return render(request, "journey/envelope.html", context)


def _child(envelope: Envelope, received_cents: int) -> Link:
    """Named by what tells it from its sisters: the territory and the component."""
    label = f"{envelope.territory.name}, {envelope.get_component_display()}"
    return replace(envelope_link(envelope, received_cents), label=label, detail="")


def allocation_page(request: HttpRequest, pk: int) -> HttpResponse:
    scenario = _adopted(pk)
    explained = explain(scenario.problem, given_by(scenario))
    code = request.GET.get("territoire", "")
    chosen = next((row for row in explained if row.territory.code == code), None)
    made = public.envelopes().filter(parent=scenario.envelope_id, component=Component.LOCAL)
    envelope = scenario.envelope
    received_cents = received_by_account([envelope.account_id])[envelope.account_id]
    total = sum(row.cents for row in explained)
    others = others_of(scenario)
    local_cents = local_cents_of(scenario.problem)
    if others is not None:
        received_cents = local_cents + sum(others.values())
    elif scenario.state == ScenarioState.ADOPTED:
        others = {Component.REGIONAL.value: received_cents - local_cents}
    context = {
        "scenario": scenario,
        "envelope": envelope,
        "received_cents": received_cents,
        "regional_cents": None if others is None else others.get(Component.REGIONAL, 0),
        "others": [
            (Component(name).label, cents)
            for name, cents in (others or {}).items()
            if name != Component.REGIONAL
        ],
        "fixed": components_of(scenario.problem),
        "replaced_by": scenario.replaced_by if scenario.state == ScenarioState.REPLACED else None,
        "changes": differences_of(scenario) if scenario.replaces else [],
        "map": map_of(explained),
        "rows": explained,
        "chosen": chosen,
        "chosen_steps": steps_of(chosen) if chosen else [],
        "chosen_reason": reason_of(chosen) if chosen else "",
        "chosen_envelope": made.filter(territory=chosen.territory).first() if chosen else None,
        "local_cents": local_cents_of(scenario.problem),
        "kept_back_cents": kept_back_of(scenario.problem),
        "method": METHODS[method_of(scenario.problem)],
        "by_criteria": method_of(scenario.problem) is Method.CRITERIA,
        "guards": guards_of(scenario.problem),
        "total_cents": total,
        "local_percent": scenario.local_percent,
        "fictitious": envelope.is_fictitious,
    }
    return render(request, "journey/allocation.html", context)


def allocation_problem(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen problem, in the format that `./run allocate` reads and recomputes to the cent."""
    scenario = _adopted(pk)
    content = json.dumps(scenario.problem, ensure_ascii=False, indent=2, sort_keys=True)
    response = HttpResponse(content + "\n", content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="repartition-{scenario.pk}.json"'
    return response


def _adopted(pk: int) -> Scenario:
    return get_object_or_404(public.allocations_ever(), pk=pk)
