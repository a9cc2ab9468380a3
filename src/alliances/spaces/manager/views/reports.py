"""Reports received: list, one report to accept or to send back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.grants import actions
from alliances.domain.grants.models import Report, ReportKind, ReportState
from alliances.domain.ledger.queries import columns_of_accounts
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.history import events_of
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager import labels
from alliances.spaces.manager.agreement_forms import SendBackForm
from alliances.spaces.manager.perimeter import reports_for
from alliances.spaces.manager.tables import ReportTable
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@signed_in
def report_list(request: SignedRequest) -> HttpResponse:
    table = ReportTable(request, reports_for(request.user))
    if table.export:
        return table.response("redditions")
    return render(request, "manager/report_list.html", {"table": table})


@signed_in
def report_page(request: SignedRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(reports_for(request.user), pk=pk), SendBackForm())


@signed_in
@require_POST
def report_accept(request: SignedRequest, pk: int) -> HttpResponse:
    report = visible_or_404(reports_for(request.user), pk=pk)
    _require_role(request, report)
    attempt(
        request,
        _("La reddition est acceptée. Les dépenses sont justifiées au grand livre.")
        if report.kind == ReportKind.FINAL
        else _("Le rapport d’étape est accepté. Les dépenses sont justifiées au grand livre."),
        actions.accept_report,
        actor=request.user,
        report=report,
    )
    return redirect("manager_report", pk)


@keeps_words
def report_send_back(request: SignedRequest, pk: int) -> HttpResponse:
    report = visible_or_404(reports_for(request.user), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("manager_report", pk)
    _require_role(request, report)
    form = SendBackForm(words)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            _("La reddition est retournée à l’organisme. Il ne récrit que les sections nommées."),
            actions.send_back_report,
            actor=request.user,
            report=report,
            sections=form.cleaned_data,
        )
        if done:
            return redirect("manager_report", pk)
    return _page(request, report, form)


def _require_role(request: SignedRequest, report: Report) -> None:
    territory = report.grant.application.call.territory
    require(may_in_territory(request.user, Permission.ACCEPT_REPORT, territory), error=NotPermitted)


def _sending_named(request: SignedRequest) -> int | None:
    """An earlier sending asked for by `?envoi=`; none is the last one."""
    text = request.GET.get("envoi", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _page(request: SignedRequest, report: Report, form: SendBackForm) -> HttpResponse:
    state = labels.REPORTS[ReportState(report.state)]
    grant = report.grant
    sending = _sending_named(request)
    context = {
        "report": report,
        "said": actions.as_sent(report, sending),
        "sendings": report.sendings.order_by("rank"),
        "sending": sending,
        "grant": grant,
        "form": form,
        "state": state,
        "next_step": state.next_step_for(),
        "columns": columns_of_accounts(
            [grant.committed_account, grant.paid_account, grant.justified_account]
        ),
        "may_accept": verdict(actions.REPORT_TRANSITIONS, "accept", row=report, actor=request.user),
        "may_send_back": verdict(actions.REPORT_TRANSITIONS, "send_back", row=report, actor=request.user),
        "returns": report.returns.order_by("pk"),
        "events": events_of(report, labels.PASSAGES),
    }
    return render(request, "manager/report_page.html", context)
