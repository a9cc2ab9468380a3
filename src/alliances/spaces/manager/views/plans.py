"""Local plans: list, start, page with its priorities, adoption."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, refused, require
from alliances.domain.participation import actions
from alliances.domain.participation.models import LocalPlan, LocalPlanState
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.history import events_of
from alliances.spaces.manager import labels
from alliances.spaces.manager.forms import AdoptPlanForm, LocalPlanForm, PriorityForm
from alliances.spaces.manager.tables import LocalPlanTable
from alliances.spaces.manager.views.alliances import visible_alliances
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


def _visible(request: SignedRequest):
    found = LocalPlan.objects.visible_to(request.user)
    return found.select_related("territory", "alliance__territory", "alliance__envelope__fund__book")


@signed_in
def plan_list(request: SignedRequest) -> HttpResponse:
    table = LocalPlanTable(request, _visible(request).annotate(priority_count=Count("priorities")))
    if table.export:
        return table.response("plans-locaux")
    return render(request, "manager/plan_list.html", {"table": table})


@signed_in
def plan_new(request: SignedRequest, pk: int) -> HttpResponse:
    alliance = visible_or_404(visible_alliances(request), pk=pk)
    if not request.user.territories_for(Permission.SET_PRIORITIES):
        require(
            may_in_territory(request.user, Permission.SET_PRIORITIES, alliance.territory), error=NotPermitted
        )
    form = LocalPlanForm(request.POST or None, alliance=alliance, account=request.user)
    if request.method == "POST" and form.is_valid():
        plan = attempt(
            request,
            _("Le plan local est commencé. Ajoutez ses priorités."),
            actions.start_plan,
            actor=request.user,
            alliance=alliance,
            **form.cleaned_data,
        )
        if plan:
            return redirect("manager_local_plan", plan.pk)
    return render(request, "manager/plan_new.html", {"alliance": alliance, "form": form})


@signed_in
def plan_page(request: SignedRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(_visible(request), pk=pk), AdoptPlanForm())


@signed_in
def plan_adopt(request: SignedRequest, pk: int) -> HttpResponse:
    plan = visible_or_404(_visible(request), pk=pk)
    if request.method != "POST":
        return redirect("manager_local_plan", pk)
    require(actions.may_set_priorities(request.user, plan), error=NotPermitted)
    form = AdoptPlanForm(request.POST)
    if form.is_valid():
        done = attempt(
            request,
            _("L’adoption est inscrite. Les appels peuvent maintenant nommer ces priorités."),
            actions.adopt_plan,
            actor=request.user,
            plan=plan,
            **form.cleaned_data,
        )
        if done:
            return redirect("manager_local_plan", pk)
    return _page(request, plan, form)


@signed_in
def priority_new(request: SignedRequest, pk: int) -> HttpResponse:
    plan = visible_or_404(_visible(request), pk=pk)
    require(actions.may_set_priorities(request.user, plan), error=NotPermitted)
    form = PriorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(
            request,
            _("La priorité est ajoutée."),
            actions.add_priority,
            actor=request.user,
            plan=plan,
            **form.cleaned_data,
        )
        if added:
            return redirect("manager_local_plan", pk)
    return render(request, "manager/priority_new.html", {"plan": plan, "form": form})


def _page(request: SignedRequest, plan: LocalPlan, form: AdoptPlanForm) -> HttpResponse:
    state = labels.LOCAL_PLANS[LocalPlanState(plan.state)]
    priorities = plan.priorities.prefetch_related("goals__wordings", "calls").order_by("rank")
    may_write = actions.may_set_priorities(request.user, plan)
    if may_write and plan.state != LocalPlanState.DRAFT:
        may_write = refused(_("Ce plan est adopté : ses priorités ne changent plus."))
    context = {
        "plan": plan,
        "form": form,
        "state": state,
        "next_step": state.next_step_for(),
        "priorities": priorities,
        "may_write": may_write,
        "may_adopt": verdict(actions.TRANSITIONS, "adopt", row=plan, actor=request.user),
        "events": events_of(plan, labels.PASSAGES),
    }
    return render(request, "manager/plan_page.html", context)
