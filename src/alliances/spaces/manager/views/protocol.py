"""The protocol of an Alliance: written while it is a draft, amended by the ministry once it is signed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.agreements import actions
from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.envelopes.money import received_cents
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager.alliance_forms import AllianceEditForm, AmendForm
from alliances.spaces.manager.views.alliances import visible_alliances
from alliances.spaces.views import SignedRequest, attempt, visible_or_404


@keeps_words
def alliance_edit(request: SignedRequest, pk: int) -> HttpResponse:
    alliance = visible_or_404(visible_alliances(request), pk=pk)
    require(actions.may_write(request.user, alliance), error=NotPermitted)
    form = AllianceEditForm(typed(request), alliance=alliance)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            request,
            _("L’Alliance est enregistrée."),
            actions.edit_draft,
            actor=request.user,
            alliance=alliance,
            fields=form.fields_typed(),
            parties=form.parties_typed(),
            years=form.years_typed(),
        )
        if saved:
            return redirect("manager_alliance", pk)
    context = {
        "alliance": alliance,
        "form": form,
        "received": received_cents(alliance.envelope),
        "may_edit": actions.may_edit(request.user, alliance),
    }
    return render(request, "manager/alliance_edit.html", context)


@keeps_words
def alliance_amend(request: SignedRequest, pk: int) -> HttpResponse:
    alliance = visible_or_404(visible_alliances(request), pk=pk)
    require(actions.may_amend(request.user, alliance), error=NotPermitted)
    form = AmendForm(typed(request), alliance=alliance)
    if request.method == "POST" and form.is_valid():
        amended = attempt(
            request,
            _("La nouvelle version de l’Alliance est inscrite."),
            actions.amend,
            actor=request.user,
            alliance=alliance,
            reason=form.cleaned_data["reason"],
            effective_on=form.cleaned_data["effective_on"],
            fields=form.fields_typed(),
            parties=form.parties_typed(),
            years=form.years_typed(),
        )
        if amended:
            return redirect("manager_alliance", pk)
    context = {
        "alliance": alliance,
        "form": form,
        "received": received_cents(alliance.envelope),
        "amending": True,
        "may_edit": verdict(actions.TRANSITIONS, "amend", row=alliance, actor=request.user),
    }
    return render(request, "manager/alliance_edit.html", context)
