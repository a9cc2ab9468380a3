"""The allocation workshop: choose, simulate, compare, keep. Nothing is decided here."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes import actions, rules
from alliances.domain.envelopes.methods import method_of
from alliances.domain.envelopes.models import Component, Envelope
from alliances.domain.envelopes.standing import Standing, pot_cents, standing_of
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.ministry.asked import Asked, Hole, asked_by
from alliances.spaces.ministry.forms import KeepScenarioForm
from alliances.spaces.ministry.obstacles import explain
from alliances.spaces.ministry.pictures import pictures_of
from alliances.spaces.ministry.simulation import tell
from alliances.spaces.ministry.soundness import soundness_of
from alliances.spaces.ministry.starting_point import settings_to_start_from
from alliances.spaces.ministry.versions import changes_of, places_of
from alliances.spaces.ministry.workshop import (
    SHOWN,
    SHOWN_LEVEL,
    WorkshopForm,
    asks_for_a_result,
    method_in,
)
from alliances.spaces.ministry.workshop_groups import groups_of
from alliances.spaces.views import SignedRequest, attempt, visible_or_404
from alliances.ui.formats import day

OF_THE_KEEPING = ("csrfmiddlewaretoken", "title", "reason")


@keeps_words
def workshop(request: SignedRequest, pk: int) -> HttpResponse:
    """GET shows the controls and, once asked, the result (nothing is written); POST keeps the simulation."""
    envelope = visible_or_404(Envelope.objects.visible_to(request.user).with_context(), pk=pk)
    require(may_in_territory(request.user, Permission.SPLIT_ENVELOPE, envelope.territory), error=NotPermitted)
    words = typed(request)
    sent = request.GET if words is None else words
    standing = standing_of(envelope)
    form = _form(envelope, sent, standing)
    named = _("Correction du %(day)s") if standing else _("Répartition du %(day)s")
    keep = KeepScenarioForm(
        words,
        initial={"title": named % {"day": day(timezone.localdate())}},
        corrects=standing is not None,
    )
    context: dict[str, Any] = {
        "envelope": envelope,
        "form": form,
        "keep": keep,
        "may_split": (rules.may_correct if standing else rules.may_split)(request.user, envelope),
        "heading": _("Corriger la répartition adoptée") if standing else _("Répartir l’enveloppe"),
        "corrects": standing.scenario if standing else None,
        "pot_cents": pot_cents(envelope, standing),
        "is_splittable": envelope.component in (Component.WHOLE, Component.LOCAL) and bool(form.recipients),
        "groups": groups_of(form),
        "ticked": set(form["territories"].value() or []),
        "sent": _pairs(sent),
        "query": urlencode(_pairs(sent)),
        "carried": [
            (key, value) for key, value in _pairs(sent) if key not in (*form.fields, SHOWN, SHOWN_LEVEL)
        ],
    }
    if form.is_bound and form.is_valid():
        try:
            asked = asked_by(form)
        except Refused as refusal:
            return render(request, "ministry/workshop.html", {**context, "refusal": str(refusal)})
        context |= _result(envelope, asked, form, sent, standing)
        if request.method == "POST" and keep.is_valid() and not asked.holes:
            kept = _keep(request, envelope, asked, form, keep)
            if kept:
                return redirect("ministry_scenario", kept.pk)
    return render(request, "ministry/workshop.html", context)


def _form(envelope: Envelope, sent: QueryDict, standing: Standing | None) -> WorkshopForm:
    """Judged when its own fields were sent; shown with what was typed when one has just chosen another method. A
    correction starts from the settings of what it corrects.
    """
    if standing and not sent:
        start = settings_to_start_from(standing.scenario)
        return WorkshopForm(envelope=envelope, method=method_of(standing.scenario.problem), start=start)
    method = method_in(sent)
    if asks_for_a_result(sent):
        data = sent.copy()
        data["method"] = method  # an address without a method asks for the formula
        return WorkshopForm(data, envelope=envelope, method=method)
    return WorkshopForm(envelope=envelope, method=method, typed=sent or None)


def _keep(
    request: SignedRequest, envelope: Envelope, asked: Asked, form: WorkshopForm, keep: KeepScenarioForm
):
    return attempt(
        request,
        _("La simulation est gardée. Rien n’est encore décidé."),
        actions.save_scenario,
        actor=request.user,
        envelope=envelope,
        title=keep.cleaned_data["title"],
        local_percent=asked.local_percent,
        problem=asked.problem,
        note=form.cleaned_data["note"],
        reason=keep.cleaned_data.get("reason", ""),
    )


def _result(
    envelope: Envelope, asked: Asked, form: WorkshopForm, sent: QueryDict, standing: Standing | None
) -> dict[str, Any]:
    """What the engine answers, as the page shows it: an outcome, an obstacle, or holes in the data."""
    local, others = actions.parts_shared(envelope, asked.local_percent, asked.problem, standing)
    parts = [
        (Component.LOCAL.label, local),
        *((Component(name).label, cents) for name, cents in others.items()),
    ]
    shown: dict[str, Any] = {"parts": parts, "asked": asked}
    if asked.holes:
        ways = [(hole, *_around(hole, envelope, sent)) for hole in asked.holes]
        return {**shown, "holes": ways}
    try:
        problem, answer = actions.simulate(
            envelope=envelope, local_percent=asked.local_percent, problem=asked.problem
        )
    except Refused as refusal:
        return {**shown, "refusal": str(refusal)}
    if answer["status"] != "ok":
        obstacle = explain(problem, answer, form.recipients)
        out = [(way, _with(envelope, sent, way.changes) if way.changes else "") for way in obstacle.ways_out]
        return {**shown, "obstacle": obstacle, "ways_out": out}
    outcome = tell(problem, answer, form.chosen(), asked.values, form.compared_with())
    looks = form.cleaned_data.get("look", [])
    if standing:
        shown["changes"] = changes_of(problem, outcome, standing.scenario, places_of(problem))
    return {**shown, **pictures_of(outcome), **soundness_of(problem, answer, form.chosen(), looks)}


def _around(hole: Hole, envelope: Envelope, sent: QueryDict) -> tuple[str, str]:
    """Two addresses: the same simulation without the criterion (if one needs it), and without the territory."""
    without_criterion = _with(envelope, sent, {hole.weight_field: "0"}) if hole.weight_field else ""
    left = [code for code in sent.getlist("territories") if code != hole.territory.code]
    query = [(key, value) for key, value in _pairs(sent) if key != "territories"]
    query += [("territories", code) for code in left]
    return without_criterion, f"{_address(envelope)}?{urlencode(query)}"


def _with(envelope: Envelope, sent: QueryDict, changes: Mapping[str, str | None]) -> str:
    """The address of the same simulation with other values; None empties a field."""
    query = [(key, value) for key, value in _pairs(sent) if key not in changes]
    query += [(key, value) for key, value in changes.items() if value is not None]
    return f"{_address(envelope)}?{urlencode(query)}"


def _address(envelope: Envelope) -> str:
    return reverse("ministry_workshop", args=[envelope.pk])


def _pairs(sent: QueryDict) -> Sequence[tuple[str, str]]:
    """What was asked, without what belongs to the form that keeps it."""
    return [(key, value) for key, values in sent.lists() if key not in OF_THE_KEEPING for value in values]
