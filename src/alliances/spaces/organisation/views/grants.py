"""The help received: agreement, payments, report."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliances.domain.grants.models import (
    Grant,
    GrantState,
    Instalment,
    RecoveryState,
    ReportKind,
    ReportState,
)
from alliances.domain.grants.rules.amendments import may_ask
from alliances.domain.ledger.queries import columns_of_accounts
from alliances.spaces.organisation import presenting, reporting, states
from alliances.spaces.organisation.tables import GrantTable
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
    reports = list(found.reports.order_by("pk"))
    turn = reporting.turn_of(found, reports)
    payments = found.payments.order_by("requested_at", "pk")
    money = columns_of_accounts([found.committed_account, found.paid_account, found.justified_account])
    recoveries = list(found.recoveries.exclude(state=RecoveryState.CANCELLED).order_by("pk"))
    context = {
        "grant": found,
        "state": states.grant_state(found),
        "state_next": states.grant_state(found).next_step_for(),
        "is_running": found.state == GrantState.SIGNED,
        "instalments": found.instalments.order_by("rank"),
        "grant_events": presenting.history(found, states.GRANT_EVENTS),
        "money": money,
        "remaining_cents": found.committed_account.balance_cents,
        "payments": [(payment, states.PAYMENT[payment.state]) for payment in payments],
        "recoveries": recoveries,
        "amendments": [
            (each, states.AMENDMENT[each.state])
            for each in found.amendments.shown_to_organisation().order_by("number")
        ],
        "asked_amendments": [
            (each, states.AMENDMENT_REQUEST[each.state]) for each in found.amendment_requests.order_by("pk")
        ],
        "may_ask": may_ask(request.user, found),
        "turn": turn,
        "turn_state": states.report_state(turn.report) if turn.report else states.NO_REPORT,
        "turn_next": _what_next(
            turn,
            found.instalments.awaiting_interim().order_by("rank").first(),
            owes=any(each.state == RecoveryState.OPEN for each in recoveries),
        ),
        "sent_reports": [
            (each, states.report_state(each), reporting.address(each.kind, found.pk, "_receipt", each.rank))
            for each in reports
            if each.number
        ],
        "report_events": [
            (each.name, events)
            for each in reports
            if (events := presenting.history(each, states.REPORT_EVENTS))
        ],
        "fictitious": found.is_fictitious,
    }
    return render(request, "organisation/grant.html", context)


def _what_next(turn: reporting.Turn, awaiting: Instalment | None, *, owes: bool) -> str:
    """One sentence: the report to write, or why none can be written yet."""
    if turn.report is None and turn.kind == ReportKind.INTERIM and awaiting:
        return _("La tranche %(rank)s attend ce rapport. Dites ce qui est fait et dépensé jusqu’ici.") % {
            "rank": awaiting.rank
        }
    if turn.report is None:
        return str(turn.may_write.reason or states.NO_REPORT.next_step_for())
    if owes and turn.report.state == ReportState.ACCEPTED:
        return str(states.TO_GIVE_BACK)
    return states.report_state(turn.report).next_step_for()
