"""The bodies the law provides for, and the one that does the observatory's work without being it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.bodies.models import Body
from alliances.domain.strategy import queries


def advisory_committee(request: HttpRequest) -> HttpResponse:
    """The 17 seats, nobody named: who sits was not verified."""
    committee = get_object_or_404(Body, code="CCLP")
    context = {
        "committee": committee,
        "quotas": committee.quotas.order_by("rank"),
        "opinions": list(queries.opinions_on()),
        "seats": committee.seats.order_by("number"),
        "others": Body.objects.filter(code__in=("CEPE", "OBSERVATOIRE")).order_by("code"),
    }
    return render(request, "public/advisory_committee.html", context)
