"""An amendment that an organisation asks for: read, taken up in a proposal, or declined with a reason."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.grants import actions, rules
from alliances.domain.grants.models import AmendmentRequest
from alliances.domain.grants.rules.amendments import may_amend
from alliances.spaces.history import events_of
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager import labels
from alliances.spaces.manager.forms import ReasonForm
from alliances.spaces.views import SignedRequest, attempt, visible_or_404
from alliances.ui.amendments import changes, what_happens_to_the_money


@keeps_words
def amendment_request(request: SignedRequest, pk: int) -> HttpResponse:
    """What the organisation asks and why; a POST declines."""
    asked = visible_or_404(AmendmentRequest.objects.within(request.user).with_context(), pk=pk)
    form = ReasonForm(typed(request))
    if request.method == "POST":
        require(rules.region_may(request.user, asked.grant), error=NotPermitted)
        said = _("La demande est déclinée. L’organisme lit votre raison.")
        if form.is_valid():
            done = attempt(
                request, said, actions.decline_request, actor=request.user, request=asked, **form.cleaned_data
            )
            if done:
                return redirect("manager_amendment_request", pk)
    return _page(request, asked, form)


def _page(request: SignedRequest, asked: AmendmentRequest, form: ReasonForm) -> HttpResponse:
    state = labels.AMENDMENT_REQUESTS[asked.state]
    context = {
        "asked": asked,
        "grant": asked.grant,
        "form": form,
        "state": state,
        "next_step": state.next_step_for(),
        "changes": changes(asked),
        "money_sentence": what_happens_to_the_money(asked),
        "may_decline": verdict(actions.REQUEST_TRANSITIONS, "decline", row=asked, actor=request.user),
        "may_amend": may_amend(request.user, asked.grant),
        "events": events_of(asked, labels.REQUEST_PASSAGES),
    }
    return render(request, "manager/amendment_request.html", context)
