"""The states of the product as a document, made from the tables that the product itself obeys.

`docs/states.md` is this text; a test compares them. `write()` writes it again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models
from django.utils import translation

from alliances.domain.agreements import actions as agreements
from alliances.domain.agreements.models import AllianceState
from alliances.domain.applications import actions as applications
from alliances.domain.applications.models import ApplicationState
from alliances.domain.bodies import actions as bodies
from alliances.domain.bodies.models import SittingState
from alliances.domain.calls import actions as calls
from alliances.domain.calls.models import CallState
from alliances.domain.common.transitions import Transition, diagram
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.models import MovementState, ScenarioState
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import (
    AmendmentState,
    GrantState,
    PaymentState,
    RecoveryState,
    ReportState,
    RequestState,
)
from alliances.domain.participation import actions as participation
from alliances.domain.participation.models import LocalPlanState
from alliances.domain.people.roles import Permission, roles_with
from alliances.domain.strategy import actions as strategy
from alliances.domain.strategy.models import OpinionState
from alliances.ops.paths import project_root


@dataclass(frozen=True)
class Machine:
    """One kind of thing that has a state, and the table of its steps."""

    title: str
    states: type[models.TextChoices]
    table: tuple[Transition, ...]


MACHINES = (
    Machine("Allocation", ScenarioState, envelopes.TRANSITIONS),
    Machine("Movement", MovementState, envelopes.MOVEMENT_TRANSITIONS),
    Machine("Opinion", OpinionState, strategy.TRANSITIONS),
    Machine("Alliance", AllianceState, agreements.TRANSITIONS),
    Machine("Local plan", LocalPlanState, participation.TRANSITIONS),
    Machine("Call for projects", CallState, calls.TRANSITIONS),
    Machine("Sitting", SittingState, bodies.TRANSITIONS),
    Machine("Application", ApplicationState, applications.TRANSITIONS),
    Machine("Grant", GrantState, grants.GRANT_TRANSITIONS),
    Machine("Amendment", AmendmentState, grants.AMENDMENT_TRANSITIONS),
    Machine("Amendment request", RequestState, grants.REQUEST_TRANSITIONS),
    Machine("Payment", PaymentState, grants.PAYMENT_TRANSITIONS),
    Machine("Recovery", RecoveryState, grants.RECOVERY_TRANSITIONS),
    Machine("Report", ReportState, grants.REPORT_TRANSITIONS),
)
INTRODUCTION = """# States

Made by `alliances.ops.states` from the tables of transitions; a test fails when this page and the tables differ.
A state changes by one of these steps and in no other way. Each passage is recorded: who, when, from, to, why.

*Who* are the roles that hold the permission, in the territory of the file or in the organisation that owns it.
A permission held elsewhere counts for nothing. The person who requests a payment never approves or refuses it. The two
signatures that adopt an allocation, or move money between envelopes, are those of two different people.
When a condition is not met, the product says in a sentence what is missing. The action that takes a step may ask
for more before it starts: a recommendation needs enough reviews and its reasons, a resolution needs the money in
the envelope. `tests/domain/test_transitions.py` tries every state with every step and every role.

The sittings of a committee are recorded by its region, those of a local table by the table or its region, those of an
elected body by its clerk.
"""


def as_markdown() -> str:
    """The whole document. Labels are read from the catalogues: French, then English."""
    return "\n".join([INTRODUCTION, *(_section(machine) for machine in MACHINES)])


def path() -> Path:
    return project_root() / "docs" / "states.md"


def write() -> None:
    path().write_text(as_markdown())


def _section(machine: Machine) -> str:
    return "\n".join(
        [
            f"## {machine.title}\n",
            "```mermaid",
            diagram(machine.table),
            "```\n",
            "| State | On screen, in French | In English |",
            "|---|---|---|",
            *_states(machine),
            "",
            "| Step | From | To | Who | Condition | Reason asked |",
            "|---|---|---|---|---|---|",
            *(_step(step) for step in machine.table),
            "",
        ]
    )


def _states(machine: Machine) -> list[str]:
    rows = [(state.value, _in("fr-ca", state.label), _in("en", state.label)) for state in machine.states]
    return [f"| `{value}` | {french} | {english} |" for value, french, english in rows]


def _step(step: Transition) -> str:
    permission = permission_of(step)
    roles = ", ".join(_in("en", role.label) for role in roles_with(permission)) if permission else "by itself"
    condition = "yes" if step.guard is not Transition.__dataclass_fields__["guard"].default else ""
    reason = "yes" if step.reason_required else ""
    return f"| {step.name} | `{step.source}` | `{step.target}` | {roles} | {condition} | {reason} |"


def _in(language: str, label: Any) -> str:
    with translation.override(language):
        return str(label)


def permission_of(step: Transition) -> Permission | None:
    """The permission that `step` asks for, found by asking its rule about somebody who may do everything.

    None for a step that nobody takes: it comes on its day.
    """
    listener = _Listener()
    step.permitted(listener, _Anything())
    return listener.heard


class _Anything:
    """A row whose every attribute is again anything: rules about persons look at its place, of no matter here."""

    def __getattr__(self, name: str) -> "_Anything":
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> "_Anything":
        return self

    def __iter__(self) -> Iterator["_Anything"]:
        yield self


class _Listener:
    """An account that may do everything and remembers what was asked last."""

    person_id = -1
    heard: Permission | None = None

    def may(self, permission: Permission, territory: Any) -> bool:
        self.heard = permission
        return True

    may_for = may

    def may_everywhere(self, permission: Permission) -> bool:
        self.heard = permission
        return True
