"""Grants: the list, and one grant with its offer, its four columns, its payments and its report."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import verdict
from alliances.domain.grants import actions, rules
from alliances.domain.grants.activity import planned
from alliances.domain.grants.models import (
    IN_FORCE,
    Grant,
    GrantState,
    PaymentState,
    RecoveryState,
    Report,
    ReportState,
)
from alliances.domain.grants.rules.amendments import may_amend
from alliances.domain.ledger.queries import columns_of_accounts
from alliances.domain.people.roles import Permission
from alliances.spaces.history import events_of
from alliances.spaces.manager import labels
from alliances.spaces.manager.agreement_forms import PaperForm, RecoveryForm, RefusalForm
from alliances.spaces.manager.forms import ReasonForm
from alliances.spaces.manager.perimeter import grants_for
from alliances.spaces.manager.tables import GrantTable
from alliances.spaces.views import SignedRequest, signed_in, visible_or_404


@signed_in
def grant_list(request: SignedRequest) -> HttpResponse:
    table = GrantTable(request, grants_for(request.user))
    if table.export:
        return table.response("aides")
    return render(request, "manager/grant_list.html", {"table": table})


@signed_in
def grant_page(request: SignedRequest, pk: int) -> HttpResponse:
    return page(request, visible_or_404(grants_for(request.user), pk=pk))


def page(request: SignedRequest, grant: Grant, **forms: Any) -> HttpResponse:
    """The file of one grant; `forms` are those just refused, shown again with everything typed."""
    state = labels.GRANTS[GrantState(grant.state)]
    instalments = list(grant.instalments.order_by("rank"))
    reports = list(grant.reports.exclude(state=ReportState.DRAFT).order_by("pk"))
    ending = _end_of(request, grant)
    payments = grant.payments.select_related("requested_by", "approved_by", "instalment")
    accounts = [grant.committed_account, grant.paid_account, grant.justified_account]
    context = {
        "grant": grant,
        "state": state,
        "next_step": _next_step(grant, reports, ending["blockers"]) or state.next_step_for(),
        "columns": columns_of_accounts(accounts),
        "instalments": instalments,
        "planned_years": planned(instalments),
        "may_answer": verdict(actions.GRANT_TRANSITIONS, "record_signature", row=grant, actor=request.user),
        "may_lapse": verdict(actions.GRANT_TRANSITIONS, "lapse", row=grant, actor=request.user),
        "signature": PaperForm(grant=grant, auto_id="papier_%s"),
        "refusal": RefusalForm(auto_id="refus_%s"),
        "payments": [
            (payment, labels.PAYMENTS[PaymentState(payment.state)])
            for payment in payments.order_by("requested_at", "pk")
        ],
        "payments_url": _payments_url(grant) if grant.state in IN_FORCE else "",
        "may_read_money": request.user.may(Permission.READ_MONEY, grant.application.call.envelope.territory),
        "lapses_on": rules.lapses_on(grant),
        "reports": [(each, labels.REPORTS[ReportState(each.state)]) for each in reports],
        "events": events_of(grant, labels.GRANT_PASSAGES),
        "amendments": [(each, labels.AMENDMENTS[each.state]) for each in grant.amendments.order_by("number")],
        "asked_amendments": [
            (each, labels.AMENDMENT_REQUESTS[each.state]) for each in grant.amendment_requests.order_by("pk")
        ],
        "may_amend": may_amend(request.user, grant),
        **ending,
        **forms,
    }
    return render(request, "manager/grant_page.html", context)


def _end_of(request: SignedRequest, grant: Grant) -> dict[str, Any]:
    """Money asked back, and what still keeps the file open."""
    return {
        "recoveries": [
            (each, labels.RECOVERIES[RecoveryState(each.state)]) for each in grant.recoveries.order_by("pk")
        ],
        "may_recover": rules.may_recover(request.user, grant),
        "may_end": rules.may_end_payments(request.user, grant),
        "may_follow_up": rules.may_follow_up(request.user, grant),
        "recovery": RecoveryForm(grant=grant, auto_id="rendre_%s"),
        "cancelling": ReasonForm(auto_id="annuler_%s"),
        "blockers": rules.closing_blockers(grant) if grant.state == GrantState.SIGNED else [],
        "unpaid_cents": grant.committed_account.balance_cents,
    }


def _next_step(grant: Grant, reports: list[Report], blockers: list[str]) -> str:
    """What a running grant asks of the region: a report to read, money to ask back, or the end."""
    if grant.state != GrantState.SIGNED:
        return ""
    if any(report.state == ReportState.SENT for report in reports):
        return _("Une reddition attend votre réponse. Lisez-la, puis acceptez-la ou retournez-la.")
    if any(report.state == ReportState.SENT_BACK for report in reports):
        return labels.REPORTS[ReportState.SENT_BACK].next_step_for()
    if not rules.is_reported(grant):
        return ""
    return (
        blockers[0] if blockers else _("Tout est justifié ou rendu. Vous pouvez terminer l’aide, plus bas.")
    )


def _payments_url(grant: Grant) -> str:
    """The payments' own page of this grant, where it exists."""
    try:
        return reverse("payments_grant", args=[grant.pk])
    except NoReverseMatch:
        return ""
