"""Every state × step × role: who may move what, and that everybody else moves nothing.

The cells come from the tables of transitions; the answers stand here by hand.
"""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase
from django.utils import timezone
from tests import factories
from tests.access.places import ROLES
from tests.support import every_state

from alliances.domain.applications.models import Application
from alliances.domain.common.models import TransitionRecord
from alliances.domain.common.transitions import find, transition, verdict
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Attestation
from alliances.domain.people.models import RoleAssignment
from alliances.domain.people.roles import Role
from alliances.ops.states import MACHINES

# (machine, step): the states it starts from, and the roles that may take it there.
WHO: dict[tuple[str, str], tuple[set[str], set[str]]] = {
    ("Allocation", "propose"): ({"draft"}, {"officer"}),
    ("Allocation", "adopt"): ({"proposed"}, {"officer"}),
    ("Allocation", "replace"): ({"adopted"}, {"officer"}),
    ("Allocation", "discard"): ({"draft"}, {"officer"}),
    ("Allocation", "refuse"): ({"proposed"}, {"officer"}),
    ("Movement", "announce"): ({"proposed"}, {"officer"}),
    ("Movement", "approve"): ({"proposed"}, {"officer"}),
    ("Movement", "carry_out"): ({"announced"}, {"officer"}),
    ("Movement", "refuse"): ({"proposed"}, {"officer"}),
    ("Movement", "cancel"): ({"announced"}, {"officer"}),
    ("Opinion", "publish"): ({"draft"}, {"advisor"}),
    ("Alliance", "sign"): ({"draft"}, {"officer"}),
    ("Alliance", "amend"): ({"signed"}, {"officer"}),
    ("Local plan", "adopt"): ({"draft"}, {"manager", "table"}),
    ("Local plan", "replace"): ({"adopted"}, {"manager", "table"}),
    ("Call for projects", "publish"): ({"draft"}, {"manager"}),
    ("Call for projects", "close"): ({"published"}, {"manager"}),
    ("Sitting", "hold"): ({"planned"}, {"manager"}),
    ("Sitting", "close"): ({"held"}, {"manager"}),
    ("Application", "send"): ({"draft", "reopened"}, {"coordinator"}),
    ("Application", "ask_correction"): ({"sent"}, {"manager"}),
    ("Application", "cancel_correction"): ({"reopened"}, {"manager"}),
    ("Application", "give_up"): ({"draft"}, {"coordinator"}),
    ("Application", "withdraw"): ({"sent", "reopened"}, {"coordinator"}),
    ("Application", "recommend"): ({"sent"}, {"manager"}),
    ("Application", "recommend_again"): ({"recommended"}, {"manager"}),
    ("Application", "grant"): ({"recommended"}, {"clerk"}),
    ("Application", "decline"): ({"recommended"}, {"clerk"}),
    ("Grant", "accept"): ({"offered"}, {"coordinator"}),
    ("Grant", "record_signature"): ({"offered"}, {"manager"}),
    ("Grant", "decline"): ({"offered"}, {"coordinator"}),
    ("Grant", "record_refusal"): ({"offered"}, {"manager"}),
    ("Grant", "lapse"): ({"offered"}, {"manager"}),
    ("Grant", "end_payments"): ({"signed"}, {"manager"}),
    ("Grant", "close"): ({"signed"}, {"manager"}),
    ("Amendment", "authorise"): ({"to_authorise"}, {"clerk"}),
    ("Amendment", "accept"): ({"proposed"}, {"coordinator"}),
    ("Amendment", "record_acceptance"): ({"proposed"}, {"manager"}),
    ("Amendment", "decline"): ({"proposed"}, {"coordinator"}),
    ("Amendment", "withdraw"): ({"to_authorise", "proposed"}, {"manager"}),
    ("Amendment request", "take_up"): ({"asked"}, {"manager"}),
    ("Amendment request", "decline"): ({"asked"}, {"manager"}),
    ("Amendment request", "withdraw"): ({"asked"}, {"coordinator"}),
    ("Recovery", "receive"): ({"open"}, {"requester"}),
    ("Recovery", "cancel"): ({"open"}, {"manager"}),
    ("Payment", "approve"): ({"requested"}, {"approver"}),
    ("Payment", "refuse"): ({"requested", "approved"}, {"approver"}),
    ("Payment", "mark_paid"): ({"approved"}, {"requester"}),
    ("Report", "send"): ({"draft", "sent_back"}, {"coordinator"}),
    ("Report", "send_back"): ({"sent"}, {"manager"}),
    ("Report", "accept"): ({"sent"}, {"manager"}),
}
NEEDS_A_REASON = {
    ("Allocation", "discard"),
    ("Allocation", "refuse"),
    ("Movement", "refuse"),
    ("Movement", "cancel"),
    ("Alliance", "amend"),
    ("Call for projects", "close"),
    ("Application", "ask_correction"),
    ("Application", "cancel_correction"),
    ("Application", "give_up"),
    ("Application", "withdraw"),
    ("Application", "recommend_again"),
    ("Grant", "decline"),
    ("Grant", "record_refusal"),
    ("Grant", "end_payments"),
    ("Amendment", "decline"),
    ("Amendment", "withdraw"),
    ("Amendment request", "decline"),
    ("Payment", "refuse"),
    ("Recovery", "cancel"),
    ("Report", "send_back"),
}
# What a step asks of the calendar before anybody may take it.
READY: dict[tuple[str, str], Callable[[Any], object]] = {
    ("Grant", "lapse"): every_state.expire,
    ("Movement", "announce"): every_state.postpone,
}


