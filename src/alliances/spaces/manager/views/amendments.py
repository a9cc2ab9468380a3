"""Amendments: proposed by the region on a signed agreement, withdrawn before the answer."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.grants import actions, rules
from alliances.domain.grants.models import Amendment, RequestState
from alliances.domain.grants.rules.amendments import may_amend
from alliances.spaces.amending import AmendmentForm
from alliances.spaces.downloads import download
from alliances.spaces.history import events_of
from alliances.spaces.kept import keeps_words, taken_back, typed
from alliances.spaces.manager import labels
from alliances.spaces.manager.agreement_forms import PaperForm
from alliances.spaces.manager.forms import ReasonForm
from alliances.spaces.manager.perimeter import grants_for, papers_for
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui.amendments import changes, what_happens_to_the_money


@never_cache
@keeps_words
def amendment_new(request: SignedRequest, pk: int) -> HttpResponseBase:
    """The terms of today in a form; what is typed becomes a proposal, read over on its own page."""
    grant = visible_or_404(grants_for(request.user), pk=pk)
    waiting = grant.amendment_requests.filter(state=RequestState.ASKED).first()
    asked = waiting if waiting and request.GET.get("demande") == str(waiting.pk) else None
    data = request.POST if request.method == "POST" else taken_back(request)
    form = AmendmentForm(data, grant=grant, asked=asked)
    if request.method == "POST":
        require(rules.region_may(request.user, grant), error=NotPermitted)
        if form.is_valid():
            made = attempt(
                request,
                _("L’avenant est proposé. La convention ne change pas avant la réponse de l’organisme."),
                actions.propose_amendment,
                actor=request.user,
                grant=grant,
                after=form.after(),
                reason=form.cleaned_data["reason"],
                request=asked,
            )
            if made:
                return redirect("manager_amendment", made.pk)
    context = {
        "grant": grant,
        "form": form,
        "asked": asked,
        "waiting": waiting,
        "may_amend": may_amend(request.user, grant),
    }
    return render(request, "manager/amendment_new.html", context)


def _visible(request: SignedRequest, pk: int) -> Amendment:
    visible = Amendment.objects.filter(grant__in=grants_for(request.user)).with_context()
    return visible_or_404(visible, pk=pk)


@keeps_words
def amendment_page(request: SignedRequest, pk: int) -> HttpResponse:
    """What changes, where it stands, and taking it back before the answer (a POST)."""
    amendment = _visible(request, pk)
    form = ReasonForm(typed(request))
    if request.method == "POST":
        require(rules.region_may(request.user, amendment.grant), error=NotPermitted)
        said = _("L’avenant est retiré. La convention reste comme elle était.")
        if (
            form.is_valid()
            and attempt(
                request,
                said,
                actions.withdraw_amendment,
                actor=request.user,
                amendment=amendment,
                **form.cleaned_data,
            )
            is not None
        ):
            return redirect("manager_amendment", pk)
    return _page(request, amendment, form=form)


@keeps_words
def amendment_signature(request: SignedRequest, pk: int) -> HttpResponse:
    """The region records the amendment that the organisation signed on paper."""
    amendment = _visible(request, pk)
    words = typed(request)
    if words is None:
        return redirect("manager_amendment", pk)
    require(rules.region_may(request.user, amendment.grant), error=NotPermitted)
    paper = PaperForm(words, request, grant=amendment.grant, auto_id="papier_%s")
    said = _("L’avenant est inscrit. La convention dit maintenant ce qui suit.")
    if request.method == "POST" and paper.is_valid():
        done = attempt(
            request,
            said,
            actions.record_acceptance,
            actor=request.user,
            amendment=amendment,
            paper=paper.as_paper(),
        )
        if done:
            return redirect("manager_amendment", pk)
    return _page(request, _visible(request, pk), paper=paper)


@require_safe
@signed_in
def paper(request: SignedRequest, pk: int) -> HttpResponse:
    """The signed paper of an offer or of an amendment."""
    return download(visible_or_404(papers_for(request.user), pk=pk))


def _page(request: SignedRequest, amendment: Amendment, **forms: Any) -> HttpResponse:
    state = labels.AMENDMENTS[amendment.state]
    context = {
        "amendment": amendment,
        "grant": amendment.grant,
        "form": ReasonForm(),
        "paper": PaperForm(grant=amendment.grant, auto_id="papier_%s"),
        "state": state,
        "next_step": state.next_step_for(),
        "changes": changes(amendment),
        "money_sentence": what_happens_to_the_money(amendment),
        "may_withdraw": verdict(actions.AMENDMENT_TRANSITIONS, "withdraw", row=amendment, actor=request.user),
        "may_record": verdict(
            actions.AMENDMENT_TRANSITIONS, "record_acceptance", row=amendment, actor=request.user
        ),
        "events": events_of(amendment, labels.AMENDMENT_PASSAGES),
        **forms,
    }
    return render(request, "manager/amendment_page.html", context)
