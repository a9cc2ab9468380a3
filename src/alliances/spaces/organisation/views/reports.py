"""The report: written bit by bit, sent once, with a numbered receipt."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.common.verdict import Refused
from alliances.domain.grants import actions, rules
from alliances.domain.grants.models import (
    IN_FORCE,
    AmendmentState,
    Grant,
    GrantState,
    Report,
    ReportKind,
    ReportSection,
)
from alliances.domain.ledger.queries import columns_of_accounts
from alliances.spaces.kept import keeps_words, taken_back, wants_json
from alliances.spaces.organisation import presenting, reporting, states
from alliances.spaces.organisation.editors.base import number_in
from alliances.spaces.organisation.report_forms import ReportForm
from alliances.spaces.organisation.views.writing import saved_sentence
from alliances.spaces.views import SignedRequest, signed_in, visible_or_404


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedRequest, pk: int, kind: ReportKind = ReportKind.FINAL) -> HttpResponseBase:
    """Four sections. Everything typed is kept; what cannot be read yet says so."""
    grants = Grant.objects.owned_by(request.user).filter(state__in=IN_FORCE).with_context()
    grant = visible_or_404(grants, pk=pk)
    written = rules.report_to_write(grant, kind)
    sentence = _why_not(grant, written, kind)
    if sentence:
        if request.method == "POST":
            return _refused(request, grant, written or reporting.blank(grant, kind), sentence)
        messages.info(request, sentence)
        return redirect("organisation_grant", pk)
    if request.method == "POST":
        return _write(request, grant, actions.start_report(actor=request.user, grant=grant, kind=kind))
    kept = taken_back(request)
    data = kept if kept is not None else reporting.stored(written) if written else {}
    sections = actions.open_sections(written) if written else ReportSection.values
    form = ReportForm(data, grant=grant, report=written, kind=kind, sections=sections)
    shown = written or reporting.blank(grant, kind)
    return _page(request, grant, shown, form, brought_back=kept is not None)


def _why_not(grant: Grant, written: Report | None, kind: ReportKind) -> str:
    """Why this report cannot be written now; empty when it can."""
    if not reporting.is_open(written):
        return _("Cette reddition est déjà envoyée.")
    if written is None or grant.state != GrantState.SIGNED:
        return str(rules.may_report(grant, kind).reason)
    return ""


def _write(request: SignedRequest, grant: Grant, written: Report) -> HttpResponseBase:
    kind = ReportKind(written.kind)
    sections = actions.open_sections(written)
    form = ReportForm(request.POST, grant=grant, report=written, kind=kind, sections=sections)
    try:
        saved = actions.save_report(
            actor=request.user,
            grant=grant,
            kind=kind,
            version=number_in(request.POST, "version") or None,
            **form.answers(written),
        )
        if wants_json(request):
            return _saved_answer(saved, form)
        if form.errors:
            messages.warning(request, reporting.not_saved(form))
            return _page(request, grant, saved, form, status=422)
        if request.POST.get("act") == "send":
            actions.send_report(actor=request.user, report=saved)
            messages.success(request, _("Reddition envoyée. La région l’examine."))
            return redirect(reporting.address(kind, grant.pk, "_receipt"))
    except actions.ReportConflict as conflict:
        return _conflict(request, grant, conflict, form)
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse({"state": "refused", "sentence": str(refusal)}, status=409)
        messages.error(request, str(refusal))
        return _page(request, grant, Report.objects.get(pk=written.pk), form, status=409)
    messages.success(request, saved_sentence())
    return redirect(reporting.address(kind, grant.pk))


def _saved_answer(saved: Report, form: ReportForm) -> JsonResponse:
    return JsonResponse(
        {
            "state": "saved",
            "sentence": saved_sentence(),
            "version": saved.version,
            "seen": reporting.fingerprint(saved),
            "errors": {name: str(errors[0]) for name, errors in form.errors.items()},
        }
    )


def _conflict(
    request: SignedRequest, grant: Grant, conflict: actions.ReportConflict, form: ReportForm
) -> HttpResponseBase:
    """Both texts on screen; nothing was written."""
    theirs = reporting.differences(conflict.current, form)
    if wants_json(request):
        body = {
            "state": "conflict",
            "sentence": str(conflict),
            "version": conflict.current.version,
            "seen": reporting.fingerprint(conflict.current),
            "theirs": theirs,
        }
        return JsonResponse(body, status=409)
    messages.error(request, str(conflict))
    return _page(request, grant, conflict.current, form, status=409, theirs=theirs)


def _refused(request: SignedRequest, grant: Grant, written: Report, sentence: str) -> HttpResponseBase:
    if wants_json(request):
        return JsonResponse({"state": "refused", "sentence": sentence}, status=409)
    messages.error(request, sentence)
    kind = ReportKind(written.kind)
    form = ReportForm(
        request.POST, grant=grant, report=written if written.pk else None, kind=kind, sections=[]
    )
    return _page(request, grant, written, form, status=409)


def _page(
    request: SignedRequest,
    grant: Grant,
    shown: Report,
    form: ReportForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """`shown` may be a report that nobody began yet, not stored."""
    written = shown if shown.pk else None
    state = states.report_state(shown)
    is_final = shown.kind == ReportKind.FINAL
    context = {
        "grant": grant,
        "report": written,
        "is_final": is_final,
        "title": _("Reddition de comptes") if is_final else shown.name,
        "declared_cents": grant.justified_account.balance_cents,
        "form": form,
        "state": state,
        "money": columns_of_accounts([grant.committed_account, grant.paid_account, grant.justified_account]),
        "missing": actions.gaps(written) if written else [],
        "returned": reporting.returned(written) if written else [],
        "seen": reporting.fingerprint(written) if written else "",
        "amended": grant.amendments.filter(state=AmendmentState.ACCEPTED).order_by("number").last(),
        "brought_back": False,
        "theirs": [],
        "fictitious": grant.is_fictitious,
        **more,
    }
    return render(request, "organisation/report.html", context, status=status)


@require_safe
@signed_in
def receipt(request: SignedRequest, pk: int, kind: ReportKind = ReportKind.FINAL) -> HttpResponse:
    """The proof of sending: number, moment, digest."""
    grant = visible_or_404(Grant.objects.owned_by(request.user).with_context(), pk=pk)
    report = reporting.sent_report(grant, kind, request.GET.get("rang", ""))
    if report is None:
        raise Http404
    context = {
        "grant": grant,
        "report": report,
        "said": actions.as_sent(report),
        "is_final": kind == ReportKind.FINAL,
        "state": states.report_state(report),
        "state_next": states.report_state(report).next_step_for(),
        "digest": presenting.chunks(report.digest),
        "fictitious": grant.is_fictitious,
    }
    return render(request, "organisation/report_receipt.html", context)
