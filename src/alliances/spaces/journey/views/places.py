"""Alliances, local plans and priorities: what a region agreed to do, and with whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.chain.queries import Kind, journey_of, public
from alliances.domain.chain.queries.makers import goal_link
from alliances.spaces.journey.tables import AllianceTable


def alliance_list(request: HttpRequest) -> HttpResponse:
    table = AllianceTable(request, public.alliances())
    if table.export:
        return table.response("alliances")
    return render(request, "journey/alliances.html", {"table": table})


def alliance_page(request: HttpRequest, pk: int) -> HttpResponse:
    alliance = get_object_or_404(public.alliances().select_related("envelope__measure"), pk=pk)
    context = {
        "alliance": alliance,
        "framework": alliance.frameworks.first(),
        "found": journey_of(Kind.ALLIANCE, alliance),
        "fictitious": alliance.is_fictitious,
    }
    return render(request, "journey/alliance.html", context)


def local_plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(public.local_plans(), pk=pk)
    context = {
        "plan": plan,
        "priorities": plan.priorities.prefetch_related("goals"),
        "found": journey_of(Kind.LOCAL_PLAN, plan),
        "fictitious": plan.alliance.is_fictitious,
    }
    return render(request, "journey/local_plan.html", context)


def priority_page(request: HttpRequest, pk: int) -> HttpResponse:
    priority = get_object_or_404(public.priorities().prefetch_related("goals__wordings"), pk=pk)
    context = {
        "priority": priority,
        "goals": [goal_link(goal) for goal in sorted(priority.goals.all(), key=lambda goal: goal.number)],
        "found": journey_of(Kind.PRIORITY, priority),
        "fictitious": priority.local_plan.alliance.is_fictitious,
    }
    return render(request, "journey/priority.html", context)
