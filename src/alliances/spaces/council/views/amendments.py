"""The clerk records the resolution that authorises an amendment: it reserves what the amendment adds."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.grants import actions, rules
from alliances.domain.grants.models import Amendment
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.council import states
from alliances.spaces.council.forms import AuthorisationForm
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.views import SignedRequest, attempt, visible_or_404
from alliances.ui.amendments import changes, what_happens_to_the_money


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def amendment(request: SignedRequest, pk: int) -> HttpResponseBase:
    visible = Amendment.objects.for_council(request.user).with_context()
    found = visible_or_404(visible, pk=pk)
    call = found.grant.application.call
    may = may_in_territory(request.user, Permission.RECORD_RESOLUTION, rules.place_of(found.grant))
    form = AuthorisationForm(request.POST if request.method == "POST" else taken_back(request), call=call)
    if request.method == "POST":
        require(may, error=NotPermitted)
        said = _("La résolution est consignée. Le montant ajouté est réservé.")
        if (
            form.is_valid()
            and attempt(
                request,
                said,
                actions.authorise_amendment,
                actor=request.user,
                amendment=found,
                **form.cleaned_data,
            )
            is not None
        ):
            return redirect("council_amendment", pk)
        found = visible.get(pk=pk)
    state = states.AMENDMENT[found.state]
    context = {
        "amendment": found,
        "grant": found.grant,
        "form": form,
        "state": state,
        "state_next": state.next_step_for(),
        "changes": changes(found),
        "money_sentence": what_happens_to_the_money(found),
        "available_cents": call.envelope.account.balance_cents,
        "may_record": may,
        "fictitious": found.is_fictitious,
    }
    return render(request, "council/amendment.html", context)
