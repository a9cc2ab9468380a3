"""Applications received: list, and the file to read."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliances.domain.applications.actions import TRANSITIONS
from alliances.domain.applications.models import Application, ApplicationState, Attachment
from alliances.domain.applications.queries import content_sent, documents_sent
from alliances.domain.calls.models import Call
from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import Verdict, refused
from alliances.domain.review import rules
from alliances.spaces.downloads import download
from alliances.spaces.history import events_of
from alliances.spaces.manager import labels
from alliances.spaces.manager.perimeter import applications_for
from alliances.spaces.manager.queries import comments_of, scores_of, with_scored
from alliances.spaces.manager.tables import ApplicationTable
from alliances.spaces.views import SignedRequest, signed_in, visible_or_404


@signed_in
def application_list(request: SignedRequest) -> HttpResponse:
    calls = Call.objects.visible_to(request.user).order_by("-closes_at", "-pk").values_list("pk", "title")
    table = ApplicationTable(
        request, with_scored(applications_for(request.user)), call_choices=list(calls[:200])
    )
    if table.export:
        return table.response("demandes-recues")
    return render(request, "manager/application_list.html", {"table": table})


@signed_in
def application_page(request: SignedRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(applications_for(request.user), pk=pk))


@require_safe
@signed_in
def document(request: SignedRequest, pk: int) -> HttpResponse:
    """A document of an application received, as it was sent."""
    attachment = visible_or_404(Attachment.objects.select_related("file"), pk=pk)
    application = visible_or_404(applications_for(request.user), pk=attachment.application_id)
    if attachment not in documents_sent(application):
        raise Http404
    return download(attachment.file)


def _may_recommend(request: SignedRequest, application: Application) -> Verdict:
    if application.state == ApplicationState.REOPENED:
        return refused(_("L’organisme corrige sa demande. La recommandation attend le nouvel envoi."))
    if application.state != ApplicationState.SENT:
        return refused(_("La recommandation est déjà consignée."))
    return rules.may_recommend(request.user, application)


def _scores(request: SignedRequest, application: Application) -> dict[str, object]:
    may_read = rules.may_read_scores(request.user, application)
    if not may_read:
        return {"may_read_scores": may_read, "scores": None, "comments": []}
    return {
        "may_read_scores": may_read,
        "scores": scores_of(application),
        "comments": comments_of(application),
    }


def _page(request: SignedRequest, application: Application) -> HttpResponse:
    state = labels.APPLICATIONS[ApplicationState(application.state)]
    decision = getattr(application, "decision", None)
    grant = getattr(decision, "grant", None)
    context = {
        "application": application,
        "content": content_sent(application),
        "may_ask_correction": verdict(TRANSITIONS, "ask_correction", row=application, actor=request.user),
        "may_cancel_correction": verdict(
            TRANSITIONS, "cancel_correction", row=application, actor=request.user
        ),
        "correction": application.corrections.filter(answered_at=None).first(),
        "state": state,
        "next_step": _("La convention est signée : suivez l’aide, ses versements et sa reddition.")
        if grant
        else state.next_step_for(),
        "wanted": application.call.framework.scores_per_application,
        "may_recommend": _may_recommend(request, application),
        "recommendation": getattr(application, "recommendation", None),
        "decision": decision,
        "grant": grant,
        "events": events_of(
            application,
            labels.PASSAGES | {"send": _("Demande envoyée")},
            {"send": list(application.submissions.order_by("rank").values_list("number", flat=True))},
        ),
        **_scores(request, application),
    }
    return render(request, "manager/application_page.html", context)