def _file_sent_to(call: Any) -> None:
    """One more file like another that was sent."""
    other = Application.objects.filter(state="sent").latest("pk")
    other.pk, other.call, other.number = None, call, "D-essai"
    other._state.adding = True
    other.save()


def _ask_for_a_payment(grant: Any) -> None:
    """A payment on its way keeps the file open."""
    requester = RoleAssignment.objects.get(
        role=Role.PAYMENT_REQUESTER, territory=grant.application.call.territory.parent
    ).account
    grants.request_payment(
        actor=requester, instalment=grant.instalments.get(), amount_cents=10, evidence="x",
        attestations=Attestation.values,
    )  # fmt: skip


# What takes away the condition of a step that has one.
SPOILED: dict[tuple[str, str], Callable[[Any], object]] = {
    ("Allocation", "propose"): lambda row: _set(row, result={"status": "infeasible"}),
    ("Allocation", "adopt"): every_state.adopt_another,
    ("Allocation", "replace"): lambda row: row.corrections.update(state="rejected"),
    ("Movement", "announce"): lambda row: None,
    ("Movement", "approve"): every_state.postpone,
    ("Movement", "carry_out"): every_state.postpone,
    ("Opinion", "publish"): lambda row: _set(row, text=" "),
    ("Alliance", "sign"): lambda row: _set(row, protocol_number=""),
    ("Local plan", "adopt"): lambda row: row.priorities.get().goals.clear(),
    ("Local plan", "replace"): lambda row: _set(row.replaced_by, state="replaced"),
    ("Call for projects", "publish"): lambda row: row.criteria.all().delete(),
    ("Call for projects", "close"): _file_sent_to,
    ("Sitting", "hold"): lambda row: _set(row, held_on=timezone.localdate() + timedelta(days=1)),
    ("Sitting", "close"): lambda row: row.presences.all().delete(),
    ("Application", "send"): lambda row: row.answers.all().delete(),
    ("Application", "cancel_correction"): lambda row: _set(row, title="Un autre titre"),
    ("Grant", "accept"): every_state.expire,
    ("Grant", "lapse"): lambda row: None,
    ("Grant", "close"): _ask_for_a_payment,
    ("Grant", "end_payments"): _ask_for_a_payment,
    ("Amendment", "authorise"): lambda row: _ask_for_a_payment(row.grant),
    ("Amendment", "accept"): lambda row: _ask_for_a_payment(row.grant),
    ("Amendment", "record_acceptance"): lambda row: _ask_for_a_payment(row.grant),
    ("Report", "send"): lambda row: _set(row, spent_cents=101),
    ("Report", "accept"): lambda row: _set(row, spent_cents=101),
}
PEOPLE = [role for role in ROLES if role != "visitor"]
TABLES = {machine.title: machine.table for machine in MACHINES}
CELLS = [
    (machine.title, step, str(state.value))
    for machine in MACHINES
    for step in sorted({transition.name for transition in machine.table})
    for state in machine.states
]


