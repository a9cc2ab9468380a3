"""Calls for projects: list, preparation, page, publication, closing."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.calls import actions
from alliances.domain.calls.models import Call, CallState
from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.history import events_of
from alliances.spaces.manager import labels
from alliances.spaces.manager.forms import CallForm, ReasonForm
from alliances.spaces.manager.perimeter import applications_for
from alliances.spaces.manager.queries import with_received, with_scored
from alliances.spaces.manager.tables import ApplicationTable, CallTable
from alliances.spaces.manager.views.alliances import visible_alliances
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


def _visible(request: SignedRequest):
    return with_received(Call.objects.visible_to(request.user).with_context()).select_related("framework")


@signed_in
def call_list(request: SignedRequest) -> HttpResponse:
    table = CallTable(request, _visible(request))
    if table.export:
        return table.response("appels")
    alliances = visible_alliances(request).order_by("name")
    may_call = bool(request.user.territories_for(Permission.RUN_CALLS))
    return render(
        request, "manager/call_list.html", {"table": table, "alliances": alliances, "may_call": may_call}
    )


@signed_in
def call_new(request: SignedRequest, pk: int) -> HttpResponse:
    alliance = visible_or_404(visible_alliances(request), pk=pk)
    if not request.user.territories_for(Permission.RUN_CALLS):
        require(may_in_territory(request.user, Permission.RUN_CALLS, alliance.territory), error=NotPermitted)
    form = CallForm(request.POST or None, alliance=alliance, account=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        call = attempt(
            request,
            _("L’appel est préparé. Relisez-le, puis publiez-le."),
            actions.prepare_call,
            actor=request.user,
            alliance=alliance,
            envelope=data["envelope"],
            territory=data["envelope"].territory,
            title=data["title"],
            purpose=data["purpose"],
            budget_cents=data["budget"],
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            priorities=data["priorities"],
            criteria=form.grid(),
        )
        if call:
            return redirect("manager_call", call.pk)
    return render(request, "manager/call_new.html", {"alliance": alliance, "form": form})


@signed_in
def call_page(request: SignedRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(_visible(request), pk=pk), ReasonForm())


@signed_in
@require_POST
def call_publish(request: SignedRequest, pk: int) -> HttpResponse:
    call = visible_or_404(_visible(request), pk=pk)
    require(actions.may_run_call(request.user, call), error=NotPermitted)
    attempt(
        request,
        _("L’appel est publié. Les organismes peuvent le voir."),
        actions.publish,
        actor=request.user,
        call=call,
    )
    return redirect("manager_call", pk)


@signed_in
def call_close(request: SignedRequest, pk: int) -> HttpResponse:
    call = visible_or_404(_visible(request), pk=pk)
    if request.method != "POST":
        return redirect("manager_call", pk)
    require(actions.may_run_call(request.user, call), error=NotPermitted)
    form = ReasonForm(request.POST)
    if form.is_valid():
        done = attempt(
            request,
            _("L’appel est fermé. La raison s’affiche dans son historique."),
            actions.close,
            actor=request.user,
            call=call,
            **form.cleaned_data,
        )
        if done:
            return redirect("manager_call", pk)
    return _page(request, call, form)


def _page(request: SignedRequest, call: Call, form: ReasonForm) -> HttpResponse:
    state = labels.CALLS[CallState(call.state)]
    received = with_scored(applications_for(request.user).filter(call=call))
    table = ApplicationTable(request, received, prefix="d_")
    if table.export:
        return table.response(f"demandes-appel-{call.pk}")
    context = {
        "call": call,
        "form": form,
        "state": state,
        "next_step": state.next_step_for(),
        "priorities": call.priorities.select_related("local_plan").order_by("local_plan", "rank"),
        "criteria": call.criteria.order_by("rank"),
        "applications": table,
        "may_read_money": request.user.may(Permission.READ_MONEY, call.envelope.territory),
        "may_publish": verdict(actions.TRANSITIONS, "publish", row=call, actor=request.user),
        "may_close": verdict(actions.TRANSITIONS, "close", row=call, actor=request.user),
        "events": events_of(call, labels.PASSAGES),
    }
    return render(request, "manager/call_page.html", context)
