"""Alliances: list, preparation, one Alliance, signature."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.agreements import actions
from alliances.domain.agreements.models import Alliance, AllianceState
from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.history import events_of
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.ministry import labels
from alliances.spaces.ministry.forms import AllianceForm, SignAllianceForm
from alliances.spaces.ministry.perimeter import may_somewhere
from alliances.spaces.ministry.queries import whole_columns
from alliances.spaces.ministry.tables import AllianceTable
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


def _visible(request: SignedRequest):
    return Alliance.objects.visible_to(request.user).with_context()


@signed_in
def alliance_list(request: SignedRequest) -> HttpResponse:
    table = AllianceTable(request, _visible(request))
    if table.export:
        return table.response("alliances")
    may_prepare = may_somewhere(request.user, Permission.SIGN_ALLIANCE)
    return render(request, "ministry/alliance_list.html", {"table": table, "may_prepare": may_prepare})


@keeps_words
def alliance_new(request: SignedRequest) -> HttpResponse:
    require(may_somewhere(request.user, Permission.SIGN_ALLIANCE), error=NotPermitted)
    form = AllianceForm(typed(request), account=request.user, envelope=request.GET.get("enveloppe", ""))
    if request.method == "POST" and form.is_valid():
        prepared = attempt(
            request,
            _("L’Alliance est préparée. Elle attend votre signature."),
            actions.prepare,
            actor=request.user,
            **form.cleaned_data,
        )
        if prepared:
            return redirect("ministry_alliance", prepared.pk)
    return render(request, "ministry/alliance_new.html", {"form": form})


@signed_in
def alliance_page(request: SignedRequest, pk: int) -> HttpResponse:
    alliance = visible_or_404(_visible(request), pk=pk)
    return _page(request, alliance, SignAllianceForm())


@signed_in
def alliance_sign(request: SignedRequest, pk: int) -> HttpResponse:
    alliance = visible_or_404(_visible(request), pk=pk)
    if request.method != "POST":
        return redirect("ministry_alliance", pk)
    require(may_in_territory(request.user, Permission.SIGN_ALLIANCE, alliance.territory), error=NotPermitted)
    form = SignAllianceForm(request.POST)
    if form.is_valid():
        done = attempt(
            request,
            _("L’Alliance est signée. La région peut écrire son cadre de gestion."),
            actions.sign,
            actor=request.user,
            alliance=alliance,
            **form.cleaned_data,
        )
        if done:
            return redirect("ministry_alliance", pk)
    return _page(request, alliance, form)


def _page(request: SignedRequest, alliance: Alliance, form: SignAllianceForm) -> HttpResponse:
    state = labels.ALLIANCES[AllianceState(alliance.state)]
    context = {
        "alliance": alliance,
        "form": form,
        "state": state,
        "next_step": state.next_step_for("ministry"),
        "lines": [(_("Toute l’Alliance"), whole_columns(alliance.envelope))],
        "may_sign": verdict(actions.TRANSITIONS, "sign", row=alliance, actor=request.user),
        "may_amend": actions.may_amend(request.user, alliance),
        "frameworks": alliance.frameworks.all(),
        "may_read_money": request.user.may(Permission.READ_MONEY, alliance.envelope.territory),
        "local_plans": alliance.local_plans.select_related("territory").order_by("territory__sort_key", "pk"),
        "calls": alliance.calls.order_by("-opens_at"),
        "events": events_of(alliance, labels.PASSAGES),
    }
    return render(request, "ministry/alliance_page.html", context)
