"""State machines as tables.

A room declares an enum of states and one tuple of `Transition`; `transition()` is the only way to change a state.
It locks the row, checks the person, the guard and the reason, writes the state and a record of the passage. The diagram
in `docs/` and the permission tests are generated from the same table.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from alliances.domain.common.models import TransitionRecord
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, require


@dataclass(frozen=True)
class Transition:
    """One arrow of the diagram.

    `permitted(actor, row)` answers *who*; `guard(row)` answers *when*; both return a Verdict.
    """

    name: str
    source: str
    target: str
    permitted: Callable[[Any, Any], Verdict]
    guard: Callable[[Any], Verdict] = field(default=lambda row: ALLOWED)
    reason_required: bool = False


def find(table: tuple[Transition, ...], name: str, state: str) -> Transition | None:
    return next((t for t in table if t.name == name and t.source == state), None)


def verdict(table: tuple[Transition, ...], name: str, *, row: models.Model, actor: Any) -> Verdict:
    """Whether `actor` may make `row` go through `name` now, without doing it: screens ask before showing a button."""
    step = find(table, name, row.state)  # type: ignore[attr-defined]
    if step is None:
        return Verdict(False, _("Cette étape n’est pas possible à ce stade du dossier."))
    return step.permitted(actor, row) and step.guard(row)


@transaction.atomic
def transition(
    table: tuple[Transition, ...],
    name: str,
    *,
    row: models.Model,
    actor: Any,
    reason: str = "",
    **changes: Any,
) -> TransitionRecord:
    """Moves `row` along the arrow `name` and records who did it, when and why.

    `changes` are fields written together with the state (timestamps, amounts). `row` is refreshed in place.
    Raises NotPermitted (wrong person) or Refused (wrong moment, missing reason); nothing is written then.
    """
    locked = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    step = find(table, name, locked.state)  # type: ignore[attr-defined]
    if step is None:
        raise Refused(_("Cette étape n’est pas possible à ce stade du dossier. Rechargez la page."))
    require(step.permitted(actor, locked), error=NotPermitted)
    require(step.guard(locked))
    if step.reason_required and not reason.strip():
        raise Refused(_("Indiquez la raison : elle sera conservée au dossier."))
    for attribute, value in {**changes, "state": step.target}.items():
        setattr(locked, attribute, value)
    locked.save(update_fields=[*changes, "state"])
    row.refresh_from_db()
    return TransitionRecord.objects.create(
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        name=name,
        source=step.source,
        target=step.target,
        actor_id=actor.pk,
        reason=reason.strip(),
    )


def record_birth(name: str, *, row: models.Model, actor: Any) -> TransitionRecord:
    """Records that `row` was born in its first state, by the act `name`: those concerned are told as of any passage.

    Its source is empty: a file's own page tells its beginning, so histories begin with the first passage after it.
    """
    return TransitionRecord.objects.create(
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        name=name,
        source="",
        target=row.state,  # type: ignore[attr-defined]
        actor_id=actor.pk,
    )


def diagram(table: tuple[Transition, ...]) -> str:
    """The table as a Mermaid state diagram, for `docs/`."""
    return "\n".join(["stateDiagram-v2", *(f"    {t.source} --> {t.target} : {t.name}" for t in table)])
