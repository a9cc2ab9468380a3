"""Help granted, payments made, and the organisations that received them. No person's name, no bank reference."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.chain.queries import Kind, columns_of_grant, journey_of, public
from alliances.domain.grants.models import RecoveryState, ReportResult
from alliances.spaces.journey import states
from alliances.spaces.journey.tables import GrantTable
from alliances.ui.amendments import public_changes


def grant_list(request: HttpRequest) -> HttpResponse:
    table = GrantTable(request, public.grants())
    if table.export:
        return table.response("aides")
    return render(request, "journey/grants.html", {"table": table})


def grant_page(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(public.grants(), pk=pk)
    report = public.reports().filter(grant=grant).first()
    context = {
        "grant": grant,
        "application": grant.application,
        "state": states.of_grant(grant),
        "columns": columns_of_grant(grant),
        "payments": public.payments().filter(grant=grant).order_by("paid_on", "pk"),
        "instalments": grant.instalments.order_by("rank"),
        "amendments": [
            (each, public_changes(each))
            for each in public.amendments().filter(grant=grant).order_by("number")
        ],
        "interim_reports": public.interim_reports()
        .filter(grant=grant)
        .order_by("accepted_at", "pk")
        .prefetch_related(Prefetch("results", ReportResult.objects.order_by("rank"))),
        "returned": grant.recoveries.filter(state=RecoveryState.RECEIVED).order_by("received_on", "pk"),
        "report": report,
        "results": report.results.order_by("rank") if report else [],
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
