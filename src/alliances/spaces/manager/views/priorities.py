"""The priorities of a draft plan: add, edit, move, remove; and who took part in each."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.participation import actions
from alliances.domain.participation.models import LocalPlan, ParticipationRecord, Priority
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager.plan_forms import PriorityForm, RecordForm
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404

COUNTS = ("people_with_experience", "organisations_present")


def _priority_or_404(request: SignedRequest, pk: int) -> Priority:
    """A priority of a plan that one sees, for those who may set priorities there."""
    seen = Priority.objects.filter(local_plan__in=LocalPlan.objects.visible_to(request.user))
    priority = visible_or_404(seen.select_related("local_plan__territory"), pk=pk)
    priority.local_plan = LocalPlan.objects.with_context().get(pk=priority.local_plan_id)
    require(actions.may_set_priorities(request.user, priority.local_plan), error=NotPermitted)
    return priority


@keeps_words
def priority_new(request: SignedRequest, pk: int) -> HttpResponse:
    plan = visible_or_404(LocalPlan.objects.visible_to(request.user).with_context(), pk=pk)
    require(actions.may_set_priorities(request.user, plan), error=NotPermitted)
    form = PriorityForm(typed(request))
    if request.method == "POST" and form.is_valid():
        added = attempt(
            request,
            _("La priorité est ajoutée. Dites maintenant qui a participé, étape par étape."),
            actions.add_priority,
            actor=request.user,
            plan=plan,
            **form.cleaned_data,
        )
        if added:
            return redirect("manager_local_plan", pk)
    return render(request, "manager/priority_new.html", {"plan": plan, "form": form})


@keeps_words
def priority_edit(request: SignedRequest, pk: int) -> HttpResponse:
    priority = _priority_or_404(request, pk)
    initial = {name: getattr(priority, name) for name in ("title", "need", *COUNTS)}
    initial["goals"] = priority.goals.all()
    form = PriorityForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            request,
            _("La priorité est enregistrée."),
            actions.edit_priority,
            actor=request.user,
            priority=priority,
            **form.cleaned_data,
        )
        if saved:
            return redirect("manager_local_plan", priority.local_plan_id)
    context = {"plan": priority.local_plan, "priority": priority, "form": form}
    return render(request, "manager/priority_edit.html", context)


@signed_in
@require_POST
def priority_move(request: SignedRequest, pk: int) -> HttpResponse:
    priority = _priority_or_404(request, pk)
    up = request.POST.get("sens") != "bas"
    attempt(request, "", actions.move_priority, actor=request.user, priority=priority, up=up)
    return redirect("manager_local_plan", priority.local_plan_id)


@signed_in
def priority_remove(request: SignedRequest, pk: int) -> HttpResponse:
    """Asks first, then removes."""
    priority = _priority_or_404(request, pk)
    if request.method == "POST":
        attempt(
            request,
            _("La priorité est retirée du brouillon."),
            actions.remove_priority,
            actor=request.user,
            priority=priority,
        )
        return redirect("manager_local_plan", priority.local_plan_id)
    return render(
        request, "manager/priority_remove.html", {"plan": priority.local_plan, "priority": priority}
    )


@keeps_words
def record_new(request: SignedRequest, pk: int) -> HttpResponse:
    priority = _priority_or_404(request, pk)
    form = RecordForm(typed(request))
    if request.method == "POST" and form.is_valid():
        added = attempt(
            request,
            _("Cette occasion est inscrite."),
            actions.add_record,
            actor=request.user,
            priority=priority,
            **form.cleaned_data,
        )
        if added:
            return redirect("manager_local_plan", priority.local_plan_id)
    context = {"plan": priority.local_plan, "priority": priority, "form": form}
    return render(request, "manager/record_new.html", context)


@signed_in
@require_POST
def record_remove(request: SignedRequest, pk: int) -> HttpResponse:
    seen = ParticipationRecord.objects.filter(
        priority__local_plan__in=LocalPlan.objects.visible_to(request.user)
    )
    record = visible_or_404(seen.select_related("priority__local_plan__territory"), pk=pk)
    require(actions.may_set_priorities(request.user, record.priority.local_plan), error=NotPermitted)
    attempt(
        request, _("Cette occasion est retirée."), actions.remove_record, actor=request.user, record=record
    )
    return redirect("manager_local_plan", record.priority.local_plan_id)
