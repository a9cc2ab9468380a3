"""A second click, a back button or a replayed request: the same answer, and nothing done twice."""

from datetime import datetime
from typing import Any

from django.db import models

from alliances.domain.common.models import TransitionRecord
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.people.models import Account


def once(
    table: tuple[Transition, ...],
    name: str,
    *,
    row: models.Model,
    actor: Account,
    reason: str = "",
    **changes: Any,
) -> bool:
    """Takes the step `name` of `table`, unless this person just took it with the same words.

    True when the step was taken now, False for a repeat. Refuses as `transition` does. Call it inside a transaction:
    the row stays locked, so two clicks at once wait for each other.
    """
    if is_repeat(row, name, actor=actor, reason=reason, **changes):
        return False
    transition(table, name, row=row, actor=actor, reason=reason, **changes)
    return True


def is_repeat(row: models.Model, name: str, *, actor: Account, reason: str = "", **changes: Any) -> bool:
    """Whether this person just took the step `name` with these words. Locks and refreshes the row."""
    type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    row.refresh_from_db()
    last = TransitionRecord.objects.about(row).last()
    if last is None or (last.name, last.actor_id, last.reason) != (name, actor.pk, reason.strip()):
        return False
    same = {key: value for key, value in changes.items() if not isinstance(value, datetime)}
    return last.target == row.state and all(getattr(row, key) == value for key, value in same.items())  # type: ignore[attr-defined]
