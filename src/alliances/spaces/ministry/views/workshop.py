"""The allocation workshop: choose, simulate, compare, keep. Nothing is decided here."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes import actions, rules
from alliances.domain.envelopes.models import Component, Envelope
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.ministry import pictures
from alliances.spaces.ministry.forms import KeepScenarioForm
from alliances.spaces.ministry.obstacles import explain
from alliances.spaces.ministry.simulation import previous_of, tell
from alliances.spaces.ministry.workshop import Asked, WorkshopForm, weight_name
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui.formats import day

ASKED = "local_percent"  # the field whose presence in the address says that a simulation was asked for

GUARDS = ("floor", "cap", "max_loss")


@signed_in
def workshop(request: SignedRequest, pk: int) -> HttpResponse:
    """GET shows the controls and, once asked, the result (nothing is written); POST keeps the simulation."""
    envelope = visible_or_404(Envelope.objects.visible_to(request.user).with_context(), pk=pk)
    require(may_in_territory(request.user, Permission.SPLIT_ENVELOPE, envelope.territory), error=NotPermitted)
    sent = request.POST if request.method == "POST" else request.GET
    form = WorkshopForm(sent if ASKED in sent else None, envelope=envelope)
    keep = KeepScenarioForm(
        request.POST if request.method == "POST" else None,
        initial={"title": _("Répartition du %(day)s") % {"day": day(timezone.localdate())}},
    )
    context: dict[str, Any] = {
        "envelope": envelope,
        "form": form,
        "keep": keep,
        "may_split": rules.may_split(request.user, envelope),
        "is_splittable": envelope.component == Component.WHOLE and bool(form.recipients),
        "weight_fields": [form[name] for name in form.fields if name.startswith("weight_")],
        "guards_open": any(form[name].value() or form[name].errors for name in GUARDS if name in form.fields),
        "sent": _pairs(sent),
    }
    if form.is_bound and form.is_valid():
        asked = form.asked()
        context |= _result(envelope, asked, form, sent)
        if request.method == "POST" and keep.is_valid() and not context.get("holes"):
            kept = _keep(request, envelope, asked, form, keep)
            if kept:
                return redirect("ministry_scenario", kept.pk)
    return render(request, "ministry/workshop.html", context)


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
    )


def _result(envelope: Envelope, asked: Asked, form: WorkshopForm, sent: QueryDict) -> dict[str, Any]:
    """What the engine answers, as the page shows it: an outcome, an obstacle, or holes in the data."""
    local, regional = actions.local_and_regional(envelope, asked.local_percent)
    shown: dict[str, Any] = {"local_cents": local, "regional_cents": regional, "asked": asked}
    holes = list(asked.holes())
    if holes:
        ways = [(hole, *_around(hole, envelope, sent)) for hole in holes]
        return {**shown, "holes": ways, "engine_says": _engine_says(envelope, asked)}
    answer = actions.simulate(envelope=envelope, local_percent=asked.local_percent, problem=asked.problem)
    if answer["status"] != "ok":
        names = {place.code: place.name for place in form.recipients}
        obstacle = explain(answer, names)
        out = [(way, _with(envelope, sent, way.changes) if way.changes else "") for way in obstacle.ways_out]
        return {**shown, "obstacle": obstacle, "ways_out": out}
    values = {need.territory.code: need.values for need in asked.needs}
    outcome = tell(asked.problem, answer, form.chosen(), values, previous_of(asked.problem))
    return {**shown, "outcome": outcome, "map": pictures.outcome_map(outcome)}


def _engine_says(envelope: Envelope, asked: Asked) -> str:
    """The engine's own refusal of a missing figure."""
    try:
        actions.simulate(envelope=envelope, local_percent=asked.local_percent, problem=asked.problem)
    except Refused as refusal:
        return str(refusal)
    return ""


def _around(hole, envelope: Envelope, sent: QueryDict) -> tuple[str, str]:
    """Two addresses: the same simulation without the criterion, and without the territory."""
    without_criterion = _with(envelope, sent, {weight_name(hole.criterion): "0"})
    left = [code for code in sent.getlist("territories") if code != hole.territory.code]
    query = [(key, value) for key, value in _pairs(sent) if key != "territories"]
    query += [("territories", code) for code in left]
    return without_criterion, f"{_address(envelope)}?{urlencode(query)}"


def _with(envelope: Envelope, sent: QueryDict, changes: dict[str, str | None]) -> str:
    """The address of the same simulation with other values; None empties a field."""
    query = [(key, value) for key, value in _pairs(sent) if key not in changes]
    query += [(key, value) for key, value in changes.items() if value is not None]
    return f"{_address(envelope)}?{urlencode(query)}"


def _address(envelope: Envelope) -> str:
    return reverse("ministry_workshop", args=[envelope.pk])


def _pairs(sent: QueryDict) -> list[tuple[str, str]]:
    """What was asked, without what belongs to the form that keeps it."""
    own = {"csrfmiddlewaretoken", "title"}
    return [(key, value) for key, values in sent.lists() if key not in own for value in values]
