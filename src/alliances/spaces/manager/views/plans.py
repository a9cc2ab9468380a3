"""Local plans: list, start, page, answers, adoption, revision."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.participation import actions
from alliances.domain.participation.equity import QUESTIONS
from alliances.domain.participation.models import LocalPlan, LocalPlanState
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager import labels
from alliances.spaces.manager.histories import plan_events
from alliances.spaces.manager.plan_forms import AdoptPlanForm, LocalPlanForm, PlanAnswersForm, RevisePlanForm
from alliances.spaces.manager.tables import LocalPlanTable
from alliances.spaces.manager.views.alliances import visible_alliances
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


def _visible(request: SignedRequest):
    return LocalPlan.objects.visible_to(request.user).with_context()


@signed_in
def plan_list(request: SignedRequest) -> HttpResponse:
    alliances = visible_alliances(request).order_by("name").values_list("pk", "name")
    plans = _visible(request).annotate(priority_count=Count("priorities"))
    table = LocalPlanTable(request, plans, alliance_choices=list(alliances[:200]))
    if table.export:
        return table.response("plans-locaux")
    return render(request, "manager/plan_list.html", {"table": table})


@keeps_words
def plan_new(request: SignedRequest, pk: int) -> HttpResponse:
    alliance = visible_or_404(visible_alliances(request), pk=pk)
    if not request.user.territories_for(Permission.SET_PRIORITIES):
        require(
            may_in_territory(request.user, Permission.SET_PRIORITIES, alliance.territory), error=NotPermitted
        )
    form = LocalPlanForm(typed(request), alliance=alliance, account=request.user)
    if request.method == "POST" and form.is_valid():
        plan = attempt(
            request,
            _("Le plan local est commencé. Répondez aux questions d’équité et ajoutez ses priorités."),
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
    plan = visible_or_404(_visible(request), pk=pk)
    return _page(request, plan, adopt=AdoptPlanForm(plan=plan), revise=RevisePlanForm(prefix="revise"))


@keeps_words
def plan_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """The title and the three answers of equity, while the plan is a draft."""
    plan = visible_or_404(_visible(request), pk=pk)
    require(actions.may_set_priorities(request.user, plan), error=NotPermitted)
    names = ("title", *(question.code for question in QUESTIONS))
    form = PlanAnswersForm(typed(request), initial={name: getattr(plan, name) for name in names})
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            request,
            _("Le plan est enregistré."),
            actions.edit_plan,
            actor=request.user,
            plan=plan,
            **form.cleaned_data,
        )
        if saved:
            return redirect("manager_local_plan", pk)
    context = {"plan": plan, "form": form, "may_write": actions.is_draft(plan)}
    return render(request, "manager/plan_edit.html", context)


@keeps_words
def plan_adopt(request: SignedRequest, pk: int) -> HttpResponse:
    plan = visible_or_404(_visible(request), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("manager_local_plan", pk)
    require(actions.may_set_priorities(request.user, plan), error=NotPermitted)
    form = AdoptPlanForm(words, plan=plan)
    if request.method == "POST" and form.is_valid():
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
    return _page(request, plan, adopt=form, revise=RevisePlanForm(prefix="revise"))


@keeps_words
def plan_revise(request: SignedRequest, pk: int) -> HttpResponse:
    plan = visible_or_404(_visible(request), pk=pk)
    words = typed(request)
    if words is None:
        return redirect("manager_local_plan", pk)
    require(actions.may_set_priorities(request.user, plan), error=NotPermitted)
    form = RevisePlanForm(words, prefix="revise")
    if request.method == "POST" and form.is_valid():
        revised = attempt(
            request,
            _("La version révisée est commencée. Celle d’avant reste en vigueur jusqu’à l’adoption."),
            actions.revise_plan,
            actor=request.user,
            plan=plan,
            **form.cleaned_data,
        )
        if revised:
            return redirect("manager_local_plan", revised.pk)
    return _page(request, plan, adopt=AdoptPlanForm(plan=plan), revise=form)


def _page(
    request: SignedRequest, plan: LocalPlan, *, adopt: AdoptPlanForm, revise: RevisePlanForm
) -> HttpResponse:
    state = labels.LOCAL_PLANS[LocalPlanState(plan.state)]
    priorities = plan.priorities.prefetch_related("goals__wordings", "calls", "records").order_by("rank")
    context = {
        "plan": plan,
        "form": adopt,
        "revise": revise,
        "state": state,
        "next_step": state.next_step_for(),
        "priorities": priorities,
        "equity": [(question, getattr(plan, question.code)) for question in QUESTIONS],
        "newer": getattr(plan, "replaced_by", None),
        "may_write": actions.may_write(request.user, plan),
        "may_adopt": verdict(actions.TRANSITIONS, "adopt", row=plan, actor=request.user),
        "may_revise": actions.may_revise(request.user, plan),
        "events": plan_events(plan),
    }
    return render(request, "manager/plan_page.html", context)
