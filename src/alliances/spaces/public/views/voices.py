"""What others say of the plan: the opinions of the advisory committee, and what was written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.strategy import queries
from alliances.spaces.public.tables import PublicationFile, PublicationTable


def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One published opinion, and the ministry's answer beside it at equal size."""
    found = get_object_or_404(queries.opinions_on(), pk=pk)
    return render(request, "public/opinion.html", {"opinion": found, "fictitious": found.is_fictitious})


def publications(request: HttpRequest) -> HttpResponse:
    table = PublicationTable(request, queries.publications())
    if table.export:
        return PublicationFile(request, queries.publications()).response("publications")
    return render(request, "public/publications.html", {"table": table})
