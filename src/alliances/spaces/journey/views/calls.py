"""Calls for projects, for whoever wonders « is this for us? »."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.chain.queries import Kind, journey_of, public
from alliances.spaces.journey import states
from alliances.spaces.journey.addresses import page_or_nothing
from alliances.spaces.journey.tables import CallTable


def call_list(request: HttpRequest) -> HttpResponse:
    table = CallTable(request, public.calls())
    if table.export:
        return table.response("appels")
    return render(request, "journey/calls.html", {"table": table})


def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    call = get_object_or_404(public.calls().select_related("alliance__plan", "envelope__measure"), pk=pk)
    priorities = call.priorities.select_related("local_plan__territory").prefetch_related("goals")
    context = {
        "call": call,
        "state": states.of_call(call),
        "framework": call.framework,
        "priorities": priorities.order_by("local_plan", "rank"),
        "criteria": call.criteria.all(),
        "start_url": page_or_nothing("organisation_start", call.pk) if call.is_open else "",
        "found": journey_of(Kind.CALL, call),
        "fictitious": call.is_fictitious,
    }
    return render(request, "journey/call.html", context)
