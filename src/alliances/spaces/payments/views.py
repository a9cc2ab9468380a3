"""Asking for a payment, approving it by another person, and saying that the bank made it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.chain.queries import columns_of_grant
from alliances.domain.common.transitions import verdict
from alliances.domain.grants import actions, rules
from alliances.domain.grants.models import Attestation, Grant, Payment, PaymentState, Recovery
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces import history
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.payments.forms import PaidForm, ReceivedForm, RefusalForm, RequestForm
from alliances.spaces.payments.history import GRANT_PASSAGES, events_of
from alliances.spaces.payments.queries import grants_for, instalments_for, instalments_of, payments_for
from alliances.spaces.payments.states import STATES
from alliances.spaces.payments.tables import GrantTable, OfGrantTable, PaymentTable, WaitingTable
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui.tables import Table


@signed_in
def grant_list(request: SignedRequest) -> HttpResponse:
    return _listed(request, GrantTable(request, grants_for(request.user)), "grants", "aides-a-verser")


@signed_in
def waiting_list(request: SignedRequest) -> HttpResponse:
    rows = payments_for(request.user).filter(state=PaymentState.REQUESTED)
    return _listed(request, WaitingTable(request, rows), "waiting", "versements-a-approuver")


@signed_in
def payment_list(request: SignedRequest) -> HttpResponse:
    return _listed(request, PaymentTable(request, payments_for(request.user)), "payments", "versements")


def _listed(request: SignedRequest, table: Table, page: str, filename: str) -> HttpResponse:
    if table.export:
        return table.response(filename)
    return render(request, f"payments/{page}.html", {"table": table})


@signed_in
def grant_page(request: SignedRequest, pk: int) -> HttpResponse:
    return _grant_page(request, visible_or_404(grants_for(request.user), pk=pk))


def _grant_page(request: SignedRequest, grant: Grant, **forms: Any) -> HttpResponse:
    payments = payments_for(request.user).filter(grant=grant).order_by("requested_at", "pk")
    place = grant.application.call.territory
    context = {
        "grant": grant,
        "application": grant.application,
        "columns": columns_of_grant(grant),
        "table": OfGrantTable(request, payments),
        "instalments": instalments_of(grant),
        "may_request": rules.may_request_some(request.user, grant),
        "to_record": payments.filter(state=PaymentState.APPROVED),
        "to_answer": payments.filter(state=PaymentState.REQUESTED).exclude(
            requested_by=request.user.person_id
        ),
        "may_approve": may_in_territory(request.user, Permission.APPROVE_PAYMENT, place),
        "events": history.events_of(grant, GRANT_PASSAGES),
        "recoveries": grant.recoveries.order_by("pk"),
        "may_receive": may_in_territory(request.user, Permission.REQUEST_PAYMENT, place),
        "received": ReceivedForm(auto_id="recu_%s"),
        "fictitious": grant.is_fictitious,
    }
    return render(request, "payments/grant.html", {**context, **forms})


@keeps_words
def request_payment(request: SignedRequest, pk: int) -> HttpResponse:
    instalment = visible_or_404(instalments_for(request.user), pk=pk)
    form = RequestForm(typed(request), instalment=instalment)
    if request.method == "POST" and form.is_valid():
        said = _("Versement demandé. Une autre personne doit maintenant l’approuver.")
        payment = attempt(
            request,
            said,
            actions.request_payment,
            actor=request.user,
            instalment=instalment,
            **form.cleaned_data,
        )
        if payment:
            return redirect("payments_payment", pk=payment.pk)
    context = {
        "instalment": instalment,
        "grant": instalment.grant,
        "form": form,
        "may_request": rules.may_request(request.user, instalment),
        "today": timezone.localdate(),
        "fictitious": instalment.grant.is_fictitious,
    }
    return render(request, "payments/request.html", context)


@signed_in
def payment_page(request: SignedRequest, pk: int) -> HttpResponse:
    return _payment_page(request, visible_or_404(payments_for(request.user), pk=pk))


def _payment_page(request: SignedRequest, payment: Payment, **forms: Any) -> HttpResponse:
    """The file; `forms` are those just refused, shown again with everything typed."""

    def may(name: str) -> Any:
        return verdict(actions.PAYMENT_TRANSITIONS, name, row=payment, actor=request.user)

    context = {
        "payment": payment,
        "grant": payment.grant,
        "state": STATES[payment.state],
        "today": timezone.localdate(),
        "attestations": [Attestation(value).label for value in payment.attestations],
        "may_answer": may("approve"),
        "may_refuse": may("refuse"),
        "may_mark_paid": may("mark_paid"),
        "refusal": RefusalForm(auto_id="refus_%s"),
        "paid": PaidForm(auto_id="verse_%s"),
        "events": events_of(payment),
        "fictitious": payment.grant.is_fictitious,
    }
    return render(request, "payments/payment.html", {**context, **forms})


@signed_in
@require_POST
def approve(request: SignedRequest, pk: int) -> HttpResponse:
    payment = visible_or_404(payments_for(request.user), pk=pk)
    attempt(request, _("Versement approuvé."), actions.approve_payment, actor=request.user, payment=payment)
    return redirect("payments_payment", pk=pk)


@keeps_words
def refuse(request: SignedRequest, pk: int) -> HttpResponse:
    payment = visible_or_404(payments_for(request.user), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("payments_payment", pk=pk)
    form = RefusalForm(words, auto_id="refus_%s")
    if request.method == "POST" and form.is_valid():
        said = _("Versement refusé. La raison est au dossier.")
        done = attempt(
            request, said, actions.refuse_payment, actor=request.user, payment=payment, **form.cleaned_data
        )
        if done:
            return redirect("payments_payment", pk=pk)
        payment = visible_or_404(payments_for(request.user), pk=pk)
    return _payment_page(request, payment, refusal=form)


@keeps_words
def mark_paid(request: SignedRequest, pk: int) -> HttpResponse:
    payment = visible_or_404(payments_for(request.user), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("payments_payment", pk=pk)
    form = PaidForm(words, auto_id="verse_%s")
    if request.method == "POST" and form.is_valid():
        said = _("Versement inscrit au grand livre.")
        done = attempt(
            request, said, actions.mark_paid, actor=request.user, payment=payment, **form.cleaned_data
        )
        if done:
            return redirect("payments_payment", pk=pk)
        payment = visible_or_404(payments_for(request.user), pk=pk)
    return _payment_page(request, payment, paid=form)


@keeps_words
def receive(request: SignedRequest, pk: int) -> HttpResponse:
    """Money that the organisation gave back."""
    recovery = visible_or_404(Recovery.objects.filter(grant__in=grants_for(request.user)), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("payments_grant", pk=recovery.grant_id)
    form = ReceivedForm(words, auto_id="recu_%s")
    if request.method == "POST" and form.is_valid():
        said = _("Remboursement inscrit au grand livre. L’argent est de retour dans l’enveloppe.")
        done = attempt(
            request,
            said,
            actions.receive_recovery,
            actor=request.user,
            recovery=recovery,
            **form.cleaned_data,
        )
        if done:
            return redirect("payments_grant", pk=recovery.grant_id)
    return _grant_page(request, visible_or_404(grants_for(request.user), pk=recovery.grant_id), received=form)
