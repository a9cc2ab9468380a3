"""Need beside answer. Public: an analyst, a journalist and a mayor read the same table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alliances.domain.chain.queries.answers import answers
from alliances.domain.strategy.models import Plan, PlanStatus
from alliances.domain.territories import queries
from alliances.domain.territories.models import Territory
from alliances.spaces.observatory.tables import AnswerFile, AnswerTable
from alliances.spaces.public.tables import LISTED


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Every territory but the municipalities, under the plan in force."""
    plan = get_object_or_404(Plan.objects.order_by("-starts"), status=PlanStatus.IN_FORCE)
    places = queries.with_indicators(queries.with_region(Territory.objects.filter(level__in=LISTED)))
    rows = answers(plan, places.order_by("sort_key", "pk"))
    table = AnswerTable(request, rows)
    if table.export:
        return AnswerFile(request, rows).response("besoin-et-reponse")
    known = [row for row in rows if row.published]
    context = {"table": table, "plan": plan, "total": len(rows), "known": len(known)}
    return render(request, "observatory/comparison.html", context)
