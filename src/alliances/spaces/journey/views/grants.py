"""Help granted, payments made, and the organisations that received them. No person's name, no bank reference."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.chain.queries import Kind, columns_of_grant, journey_of, public
from alliances.spaces.journey import states
from alliances.spaces.journey.tables import GrantTable


def grant_list(request: HttpRequest) -> HttpResponse:
    table = GrantTable(request, public.grants())
    if table.export:
        return table.response("aides")
    return render(request, "journey/grants.html", {"table": table})


def grant_page(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(public.grants(), pk=pk)
    context = {
        "grant": grant,
        "application": grant.application,
        "state": states.of_grant(grant),
        "columns": columns_of_grant(grant),
        "payments": public.payments().filter(grant=grant).order_by("paid_on", "pk"),
        "report": public.reports().filter(grant=grant).first(),
        "fictitious": grant.is_fictitious,
    }
    return render(request, "journey/grant.html", context)


def payment_page(request: HttpRequest, pk: int) -> HttpResponse:
    payment = get_object_or_404(public.payments(), pk=pk)
    grant = public.grants().get(pk=payment.grant_id)
    context = {
        "payment": payment,
        "grant": grant,
        "columns": columns_of_grant(grant),
        "fictitious": grant.is_fictitious,
    }
    return render(request, "journey/payment.html", context)


def organisation_page(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(public.organisations(), pk=pk)
    context = {
        "organisation": organisation,
        "found": journey_of(Kind.ORGANISATION, organisation),
        "fictitious": organisation.is_fictitious,
    }
    return render(request, "journey/organisation.html", context)