def _set(row: Any, **fields: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def test_the_answers_written_by_hand_name_every_step():
    steps = {(title, step) for title, step, _state in CELLS}
    assert steps == set(WHO)
    for title, table in TABLES.items():
        for step in table:
            assert step.source in WHO[title, step.name][0]
            assert step.reason_required == ((title, step.name) in NEEDS_A_REASON)


def test_every_condition_is_tried():
    default = find(TABLES["Payment"], "approve", "requested").guard
    conditions = {(title, t.name) for title, table in TABLES.items() for t in table if t.guard is not default}
    assert conditions == set(SPOILED)


class CellTest(TestCase):
    """One test for each cell « machine, step, state », made below. The world is built once."""

    world: SimpleNamespace
    rows: every_state.Rows

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = factories.world()
        cls.rows = every_state.build(cls.world)

    def try_everybody(self, title: str, step: str, state: str) -> None:
        sources, roles = WHO[title, step]
        for role in PEOPLE:
            permitted = role in roles and state in sources
            self.take(title, step, state, self.world.here.people[role], permitted=permitted)
            self.take(title, step, state, self.world.there.people[role], permitted=False)

    def take(self, title: str, step: str, state: str, actor: Any, *, permitted: bool) -> None:
        row = self.rows[title, state]
        with transaction.atomic():
            if (title, step) in READY and state in WHO[title, step][0]:
                READY[title, step](row)
                row.refresh_from_db()
            before = self.written(row)
            assert bool(verdict(TABLES[title], step, row=row, actor=actor)) is permitted, actor
            if permitted:
                self.go(title, step, row, actor)
                self.has_moved(title, step, state, row, actor)
            else:
                kind = NotPermitted if state in WHO[title, step][0] else Refused
                with pytest.raises(kind):
                    self.go(title, step, row, actor)
                assert self.written(row) == before
            transaction.set_rollback(True)
        row.refresh_from_db()

    def go(self, title: str, step: str, row: Any, actor: Any, *, reason: str = "Une raison.") -> None:
        fields = every_state.changes(title, step, actor)
        transition(TABLES[title], step, row=row, actor=actor, reason=reason, **fields)

    def has_moved(self, title: str, step: str, state: str, row: Any, actor: Any) -> None:
        target = find(TABLES[title], step, state).target
        assert row.state == target
        record = TransitionRecord.objects.about(row).get(name=step, source=state, actor=actor)
        assert (record.target, record.reason) == (target, "Une raison.")

    def written(self, row: Any) -> tuple[dict[str, Any], int]:
        """All that a step could write: the row as the database has it, and the number of records about it."""
        return type(row).objects.filter(pk=row.pk).values().get(), TransitionRecord.objects.about(row).count()

    def test_a_step_without_the_reason_it_asks_for_is_refused(self) -> None:
        for title, step in NEEDS_A_REASON:
            states, (role,) = WHO[title, step]
            for state in states:
                row = self.rows[title, state]
                before = self.written(row)
                with pytest.raises(Refused, match="raison"):
                    self.go(title, step, row, self.world.here.people[role], reason=" ")
                assert self.written(row) == before

    def test_a_step_whose_condition_is_not_met_is_refused(self) -> None:
        for (title, step), spoil in SPOILED.items():
            states, roles = WHO[title, step]
            for state in states:
                with transaction.atomic():
                    row = self.rows[title, state]
                    spoil(row)
                    before = self.written(row)
                    with pytest.raises(Refused) as refusal:
                        self.go(title, step, row, self.world.here.people[min(roles)])
                    assert not isinstance(refusal.value, NotPermitted)
                    assert self.written(row) == before
                    transaction.set_rollback(True)

    def test_the_person_who_asks_for_a_payment_answers_nothing_even_with_both_roles(self) -> None:
        here, row = self.world.here, self.rows["Payment", "requested"]
        second_account = factories.account("both.roles", person=here.requester.person)
        actor = factories.hold(second_account, Role.PAYMENT_APPROVER, here.region)
        for step in ("approve", "refuse"):
            with pytest.raises(NotPermitted, match="une autre personne"):
                self.go("Payment", step, row, actor)


def _named(title: str, step: str, state: str) -> Callable[[CellTest], None]:
    return lambda test: test.try_everybody(title, step, state)


for cell in CELLS:
    setattr(CellTest, "test_" + "_".join(cell).lower().replace(" ", "_"), _named(*cell))
