"""One search over all that is public, without accents or capitals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliances.domain.common.text import sort_key
from alliances.spaces.public import registry

SHORTEST, LONGEST = 2, 100


def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:LONGEST]
    words = sort_key(asked).partition("\t")[0]
    groups = registry.search(words) if len(words) >= SHORTEST else []
    context = {
        "asked": asked,
        "too_short": bool(asked) and len(words) < SHORTEST,
        "groups": groups,
        "total": sum(len(group.results) + group.more for group in groups),
    }
    return render(request, "public/search.html", context)
