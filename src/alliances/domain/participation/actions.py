"""Writing a local plan, its priorities and who took part; adopting it; revising it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.bodies.models import IS_LOCAL, Body
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.participation.models import LocalPlan, LocalPlanState, ParticipationRecord, Priority
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.strategy.models import Goal
from alliances.domain.territories.models import Territory


def may_set_priorities(actor: Account, plan: LocalPlan) -> Verdict:
    return may_in_territory(actor, Permission.SET_PRIORITIES, plan.territory)


def is_draft(plan: LocalPlan) -> Verdict:
    if plan.state == LocalPlanState.DRAFT:
        return ALLOWED
    return refused(_("Ce plan est adopté : ses priorités ne changent plus. Commencez une version révisée."))


def may_write(actor: Account, plan: LocalPlan) -> Verdict:
    """Who may write, and when: a draft, by those who set its priorities."""
    return may_set_priorities(actor, plan) and is_draft(plan)


def may_revise(actor: Account, plan: LocalPlan) -> Verdict:
    allowed = may_set_priorities(actor, plan)
    if not allowed:
        return allowed
    if plan.state != LocalPlanState.ADOPTED:
        return refused(_("Seul un plan adopté se révise."))
    if LocalPlan.objects.filter(replaces=plan).exists():
        return refused(_("Une version révisée est déjà commencée."))
    return ALLOWED


def _every_priority_serves_a_goal(plan: LocalPlan) -> Verdict:
    priorities = plan.priorities.prefetch_related("goals")
    if not priorities:
        return refused(_("Ajoutez au moins une priorité avant d’inscrire l’adoption."))
    if any(not priority.goals.all() for priority in priorities):
        return refused(_("Chaque priorité nomme au moins un but de la loi."))
    return ALLOWED


def _next_is_adopted(plan: LocalPlan) -> Verdict:
    if LocalPlan.objects.filter(replaces=plan, state=LocalPlanState.ADOPTED).exists():
        return ALLOWED
    return refused(_("Un plan est remplacé quand sa version révisée est adoptée."))


TRANSITIONS = (
    Transition(
        "adopt",
        LocalPlanState.DRAFT,
        LocalPlanState.ADOPTED,
        permitted=may_set_priorities,
        guard=_every_priority_serves_a_goal,
    ),
    Transition(
        "replace",
        LocalPlanState.ADOPTED,
        LocalPlanState.REPLACED,
        permitted=may_set_priorities,
        guard=_next_is_adopted,
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
def edit_plan(*, actor: Account, plan: LocalPlan, title: str, **equity: str) -> LocalPlan:
    """Writes the title and the answers of `equity.QUESTIONS` of a draft plan."""
    locked = _open_draft(actor, plan)
    locked.title = title
    for code, answer in equity.items():
        setattr(locked, code, answer)
    locked.save(update_fields=["title", *equity])
    return locked


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
    locked = _open_draft(actor, plan)
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
def edit_priority(*, actor: Account, priority: Priority, goals: Iterable[Goal], **fields: Any) -> Priority:
    _open_draft(actor, priority.local_plan)
    for name, value in fields.items():
        setattr(priority, name, value)
    priority.save(update_fields=list(fields))
    priority.goals.set(goals)
    return priority


@transaction.atomic
def move_priority(*, actor: Account, priority: Priority, up: bool) -> None:
    """Exchanges the rank of `priority` with its neighbour; at the end of the list, nothing moves."""
    plan = _open_draft(actor, priority.local_plan)
    ordered = list(plan.priorities.order_by("rank"))
    place = next(index for index, each in enumerate(ordered) if each.pk == priority.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(ordered):
        ordered[place].rank, ordered[other].rank = ordered[other].rank, ordered[place].rank
        Priority.objects.bulk_update([ordered[place], ordered[other]], ["rank"])


@transaction.atomic
def remove_priority(*, actor: Account, priority: Priority) -> None:
    """Takes a priority out of a draft; those after it move up. Its last version stays in the journal."""
    plan = _open_draft(actor, priority.local_plan)
    rank = priority.rank
    priority.delete()
    plan.priorities.filter(rank__gt=rank).update(rank=F("rank") - 1)


@transaction.atomic
def add_record(*, actor: Account, priority: Priority, **fields: Any) -> ParticipationRecord:
    """One occasion: stage, method, day, people with lived experience and organisations, apart."""
    _open_draft(actor, priority.local_plan)
    return ParticipationRecord.objects.create(priority=priority, **fields)


@transaction.atomic
def remove_record(*, actor: Account, record: ParticipationRecord) -> None:
    _open_draft(actor, record.priority.local_plan)
    record.delete()


@transaction.atomic
def adopt_plan(
    *,
    actor: Account,
    plan: LocalPlan,
    adopted_on: date,
    body: Body | None = None,
    adopted_by: str = "",
    resolution_number: str = "",
) -> LocalPlan:
    """Records the adoption by a body, at a date; the version before, if any, is replaced.

    The body is one that the product knows, or the name of another in `adopted_by`.
    """
    if body and not Body.objects.serving(plan.territory).filter(IS_LOCAL, pk=body.pk).exists():
        raise Refused(_("Cette instance n’est pas du territoire de ce plan."))
    name = body.name if body else adopted_by.strip()
    if not name:
        raise Refused(_("Nommez l’instance qui a adopté le plan."))
    transition(
        TRANSITIONS, "adopt", row=plan, actor=actor, body=body, adopted_by=name, adopted_on=adopted_on,
        resolution_number=resolution_number,
    )  # fmt: skip
    if plan.replaces is not None:
        transition(TRANSITIONS, "replace", row=plan.replaces, actor=actor, reason=plan.revision_reason)
    return plan


@transaction.atomic
def revise_plan(*, actor: Account, plan: LocalPlan, reason: str) -> LocalPlan:
    """A draft of the next version, with everything the adopted one holds. The adopted one stays in force meanwhile."""
    locked = LocalPlan.objects.select_for_update().get(pk=plan.pk)
    require(may_set_priorities(actor, locked), error=NotPermitted)
    require(may_revise(actor, locked))
    if not reason.strip():
        raise Refused(_("Indiquez la raison : elle sera conservée au dossier."))
    revised = LocalPlan.objects.create(
        alliance=locked.alliance,
        territory=locked.territory,
        title=locked.title,
        version=locked.version + 1,
        replaces=locked,
        revision_reason=reason.strip(),
        equity_gender=locked.equity_gender,
        equity_territory=locked.equity_territory,
        equity_groups=locked.equity_groups,
    )
    for priority in locked.priorities.prefetch_related("goals", "records").order_by("rank"):
        _copy(priority, revised)
    return revised


def _copy(priority: Priority, plan: LocalPlan) -> None:
    goals, records = list(priority.goals.all()), list(priority.records.all())
    copy = Priority.objects.create(
        local_plan=plan,
        rank=priority.rank,
        title=priority.title,
        need=priority.need,
        people_with_experience=priority.people_with_experience,
        organisations_present=priority.organisations_present,
    )
    copy.goals.set(goals)
    for record in records:
        record.pk, record.priority = None, copy
        record._state.adding = True
    ParticipationRecord.objects.bulk_create(records)


def _open_draft(actor: Account, plan: LocalPlan) -> LocalPlan:
    """The plan, locked, once it is known that `actor` may write in it now."""
    require(may_set_priorities(actor, plan), error=NotPermitted)
    locked = LocalPlan.objects.select_for_update().get(pk=plan.pk)
    require(is_draft(locked))
    return locked
