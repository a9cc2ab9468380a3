"""The offer as the organisation reads it: the whole agreement, then one act, accept or decline."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliances.domain.common.transitions import verdict
from alliances.domain.grants import actions
from alliances.domain.grants.models import Grant, GrantState
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.organisation import states
from alliances.spaces.organisation.forms import AcceptForm, DeclineForm
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer(request: SignedRequest, pk: int) -> HttpResponse:
    grant = visible_or_404(Grant.objects.owned_by(request.user).with_context(), pk=pk)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = _("La convention est signée. La région prépare le premier versement.")
        if attempt(request, said, actions.accept_offer, actor=request.user, grant=grant):
            return redirect("organisation_grant", pk)
        grant = Grant.objects.with_context().get(pk=pk)
    if grant.state != GrantState.OFFERED:
        return redirect("organisation_grant", pk)
    context = {
        "grant": grant,
        "form": form,
        "state": states.grant_state(grant),
        "instalments": grant.instalments.order_by("rank"),
        "may_accept": verdict(actions.GRANT_TRANSITIONS, "accept", row=grant, actor=request.user),
        "fictitious": grant.is_fictitious,
    }
    return render(request, "organisation/offer.html", context)


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: SignedRequest, pk: int) -> HttpResponseBase:
    grant = visible_or_404(Grant.objects.owned_by(request.user).with_context(), pk=pk)
    form = DeclineForm(request.POST if request.method == "POST" else taken_back(request))
    if request.method == "POST" and form.is_valid():
        said = _("L’offre est déclinée. La région lira votre raison.")
        if attempt(
            request, said, actions.decline_offer, actor=request.user, grant=grant, **form.cleaned_data
        ):
            return redirect("organisation_grant", pk)
    if grant.state != GrantState.OFFERED:
        return redirect("organisation_grant", pk)
    context = {"grant": grant, "form": form, "fictitious": grant.is_fictitious}
    return render(request, "organisation/offer_decline.html", context)
