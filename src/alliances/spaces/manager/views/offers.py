"""The offer of an agreement: prepared by the region, answered on screen by the organisation or on paper."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.grants import actions, rules
from alliances.domain.grants.models import Grant
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.review.models import Decision
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager.agreement_forms import OfferForm, PaperForm, RefusalForm
from alliances.spaces.manager.perimeter import decisions_for, grants_for
from alliances.spaces.manager.tables import DecisionTable
from alliances.spaces.manager.views import grants
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404

DAYS_TO_ANSWER = 45
"""Proposed when the framework says nothing; the region types another day when it wants."""
AT_SIGNATURE = "À la signature de la convention"
"""A condition is part of the agreement, which is in French whoever prepares it, and in whichever language."""


@signed_in
def decision_list(request: SignedRequest) -> HttpResponse:
    """The decisions that wait for an offer, oldest first."""
    table = DecisionTable(request, decisions_for(request.user).filter(is_granted=True, grant=None))
    if table.export:
        return table.response("offres-a-preparer")
    return render(request, "manager/decision_list.html", {"table": table})


@keeps_words
def offer_new(request: SignedRequest, pk: int) -> HttpResponse:
    decision = visible_or_404(decisions_for(request.user).select_related("grant"), pk=pk)
    if hasattr(decision, "grant") and request.method != "POST":
        return redirect("manager_grant", decision.grant.pk)
    form = OfferForm(typed(request), total_cents=decision.amount_cents, initial=_proposed(decision))
    if request.method == "POST":
        territory = decision.application.call.territory
        require(may_in_territory(request.user, Permission.SIGN_GRANT, territory), error=NotPermitted)
        if form.is_valid() and (grant := _made(request, decision, form)):
            return redirect("manager_grant", grant.pk)
    context = {
        "decision": decision,
        "form": form,
        "framework": decision.application.call.framework,
        "may_offer": rules.may_offer(request.user, decision),
        "fictitious": decision.application.is_fictitious,
    }
    return render(request, "manager/offer_new.html", context)


def _made(request: SignedRequest, decision: Decision, form: OfferForm) -> Grant | None:
    data = form.cleaned_data
    return attempt(
        request,
        _("L’offre est faite. L’organisme la lit et y répond dans son espace."),
        actions.make_offer,
        actor=request.user,
        decision=decision,
        offered_on=data["offered_on"],
        expires_on=data["expires_on"],
        signed_for_organisation=data["signed_for_organisation"],
        instalments=form.planned(),
    )


def _proposed(decision: Decision) -> dict[str, Any]:
    """What the form starts with: what the framework of the call publishes, and today where it says nothing."""
    today = timezone.localdate()
    framework = decision.application.call.framework
    days = framework.offer_valid_days or DAYS_TO_ANSWER
    amounts = rules.split_in_instalments(decision.amount_cents, framework.instalment_percents or [100])
    lines = {f"amount_{rank}": cents for rank, cents in enumerate(amounts[: rules.MOST_INSTALMENTS], start=1)}
    first = {"due_1": today, "condition_1": AT_SIGNATURE}
    return {"offered_on": today, "expires_on": today + timedelta(days=days), **lines, **first}


@keeps_words
def signature(request: SignedRequest, pk: int) -> HttpResponse:
    """The region records the signed paper."""
    grant = visible_or_404(grants_for(request.user), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("manager_grant", pk)
    require(rules.region_may(request.user, grant), error=NotPermitted)
    form = PaperForm(words, request, grant=grant, auto_id="papier_%s")
    said = _("La convention est signée. L’argent est engagé.")
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request, said, actions.record_signature, actor=request.user, grant=grant, paper=form.as_paper()
        )
        if done:
            return redirect("manager_grant", pk)
    return grants.page(request, visible_or_404(grants_for(request.user), pk=pk), signature=form)


@keeps_words
def refusal(request: SignedRequest, pk: int) -> HttpResponse:
    """The organisation said no on paper, by phone or in person."""
    grant = visible_or_404(grants_for(request.user), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("manager_grant", pk)
    require(rules.region_may(request.user, grant), error=NotPermitted)
    form = RefusalForm(words, auto_id="refus_%s")
    said = _("L’offre est déclinée. L’argent retourne à l’enveloppe.")
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request, said, actions.record_refusal, actor=request.user, grant=grant, **form.cleaned_data
        )
        if done:
            return redirect("manager_grant", pk)
    return grants.page(request, visible_or_404(grants_for(request.user), pk=pk), refusal=form)


@signed_in
@require_POST
def lapse(request: SignedRequest, pk: int) -> HttpResponse:
    grant = visible_or_404(grants_for(request.user), pk=pk)
    require(rules.region_may(request.user, grant), error=NotPermitted)
    said = _("L’échéance est consignée. L’argent retourne à l’enveloppe.")
    attempt(request, said, actions.record_lapse, actor=request.user, grant=grant)
    return redirect("manager_grant", pk)
