"""Alliances, local plans and priorities: what a region agreed to do, and with whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.agreements.queries import published_rules
from alliances.domain.chain.queries import Kind, journey_of, public
from alliances.domain.chain.queries.makers import goal_link
from alliances.domain.participation.equity import QUESTIONS
from alliances.domain.territories.models import Territory
from alliances.spaces.differences import of_amendment
from alliances.spaces.framework import rule_lines
from alliances.spaces.journey.tables import AllianceTable
from alliances.spaces.years import year_table


def alliance_list(request: HttpRequest) -> HttpResponse:
    table = AllianceTable(request, public.alliances())
    if table.export:
        return table.response("alliances")
    return render(request, "journey/alliances.html", {"table": table})


def alliance_page(request: HttpRequest, pk: int) -> HttpResponse:
    alliance = get_object_or_404(public.alliances().select_related("envelope__measure"), pk=pk)
    framework = alliance.frameworks.prefetch_related("rules").first()
    context = {
        "alliance": alliance,
        "framework": framework,
        "lines": rule_lines(framework) if framework else [],
        "parties": alliance.parties.all(),
        "years": year_table(alliance),
        "amendments": [(a, of_amendment(a)) for a in alliance.amendments.order_by("-version")],
        "found": journey_of(Kind.ALLIANCE, alliance),
        "fictitious": alliance.is_fictitious,
    }
    return render(request, "journey/alliance.html", context)


def region_rules(request: HttpRequest, code: str) -> HttpResponse:
    """The rules that are published for a territory, and the framework of its Alliances, in plain words."""
    territory = get_object_or_404(Territory, code=code)
    held = public.alliances().filter(territory__path__in=territory.lineage_paths())
    alliances = [
        (alliance, alliance.frameworks.prefetch_related("rules").first())
        for alliance in held.order_by("name", "pk")
    ]
    context = {
        "territory": territory,
        "topics": published_rules(territory),
        "alliances": [
            (alliance, framework, rule_lines(framework)) for alliance, framework in alliances if framework
        ],
    }
    return render(request, "journey/region_rules.html", context)


def local_plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(public.local_plans().select_related("body"), pk=pk)
    context = {
        "plan": plan,
        "priorities": plan.priorities.prefetch_related("goals", "records"),
        "equity": [(question, getattr(plan, question.code)) for question in QUESTIONS],
        "found": journey_of(Kind.LOCAL_PLAN, plan),
        "fictitious": plan.alliance.is_fictitious,
    }
    return render(request, "journey/local_plan.html", context)


def priority_page(request: HttpRequest, pk: int) -> HttpResponse:
    priority = get_object_or_404(public.priorities().prefetch_related("goals__wordings", "records"), pk=pk)
    context = {
        "priority": priority,
        "goals": [goal_link(goal) for goal in sorted(priority.goals.all(), key=lambda goal: goal.number)],
        "found": journey_of(Kind.PRIORITY, priority),
        "fictitious": priority.local_plan.alliance.is_fictitious,
    }
    return render(request, "journey/priority.html", context)
