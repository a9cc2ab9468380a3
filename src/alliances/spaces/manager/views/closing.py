"""After the final report: asking money back, and ending the file."""

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.grants import actions, rules
from alliances.domain.grants.models import Recovery, RecoveryState
from alliances.domain.ledger.queries import columns_of_accounts
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager.agreement_forms import RecoveryForm
from alliances.spaces.manager.forms import ReasonForm
from alliances.spaces.manager.perimeter import grants_for
from alliances.spaces.manager.views import grants
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@keeps_words
def recovery_open(request: SignedRequest, pk: int) -> HttpResponse:
    grant = visible_or_404(grants_for(request.user), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("manager_grant", pk)
    require(rules.may_follow_up(request.user, grant), error=NotPermitted)
    form = RecoveryForm(words, grant=grant, auto_id="rendre_%s")
    if request.method == "POST" and form.is_valid():
        said = _("Le remboursement est demandé. L’organisme le voit dans son espace.")
        done = attempt(
            request, said, actions.open_recovery, actor=request.user, grant=grant, **form.cleaned_data
        )
        if done:
            return redirect("manager_grant", pk)
    return grants.page(request, grant, recovery=form)


@keeps_words
def recovery_cancel(request: SignedRequest, pk: int) -> HttpResponse:
    recoveries = Recovery.objects.filter(grant__in=grants_for(request.user)).select_related("grant")
    recovery = visible_or_404(recoveries, pk=pk)
    require(rules.may_follow_up(request.user, recovery.grant), error=NotPermitted)
    words = typed(request)
    if words is None:
        return redirect("manager_grant", recovery.grant_id)
    form = ReasonForm(words)
    if request.method == "POST" and form.is_valid():
        said = _("La demande de remboursement est annulée.")
        done = attempt(
            request,
            said,
            actions.cancel_recovery,
            actor=request.user,
            recovery=recovery,
            **form.cleaned_data,
        )
        if done:
            return redirect("manager_grant", recovery.grant_id)
    grant = visible_or_404(grants_for(request.user), pk=recovery.grant_id)
    return grants.page(request, grant, cancelling=form)


@keeps_words
def payments_end(request: SignedRequest, pk: int) -> HttpResponse:
    """Asks before it gives up what is left: which instalments, and how much goes back."""
    grant = visible_or_404(grants_for(request.user), pk=pk)
    form = ReasonForm(typed(request))
    if request.method == "POST":
        require(rules.may_follow_up(request.user, grant), error=NotPermitted)
        said = _("Les versements ont pris fin. L’argent non versé est de retour dans l’enveloppe.")
        if form.is_valid():
            done = attempt(
                request, said, actions.end_payments, actor=request.user, grant=grant, **form.cleaned_data
            )
            if done:
                return redirect("manager_grant", pk)
    context = {
        "grant": grant,
        "form": form,
        "left": grant.instalments.unclaimed().order_by("rank"),
        "may_end": rules.may_end_payments(request.user, grant),
    }
    return render(request, "manager/payments_end.html", context)


@signed_in
def close(request: SignedRequest, pk: int) -> HttpResponse:
    """Asks before it ends the file: where each dollar of the agreement stands then."""
    grant = visible_or_404(grants_for(request.user), pk=pk)
    if request.method == "POST":
        require(rules.may_follow_up(request.user, grant), error=NotPermitted)
        said = _("L’aide est terminée. Ce qui n’a pas été versé retourne à l’enveloppe.")
        if attempt(request, said, actions.close_grant, actor=request.user, grant=grant):
            return redirect("manager_grant", pk)
        return redirect("manager_grant_close", pk)
    accounts = [grant.committed_account, grant.paid_account, grant.justified_account]
    received = grant.recoveries.filter(state=RecoveryState.RECEIVED).aggregate(total=Sum("amount_cents"))
    context = {
        "grant": grant,
        "columns": columns_of_accounts(accounts),
        "given_back_cents": received["total"] or 0,
        "unpaid_cents": grant.committed_account.balance_cents,
        "may_close": verdict(actions.GRANT_TRANSITIONS, "close", row=grant, actor=request.user),
    }
    return render(request, "manager/grant_close.html", context)
