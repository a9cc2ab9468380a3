"""Plans, goals and measures: the chain from the law to what was published about the money."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.strategy import queries
from alliances.domain.strategy.models import Goal, MeasureAnchor, Plan
from alliances.domain.strategy.published_sums import sums_of
from alliances.spaces.public import registry


def plan_list(request: HttpRequest) -> HttpResponse:
    plans = Plan.objects.select_related("law").order_by("-starts")
    return render(request, "public/plans.html", {"plans": plans, "goals": queries.goals()})


def plan(request: HttpRequest, code: str) -> HttpResponse:
    """One plan: its own axes, its measures, its numbered places, its targets, and the amounts published."""
    found = get_object_or_404(Plan.objects.select_related("law"), code=code)
    axes, other_axes, loose = queries.plan_axes(found)
    progress = queries.progress_of_plan(found)
    context = {
        "plan": found,
        "axes": axes,
        "other_axes": other_axes,
        "loose_measures": loose,
        "places": queries.numbered_places(found),
        "targets": found.targets.select_related("indicator"),
        "amounts": queries.grouped(queries.amounts_of_plan(found)),
        "sums": sums_of(found),
        "told": [row for row in progress if row.latest],
        "silent": [row for row in progress if not row.latest],
        "opinions": list(queries.opinions_on(plan=found)),
        "publications": list(queries.publications().filter(plan=found)),
        "sections": registry.sections("plan", request, found),
    }
    return render(request, "public/plan.html", context)


def goal(request: HttpRequest, number: int) -> HttpResponse:
    """One goal of the law: its wordings, the measures a source ties to it, and its neighbours."""
    goals = list(queries.goals().select_related("article", "law"))
    found = next((each for each in goals if each.number == number), None)
    if found is None:
        raise Http404
    context = {
        "goal": found,
        "goals": goals,
        "wordings": list(found.wordings.all()),
        "anchors": found.anchors.select_related("measure__plan").order_by("-measure__plan__starts"),
        "publications": list(queries.publications().filter(goals=found)),
        "sections": registry.sections("goal", request, found),
    }
    return render(request, "public/goal.html", context)


def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure: where it stands in its plan, who answers for it, which goals it serves, where money went."""
    rows = queries.measures_with_plan().prefetch_related("responsible", "parts")
    found = get_object_or_404(rows, code=code)
    anchors = list(found.anchors.select_related("goal", "article").order_by("goal__number"))
    is_alliances = any(anchor.article_id for anchor in anchors)
    context = {
        "measure": found,
        "goals": _goals_of(anchors),
        "articles": [anchor for anchor in anchors if anchor.article_id],
        "progress": queries.progress_of(found),
        "opinions": list(queries.opinions_on(measure=found)),
        "regions": queries.regions_with_amounts(found.plan) if is_alliances else [],
        "sections": registry.sections("measure", request, found),
    }
    return render(request, "public/measure.html", context)


def _goals_of(anchors: list[MeasureAnchor]) -> list[Goal]:
    numbers = [anchor.goal_id for anchor in anchors if anchor.goal_id]
    return list(queries.goals().filter(pk__in=numbers)) if numbers else []
