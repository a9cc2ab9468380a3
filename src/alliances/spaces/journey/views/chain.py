"""The walk: from an article of the law to the last receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.chain.queries import chain_of_grant, public
from alliances.spaces.journey.stations import stations
from alliances.spaces.journey.walk import chapters_of, narrowing


def index(request: HttpRequest) -> HttpResponse:
    recent = public.payments().order_by("-paid_on", "-pk")[:8]
    context = {
        "stations": stations(),
        "payments": recent,
        "fictitious": any(p.grant.is_fictitious for p in recent),
    }
    return render(request, "journey/chain_index.html", context)


def walk(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(public.grants(), pk=pk)
    chain = chain_of_grant(grant)
    context = {
        "grant": grant,
        "chain": chain,
        "chapters": chapters_of(chain),
        "chart": narrowing(chain),
        "fictitious": chain.is_fictitious,
    }
    return render(request, "journey/chain.html", context)
