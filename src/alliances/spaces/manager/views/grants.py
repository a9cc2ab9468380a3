"""From a decision to its grant: agreements to sign, grants, and one grant with its four columns."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.grants import actions
from alliances.domain.grants.models import Grant, GrantState, PaymentState, Report, ReportState
from alliances.domain.ledger.queries import columns_of_accounts
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.manager import labels
from alliances.spaces.manager.forms import SignGrantForm
from alliances.spaces.manager.perimeter import decisions_for, grants_for
from alliances.spaces.manager.tables import DecisionTable, GrantTable
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@signed_in
def decision_list(request: SignedRequest) -> HttpResponse:
    """The decisions that wait for a signed agreement, oldest first."""
    table = DecisionTable(request, decisions_for(request.user).filter(is_granted=True, grant=None))
    if table.export:
        return table.response("conventions-a-signer")
    return render(request, "manager/decision_list.html", {"table": table})


@signed_in
def grant_sign(request: SignedRequest, pk: int) -> HttpResponse:
    decision = visible_or_404(decisions_for(request.user).select_related("grant"), pk=pk)
    if hasattr(decision, "grant"):
        return redirect("manager_grant", decision.grant.pk)
    territory = decision.application.call.territory
    form = SignGrantForm(request.POST or None)
    if request.method == "POST":
        require(may_in_territory(request.user, Permission.SIGN_GRANT, territory), error=NotPermitted)
        if form.is_valid():
            grant = attempt(
                request,
                _("La convention est signée. L’argent est engagé."),
                actions.sign,
                actor=request.user,
                decision=decision,
                **form.cleaned_data,
            )
            if grant:
                return redirect("manager_grant", grant.pk)
    context = {"decision": decision, "form": form, "may_sign": actions.may_sign(request.user, decision)}
    return render(request, "manager/grant_sign.html", context)


@signed_in
def grant_list(request: SignedRequest) -> HttpResponse:
    table = GrantTable(request, grants_for(request.user))
    if table.export:
        return table.response("aides")
    return render(request, "manager/grant_list.html", {"table": table})


@signed_in
def grant_page(request: SignedRequest, pk: int) -> HttpResponse:
    grant = visible_or_404(grants_for(request.user), pk=pk)
    state = labels.GRANTS[GrantState(grant.state)]
    report = getattr(grant, "report", None)
    payments = grant.payments.select_related("requested_by", "approved_by").order_by("requested_at", "pk")
    accounts = [grant.committed_account, grant.paid_account, grant.justified_account]
    context = {
        "grant": grant,
        "state": state,
        "next_step": _next_step(report) or state.next_step_for(),
        "columns": columns_of_accounts(accounts),
        "payments": [(payment, labels.PAYMENTS[PaymentState(payment.state)]) for payment in payments],
        "payments_url": _payments_url(grant),
        "may_read_money": request.user.may(Permission.READ_MONEY, grant.application.call.envelope.territory),
        "report": report if report and report.state != ReportState.DRAFT else None,
        "report_state": labels.REPORTS[ReportState(report.state)] if report else None,
    }
    return render(request, "manager/grant_page.html", context)


def _next_step(report: Report | None) -> str:
    """What the report asks for, when there is one to read or one that is done."""
    if report is None or report.state == ReportState.DRAFT:
        return ""
    return labels.REPORTS[ReportState(report.state)].next_step_for()


def _payments_url(grant: Grant) -> str:
    """The payments' own page of this grant, where it exists."""
    try:
        return reverse("payments_grant", args=[grant.pk])
    except NoReverseMatch:
        return ""
