"""From the draft to the receipt: check, send, receipt, withdraw."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.applications import actions, queries
from alliances.domain.applications.models import Application
from alliances.domain.common.transitions import verdict
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.organisation import presenting, states
from alliances.spaces.organisation.dossier import Dossier
from alliances.spaces.organisation.editors.base import number_in
from alliances.spaces.organisation.forms import SendForm, WithdrawForm
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: SignedRequest, pk: int) -> HttpResponseBase:
    """Every gap with the way to it; once there is none, the whole application to read again and to send."""
    application = visible_or_404(Application.objects.owned_by(request.user).with_context(), pk=pk)
    form = SendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = number_in(request.POST, "version") or None
        sent = attempt(
            request, "", actions.send, actor=request.user, application=application, version=version
        )
        if sent:
            return redirect("organisation_application_receipt", pk)
        application = Application.objects.with_context().get(pk=pk)
    dossier = Dossier(application)
    if not dossier.is_open:
        return redirect("organisation_application", pk)
    context = {
        "application": application,
        "form": form,
        "missing": dossier.missing,
        "ready": verdict(actions.TRANSITIONS, "send", row=application, actor=request.user),
        "content": dossier.content,
        "edit": {step.slug: dossier.url(step) for step in dossier.open_steps},
        "correction": dossier.correction,
        "pages": dossier.pages(None),
        "last": dossier.open_steps[-1],
        "fictitious": application.is_fictitious,
    }
    return render(request, "organisation/check.html", context)


@require_safe
@signed_in
def receipt(request: SignedRequest, pk: int) -> HttpResponse:
    """The proof of a sending (`?envoi=`, else the last): number, moment, digest, and what was sent. It prints."""
    sent = Application.objects.owned_by(request.user).exclude(number="").with_context()
    sent = sent.select_related("decision__grant")
    application = visible_or_404(sent, pk=pk)
    submissions = list(application.submissions.order_by("rank"))
    wanted = number_in(request.GET, "envoi")
    shown = next((s for s in submissions if s.rank == wanted), submissions[-1] if submissions else None)
    context = {
        "application": application,
        "submission": shown,
        "submissions": submissions,
        "number": shown.number if shown else application.number,
        "received_at": shown.sent_at if shown else application.sent_at,
        "state": states.APPLICATION[application.state],
        "state_next": states.what_next(application),
        "content": queries.content_sent(application, shown),
        "digest": presenting.chunks(shown.digest if shown else application.digest),
        "fictitious": application.is_fictitious,
    }
    return render(request, "organisation/receipt.html", context)


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedRequest, pk: int) -> HttpResponseBase:
    application = visible_or_404(Application.objects.owned_by(request.user).with_context(), pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else taken_back(request))
    if request.method == "POST" and form.is_valid():
        done = _("La demande est retirée.")
        reason = form.cleaned_data["reason"]
        if attempt(
            request, done, actions.withdraw, actor=request.user, application=application, reason=reason
        ):
            return redirect("organisation_application", pk)
    answer = verdict(
        actions.TRANSITIONS, actions.withdrawal_of(application), row=application, actor=request.user
    )
    if not answer and request.method != "POST":
        messages.info(request, answer.reason)
        return redirect("organisation_application", pk)
    context = {"application": application, "form": form, "fictitious": application.is_fictitious}
    return render(request, "organisation/withdraw.html", context)
