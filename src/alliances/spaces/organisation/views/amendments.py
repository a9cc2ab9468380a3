"""An amendment as the organisation reads it: what changes, then one act, accept or decline."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliances.domain.common.transitions import verdict
from alliances.domain.grants import actions
from alliances.domain.grants.models import Amendment, Grant
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.organisation import presenting, states
from alliances.spaces.organisation.forms import AmendmentAcceptForm, AmendmentDeclineForm
from alliances.spaces.views import SignedRequest, attempt, visible_or_404
from alliances.ui.amendments import changes, what_happens_to_the_money


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def amendment(request: SignedRequest, pk: int) -> HttpResponseBase:
    """`act` says which of the two buttons was pressed."""
    owned = Amendment.objects.filter(grant__in=Grant.objects.owned_by(request.user)).shown_to_organisation()
    found = visible_or_404(owned.with_context(), pk=pk)
    declining = request.POST.get("act") == "decline"
    accept = AmendmentAcceptForm(request.POST if request.method == "POST" and not declining else None)
    decline = AmendmentDeclineForm(request.POST if declining else taken_back(request))
    if request.method == "POST" and _answered(request, found, decline if declining else accept, declining):
        return redirect("organisation_amendment", pk)
    found = owned.with_context().get(pk=pk)
    state = states.AMENDMENT[found.state]
    context = {
        "amendment": found,
        "grant": found.grant,
        "state": state,
        "state_next": state.next_step_for(),
        "changes": changes(found),
        "money_sentence": what_happens_to_the_money(found),
        "may_accept": verdict(actions.AMENDMENT_TRANSITIONS, "accept", row=found, actor=request.user),
        "may_decline": verdict(actions.AMENDMENT_TRANSITIONS, "decline", row=found, actor=request.user),
        "accept": accept,
        "decline": decline,
        "events": presenting.history(found, states.AMENDMENT_EVENTS),
        "fictitious": found.is_fictitious,
    }
    return render(request, "organisation/amendment.html", context)


def _answered(
    request: SignedRequest,
    found: Amendment,
    form: AmendmentAcceptForm | AmendmentDeclineForm,
    declining: bool,
) -> bool:
    if not form.is_valid():
        return False
    said = {"actor": request.user, "amendment": found}
    if declining:
        words = _("L’avenant est décliné. La convention reste comme elle était.")
        done = attempt(request, words, actions.decline_amendment, reason=form.cleaned_data["reason"], **said)
    else:
        words = _("L’avenant est accepté. La convention dit maintenant ce qui suit.")
        done = attempt(request, words, actions.accept_amendment, **said)
    return done is not None
