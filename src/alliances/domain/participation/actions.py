"""Writing a local plan and its priorities, and adopting it."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.participation.models import LocalPlan, LocalPlanState, Priority
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.strategy.models import Goal
from alliances.domain.territories.models import Territory


def may_set_priorities(actor: Account, plan: LocalPlan) -> Verdict:
    return may_in_territory(actor, Permission.SET_PRIORITIES, plan.territory)


def _every_priority_serves_a_goal(plan: LocalPlan) -> Verdict:
    priorities = plan.priorities.prefetch_related("goals")
    if not priorities:
        return refused(_("Ajoutez au moins une priorité avant d’inscrire l’adoption."))
    if any(not priority.goals.all() for priority in priorities):
        return refused(_("Chaque priorité nomme au moins un but de la loi."))
    return ALLOWED


TRANSITIONS = (
    Transition(
        "adopt",
        LocalPlanState.DRAFT,
        LocalPlanState.ADOPTED,
        permitted=may_set_priorities,
        guard=_every_priority_serves_a_goal,
    ),
)


@transaction.atomic
def start_plan(*, actor: Account, alliance: Alliance, territory: Territory, title: str) -> LocalPlan:
    plan = LocalPlan(alliance=alliance, territory=territory, title=title)
    require(may_set_priorities(actor, plan), error=NotPermitted)
    if not alliance.territory.contains(territory):
        raise Refused(_("Ce territoire n’est pas dans celui de l’Alliance."))
    plan.save()
    return plan


@transaction.atomic
def add_priority(
    *,
    actor: Account,
    plan: LocalPlan,
    title: str,
    need: str,
    goals: Iterable[Goal],
    people_with_experience: int | None,
    organisations_present: int | None,
) -> Priority:
    """The next priority of a draft plan. Counts that nobody took are None, never zero."""
    require(may_set_priorities(actor, plan), error=NotPermitted)
    locked = LocalPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.state != LocalPlanState.DRAFT:
        raise Refused(_("Ce plan est adopté : ses priorités ne changent plus."))
    priority = Priority.objects.create(
        local_plan=locked,
        rank=locked.priorities.count() + 1,
        title=title,
        need=need,
        people_with_experience=people_with_experience,
        organisations_present=organisations_present,
    )
    priority.goals.set(goals)
    return priority


@transaction.atomic
def adopt_plan(*, actor: Account, plan: LocalPlan, adopted_by: str, adopted_on: date) -> LocalPlan:
    """Records the adoption by a body, at a date."""
    transition(TRANSITIONS, "adopt", row=plan, actor=actor, adopted_by=adopted_by, adopted_on=adopted_on)
    return plan
