"""Calls for projects, for whoever wonders « is this for us? »."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.bodies.models import Body
from alliances.domain.calls.models import CallState
from alliances.domain.calls.queries import weighted
from alliances.domain.chain.queries import Kind, journey_of, public
from alliances.domain.common.models import TransitionRecord
from alliances.spaces.framework import rule_lines
from alliances.spaces.journey import states
from alliances.spaces.journey.addresses import page_or_nothing
from alliances.spaces.journey.tables import CallTable


def call_list(request: HttpRequest) -> HttpResponse:
    table = CallTable(request, public.calls())
    if table.export:
        return table.response("appels")
    return render(request, "journey/calls.html", {"table": table})


def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A published call for everybody; a draft, as everybody will read it, for those who read its territory."""
    known = public.calls() | public.drafts_of_calls(request.user)
    call = get_object_or_404(
        known.select_related("alliance__plan", "envelope__measure", "form_version__form"), pk=pk
    )
    priorities = call.priorities.select_related("local_plan__territory").prefetch_related("goals", "records")
    context = {
        "call": call,
        "state": states.of_call(call),
        "preview": call.state == CallState.DRAFT,
        "framework": call.framework,
        "lines": rule_lines(call.framework),
        "priorities": priorities.order_by("local_plan", "rank"),
        "criteria": weighted(call),
        "changes": call.closing_changes.all(),
        "closing": TransitionRecord.objects.about(call).filter(name="close").last(),
        "bodies": Body.objects.serving(call.territory).exclude(territory=None).order_by("kind", "name"),
        "start_url": page_or_nothing("organisation_start", call.pk) if call.is_open else "",
        "found": journey_of(Kind.CALL, call),
        "fictitious": call.is_fictitious,
    }
    return render(request, "journey/call.html", context)
