"""The page that shows every component in every state; the icon of documents that name none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from alliances.ui import specimens


def components(request: HttpRequest) -> HttpResponse:
    context = specimens.context(request)
    table = context["specimen_table"]
    if table.export:
        return table.response("composants")
    return render(request, "ui/components.html", {**context, "fictitious": True})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """A browser that shows a PDF asks for this address: a PDF names no icon."""
    return redirect(static("ui/img/favicon.svg"))
