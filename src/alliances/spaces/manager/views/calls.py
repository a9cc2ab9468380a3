"""Calls for projects: list, preparation, correction, copy, page, publication, prolongation, closing."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.calls import actions
from alliances.domain.calls.models import Call, CallState
from alliances.domain.calls.queries import weighted
from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager import labels
from alliances.spaces.manager.call_forms import CallForm, ProlongForm, call_initial
from alliances.spaces.manager.forms import ReasonForm
from alliances.spaces.manager.histories import call_events
from alliances.spaces.manager.perimeter import applications_for
from alliances.spaces.manager.queries import with_received, with_scored
from alliances.spaces.manager.tables import ApplicationTable, CallTable
from alliances.spaces.manager.views.alliances import visible_alliances
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


def _visible(request: SignedRequest):
    found = Call.objects.visible_to(request.user).with_context()
    return with_received(found).select_related(
        "framework", "form_version__form", "alliance__envelope__fund__book"
    )


def _mine_or_404(request: SignedRequest, pk: int) -> Call:
    """A call that one sees, for those who run the calls of its territory."""
    call = visible_or_404(_visible(request), pk=pk)
    require(actions.may_run_call(request.user, call), error=NotPermitted)
    return call


@signed_in
def call_list(request: SignedRequest) -> HttpResponse:
    alliances = visible_alliances(request).order_by("name")
    choices = [(alliance.pk, alliance.name) for alliance in alliances[:200]]
    table = CallTable(request, _visible(request), alliance_choices=choices)
    if table.export:
        return table.response("appels")
    may_call = bool(request.user.territories_for(Permission.RUN_CALLS))
    return render(
        request, "manager/call_list.html", {"table": table, "alliances": alliances, "may_call": may_call}
    )


@keeps_words
def call_new(request: SignedRequest, pk: int) -> HttpResponse:
    alliance = visible_or_404(visible_alliances(request), pk=pk)
    if not request.user.territories_for(Permission.RUN_CALLS):
        require(may_in_territory(request.user, Permission.RUN_CALLS, alliance.territory), error=NotPermitted)
    form = CallForm(typed(request), alliance=alliance, account=request.user)
    if request.method == "POST" and form.is_valid():
        call = attempt(
            request,
            _("L’appel est préparé. Relisez-le, puis publiez-le."),
            actions.prepare_call,
            actor=request.user,
            alliance=alliance,
            **form.written(),
        )
        if call:
            return redirect("manager_call", call.pk)
    return render(request, "manager/call_new.html", {"alliance": alliance, "form": form})


@keeps_words
def call_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Every field of a call, until it opens."""
    call = _mine_or_404(request, pk)
    alliance = visible_or_404(visible_alliances(request), pk=call.alliance_id)
    form = CallForm(typed(request), alliance=alliance, account=request.user, initial=call_initial(call))
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            request,
            _("L’appel est enregistré."),
            actions.edit_call,
            actor=request.user,
            call=call,
            **form.written(),
        )
        if saved:
            return redirect("manager_call", pk)
    context = {
        "alliance": alliance,
        "call": call,
        "form": form,
        "may_edit": actions.may_edit(request.user, call),
    }
    return render(request, "manager/call_new.html", context)


@signed_in
@require_POST
def call_copy(request: SignedRequest, pk: int) -> HttpResponse:
    call = _mine_or_404(request, pk)
    copy = attempt(
        request,
        _("La copie est prête. Vérifiez surtout ses dates, son budget et ses priorités."),
        actions.copy_call,
        actor=request.user,
        call=call,
    )
    return redirect("manager_call_edit", copy.pk) if copy else redirect("manager_call", pk)


@signed_in
def call_page(request: SignedRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(_visible(request), pk=pk))


@signed_in
@require_POST
def call_publish(request: SignedRequest, pk: int) -> HttpResponse:
    call = _mine_or_404(request, pk)
    attempt(
        request,
        _("L’appel est publié. Les organismes peuvent le voir."),
        actions.publish,
        actor=request.user,
        call=call,
    )
    return redirect("manager_call", pk)


@keeps_words
def call_prolong(request: SignedRequest, pk: int) -> HttpResponse:
    call = visible_or_404(_visible(request), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("manager_call", pk)
    require(actions.may_run_call(request.user, call), error=NotPermitted)
    form = ProlongForm(words, prefix="prolong")
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            _("La fermeture est reportée. La raison s’affiche sur la page publique de l’appel."),
            actions.prolong,
            actor=request.user,
            call=call,
            closes_at=form.closing(call),
            reason=form.cleaned_data["reason"],
        )
        if done:
            return redirect("manager_call", pk)
    return _page(request, call, prolong=form)


@keeps_words
def call_close(request: SignedRequest, pk: int) -> HttpResponse:
    call = visible_or_404(_visible(request), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("manager_call", pk)
    require(actions.may_run_call(request.user, call), error=NotPermitted)
    form = ReasonForm(words)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            _("L’appel est fermé. La raison s’affiche sur sa page publique."),
            actions.close,
            actor=request.user,
            call=call,
            **form.cleaned_data,
        )
        if done:
            return redirect("manager_call", pk)
    return _page(request, call, close=form)


def _page(
    request: SignedRequest, call: Call, *, close: ReasonForm | None = None, prolong: ProlongForm | None = None
) -> HttpResponse:
    state = labels.CALLS[CallState(call.state)]
    received = with_scored(applications_for(request.user).filter(call=call))
    table = ApplicationTable(request, received, prefix="d_")
    if table.export:
        return table.response(f"demandes-appel-{call.pk}")
    user = request.user
    context = {
        "call": call,
        "form": close or ReasonForm(),
        "prolong": prolong or ProlongForm(prefix="prolong"),
        "state": state,
        "next_step": state.next_step_for(),
        "priorities": call.priorities.select_related("local_plan").order_by("local_plan", "rank"),
        "criteria": weighted(call),
        "applications": table,
        "may_read_money": user.may(Permission.READ_MONEY, call.envelope.territory),
        "may_publish": verdict(actions.TRANSITIONS, "publish", row=call, actor=user),
        "may_close": verdict(actions.TRANSITIONS, "close", row=call, actor=user),
        "may_recommend": user.may(Permission.RECOMMEND, call.territory),
        "may_edit": actions.may_edit(user, call),
        "may_prolong": actions.may_prolong(user, call),
        "may_run": actions.may_run_call(user, call),
        "changes": call.closing_changes.all(),
        "events": call_events(call),
    }
    return render(request, "manager/call_page.html", context)
