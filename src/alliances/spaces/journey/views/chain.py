"""The walk: from an article of the law to the last receipt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.chain.queries import chain_of_grant, public, rows_of
from alliances.spaces.journey import lists
from alliances.spaces.journey.stations import stations
from alliances.spaces.journey.walk import chapters_of, narrowing
from alliances.ui.tables import Table


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


def whole_list(request: HttpRequest, kind: str, code: str, what: str) -> HttpResponse:
    """All of one list that flows from one thing, for instance the grants of an article of the law."""
    thing = lists.find(kind, code)
    listed, table_type = lists.TABLES.get(what, (None, Table))
    rows = rows_of(*thing).get(listed) if thing and listed else None
    if thing is None or rows is None:
        raise Http404
    table = table_type(request, rows)
    if table.export:
        return table.response(f"{what}-{kind}-{code}")
    link = lists.SOURCES[thing[0]].link(thing[1])
    return render(request, "journey/whole_list.html", {"table": table, "source": link})
