"""The page that shows every component in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliances.ui import specimens


def components(request: HttpRequest) -> HttpResponse:
    context = specimens.context(request)
    table = context["specimen_table"]
    if table.export:
        return table.response("composants")
    return render(request, "ui/components.html", {**context, "fictitious": True})
