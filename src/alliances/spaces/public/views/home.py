"""The front page, and where every figure comes from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliances.domain.strategy import queries
from alliances.domain.strategy.models import Measure, Plan
from alliances.domain.territories.models import SeriesValue
from alliances.spaces.public import registry

HEADLINE_MEASURES = ("PAGMAP-3.1.1.1", "PAGIEPS-11")


def home(request: HttpRequest) -> HttpResponse:
    """What this is in one sentence, the figures that are facts, and the doors."""
    measures = Measure.objects.filter(code__in=HEADLINE_MEASURES).select_related("plan")
    rates = SeriesValue.objects.filter(indicator__code="MPC_RATE", variant="base 2018", value__isnull=False)
    context = {
        "measures": measures.order_by("-plan__starts"),
        "rate": rates.filter(population_en="all persons")
        .order_by("-year")
        .select_related("indicator")
        .first(),
        "plan": Plan.objects.filter(status="in_force").first(),
        "goals": queries.goals(),
        "sections": registry.sections("home", request),
    }
    return render(request, "public/home.html", context)


def sources(request: HttpRequest) -> HttpResponse:
    """Origin, licence and holes of the data."""
    return render(request, "public/sources.html")
