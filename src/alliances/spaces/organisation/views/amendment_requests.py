"""Asking the region for an amendment: the same form as the region's, in the organisation's own words."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliances.domain.common.transitions import verdict
from alliances.domain.grants import actions
from alliances.domain.grants.models import AmendmentRequest, Grant
from alliances.domain.grants.rules.amendments import may_ask
from alliances.spaces.amending import RequestForm
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.organisation import presenting, states
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui.amendments import changes, what_happens_to_the_money


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedRequest, pk: int) -> HttpResponseBase:
    """The terms of today in a form; what is typed becomes a request, and nothing changes."""
    grant = visible_or_404(Grant.objects.owned_by(request.user).with_context(), pk=pk)
    data = request.POST if request.method == "POST" else taken_back(request)
    form = RequestForm(data, grant=grant)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            request,
            _("Votre demande est envoyée. La région la lit; la convention ne change pas."),
            actions.ask_amendment,
            actor=request.user,
            grant=grant,
            after=form.after(),
            reason=form.cleaned_data["reason"],
        )
        if made:
            return redirect("organisation_amendment_request", made.pk)
    context = {
        "grant": grant,
        "form": form,
        "may_ask": may_ask(request.user, grant),
        "fictitious": grant.is_fictitious,
    }
    return render(request, "organisation/amendment_ask.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def amendment_request(request: SignedRequest, pk: int) -> HttpResponse:
    """What was asked and where it stands; a POST takes it back before the answer."""
    owned = AmendmentRequest.objects.filter(grant__in=Grant.objects.owned_by(request.user)).with_context()
    asked = visible_or_404(owned, pk=pk)
    if request.method == "POST":
        said = _("Votre demande est retirée. La convention reste comme elle était.")
        attempt(request, said, actions.withdraw_request, actor=request.user, request=asked)
        return redirect("organisation_amendment_request", pk)
    state = states.AMENDMENT_REQUEST[asked.state]
    made = asked.amendment
    context = {
        "asked": asked,
        "grant": asked.grant,
        "state": state,
        "state_next": state.next_step_for(),
        "changes": changes(asked),
        "money_sentence": what_happens_to_the_money(asked),
        "amendment": made if made and made.is_shown_to_organisation else None,
        "may_withdraw": verdict(actions.REQUEST_TRANSITIONS, "withdraw", row=asked, actor=request.user),
        "events": presenting.history(asked, states.REQUEST_EVENTS),
        "fictitious": asked.is_fictitious,
    }
    return render(request, "organisation/amendment_request.html", context)
