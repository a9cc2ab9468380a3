"""One address per document. Who may open it is who may open its screen; anybody else gets « not found »."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliances.domain.applications.models import Application
from alliances.domain.envelopes.models import Envelope, Scenario, ScenarioState
from alliances.domain.grants.models import Amendment, Grant, Report
from alliances.domain.people.models import Account
from alliances.domain.review.models import Resolution
from alliances.interfaces.documents import allocations, amendments, applications, grants, reports, resolutions
from alliances.interfaces.documents.letters import Letter, render


class SignedRequest(HttpRequest):
    user: Account


def pdf(letter: Letter, name: str) -> HttpResponse:
    response = HttpResponse(render(letter), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@never_cache
@require_safe
@login_required
def allocation(request: SignedRequest, pk: int) -> HttpResponse:
    adopted = Scenario.objects.filter(
        state__in=[ScenarioState.ADOPTED, ScenarioState.REPLACED],
        envelope__in=Envelope.objects.visible_to(request.user),
    ).select_related("replaces", "envelope__fund__book", "envelope__territory", "envelope__measure__plan")
    scenario = get_object_or_404(adopted, pk=pk)
    return pdf(allocations.decision_of(scenario), f"repartition-{pk}")


@never_cache
@require_safe
@login_required
def receipt(request: SignedRequest, pk: int) -> HttpResponse:
    sent = Application.objects.owned_by(request.user).exclude(number="").with_context()
    return pdf(applications.receipt_of(get_object_or_404(sent, pk=pk)), f"accuse-de-reception-{pk}")


@never_cache
@require_safe
@login_required
def agreement(request: SignedRequest, pk: int) -> HttpResponse:
    visible = Grant.objects.visible_to(request.user).with_context()
    visible = visible.select_related("decision__application__call__alliance__mandataire")
    return pdf(grants.agreement_of(get_object_or_404(visible, pk=pk)), f"convention-{pk}")


@never_cache
@require_safe
@login_required
def amendment(request: SignedRequest, pk: int) -> HttpResponse:
    visible = Amendment.objects.visible_to(request.user).with_context()
    return pdf(amendments.amendment_letter(get_object_or_404(visible, pk=pk)), f"avenant-{pk}")


@never_cache
@require_safe
@login_required
def report(request: SignedRequest, pk: int) -> HttpResponse:
    sent = (
        Report.objects.visible_to(request.user)
        .exclude(number="")
        .select_related("grant__organisation", "grant__decision__application__call__envelope__fund__book")
    )
    return pdf(reports.report_letter(get_object_or_404(sent, pk=pk)), f"reddition-{pk}")


@never_cache
@require_safe
@login_required
def resolution(request: SignedRequest, pk: int) -> HttpResponse:
    visible = Resolution.objects.visible_to(request.user).select_related(
        "call__envelope__fund__book", "call__territory", "recorded_by__person"
    )
    return pdf(resolutions.resolution_letter(get_object_or_404(visible, pk=pk)), f"resolution-{pk}")
