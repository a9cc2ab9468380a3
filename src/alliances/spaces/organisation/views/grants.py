"""The help received: agreement, payments, report."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.common.verdict import Refused
from alliances.domain.grants import actions
from alliances.domain.grants.models import Grant, Report, ReportState
from alliances.domain.ledger.queries import columns_of_accounts
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.organisation import presenting, reporting, states
from alliances.spaces.organisation.forms import ReportForm
from alliances.spaces.organisation.tables import GrantTable
from alliances.spaces.organisation.views.writing import saved_sentence
from alliances.spaces.views import SignedRequest, signed_in, visible_or_404


@require_safe
@signed_in
def index(request: SignedRequest) -> HttpResponse:
    table = GrantTable(request, Grant.objects.owned_by(request.user).with_context())
    if table.export:
        return table.response("aides")
    return render(request, "organisation/grants.html", {"table": table})


@require_safe
@signed_in
def grant(request: SignedRequest, pk: int) -> HttpResponse:
    """The agreement, what was paid and when, and where the report stands."""
    found = visible_or_404(Grant.objects.owned_by(request.user).with_context(), pk=pk)
    report = Report.objects.filter(grant=found).first()
    payments = found.payments.order_by("requested_at", "pk")
    money = columns_of_accounts([found.committed_account, found.paid_account, found.justified_account])
    report_state = states.REPORT[report.state] if report else states.NO_REPORT
    context = {
        "grant": found,
        "state": states.GRANT[found.state],
        "money": money,
        "remaining_cents": found.amount_cents - money.paid_cents,
        "payments": [(payment, states.PAYMENT[payment.state]) for payment in payments],
        "report": report,
        "report_state": report_state,
        "report_next": report_state.next_step_for(),
        "may_write": reporting.is_open(report),
        "events": presenting.history(report, states.REPORT_EVENTS) if report else [],
        "fictitious": found.is_fictitious,
    }
    return render(request, "organisation/grant.html", context)


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedRequest, pk: int) -> HttpResponseBase:
    """Three questions. Saving keeps what can be read; what cannot stays on screen and says it is not saved."""
    found = visible_or_404(Grant.objects.owned_by(request.user).with_context(), pk=pk)
    written = Report.objects.filter(grant=found).first()
    if request.method == "POST":
        return _write(request, found, written)
    if not reporting.is_open(written):
        return redirect("organisation_grant", pk)
    kept = taken_back(request)
    form = ReportForm(reporting.stored(written) if kept is None else kept)
    return _page(request, found, written, form, brought_back=kept is not None)


def _write(request: SignedRequest, grant: Grant, written: Report | None) -> HttpResponseBase:
    form = ReportForm(request.POST)
    wants_to_send = request.POST.get("act") == "send"
    try:
        saved = actions.save_report(actor=request.user, grant=grant, **reporting.answers(form, written))
        if form.errors:
            messages.warning(request, reporting.not_saved(form))
            return _page(request, grant, saved, form, status=422)
        if wants_to_send:
            actions.send_report(actor=request.user, report=saved)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, grant, written, form, status=409)
    messages.success(
        request, _("Reddition envoyée. La région l’examine.") if wants_to_send else saved_sentence()
    )
    return redirect("organisation_grant" if wants_to_send else "organisation_report", grant.pk)


def _page(
    request: SignedRequest,
    grant: Grant,
    written: Report | None,
    form: ReportForm,
    *,
    status: int = 200,
    brought_back: bool = False,
) -> HttpResponse:
    reason = ""
    if written is not None and written.state == ReportState.SENT_BACK:
        reason = presenting.history(written, states.REPORT_EVENTS)[0].reason
    context = {
        "grant": grant,
        "form": form,
        "state": states.REPORT[written.state] if written else states.REPORT[ReportState.DRAFT],
        "money": columns_of_accounts([grant.committed_account, grant.paid_account, grant.justified_account]),
        "reason": reason,
        "brought_back": brought_back,
        "fictitious": grant.is_fictitious,
    }
    return render(request, "organisation/report.html", context, status=status)
