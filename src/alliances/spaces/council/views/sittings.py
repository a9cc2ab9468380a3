"""Sittings: planned, held with their presences, then settled so that acts may cite them."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliances.domain.bodies import actions, rules
from alliances.domain.bodies.models import Seat, Sitting, SittingState
from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import RecommendationList, Resolution
from alliances.spaces.council.keeping import PresenceForm, SittingForm
from alliances.spaces.council.states import SITTINGS
from alliances.spaces.council.views.bodies import local_bodies
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.views import SignedRequest, attempt, visible_or_404


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedRequest, pk: int) -> HttpResponseBase:
    body = visible_or_404(local_bodies(request), pk=pk)
    require(rules.may_keep(request.user, body), error=NotPermitted)
    form = SittingForm(request.POST or taken_back(request))
    if request.method == "POST" and form.is_valid():
        planned = attempt(
            request, _("La séance est inscrite."), actions.plan_sitting,
            actor=request.user, body=body, **form.cleaned_data,
        )  # fmt: skip
        if planned:
            return redirect("council_sitting", planned.pk)
    return render(request, "council/sitting_new.html", {"body": body, "form": form})


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedRequest, pk: int) -> HttpResponseBase:
    """One sitting. Those who keep the body tick who was present, then settle the presences."""
    seen = Sitting.objects.filter(body__in=local_bodies(request)).select_related("body__territory")
    sitting = visible_or_404(seen, pk=pk)
    present = list(sitting.presences.values_list("seat", flat=True))
    typed = request.POST if request.method == "POST" else taken_back(request)
    form = PresenceForm(typed, sitting=sitting, initial={"seats": present})
    if request.method == "POST":
        require(rules.may_keep(request.user, sitting.body), error=NotPermitted)
        if form.is_valid() and _record(request, sitting, list(form.cleaned_data["seats"])):
            return redirect("council_sitting", pk)
    return _page(request, sitting, form)


def _record(request: SignedRequest, sitting: Sitting, seats: list[Seat]) -> Sitting | None:
    """Keeps the presences; with the other button, settles them too."""
    settles = request.POST.get("act") == "close"
    said = _("Les présences sont arrêtées.") if settles else _("Les présences sont enregistrées.")
    return attempt(
        request,
        said,
        actions.record_presence,
        actor=request.user,
        sitting=sitting,
        seats=seats,
        settles=settles,
    )


def _page(request: SignedRequest, sitting: Sitting, form: PresenceForm) -> HttpResponse:
    found = rules.counted(sitting)
    may_keep = rules.may_keep(request.user, sitting.body)
    state = SITTINGS[SittingState(sitting.state)]
    context = {
        "sitting": sitting,
        "body": sitting.body,
        "state": state,
        "next_step": state.next_step_for(),
        "form": form,
        "count": found,
        "sentence": rules.quorum_sentence(found),
        "may_record": bool(may_keep) and sitting.state != SittingState.CLOSED,
        "may_hold": verdict(actions.TRANSITIONS, "hold", row=sitting, actor=request.user),
        "knows_names": may_keep or rules.may_set_up(request.user, sitting.body),
        "presences": sitting.presences.select_related("seat", "person"),
        "resolutions": Resolution.objects.visible_to(request.user).filter(sitting=sitting).order_by("number"),
        "lists": RecommendationList.objects.visible_to(request.user)
        .filter(sitting=sitting)
        .select_related("call"),
        "may_recommend": bool(request.user.territories_for(Permission.RECOMMEND)),
        "fictitious": sitting.body.is_fictitious,
    }
    return render(request, "council/sitting.html", context)
