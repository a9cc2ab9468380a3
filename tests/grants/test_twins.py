"""Two people, or one with two windows, at the very same instant: the thing is done once, and nobody meets an error."""

import threading
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.support import pages, tables

from alliances.domain.applications import actions as applications
from alliances.domain.bodies.models import BodyKind
from alliances.domain.common.verdict import Refused
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Attestation, Grant, Report
from alliances.domain.review import actions as review
from alliances.ops import verification

Act = Callable[[], object]
# Constraints that two people at once may meet, each with its sentence (`violation_error_message`).
SENTENCES = frozenset({"resolution_number_once"})


def at_once(act: Act, twins: int = 2) -> list[object]:
    """`act` in so many threads, each with its own connection, started together; what each answered or was refused."""
    start, answers = threading.Barrier(twins), []

    def one() -> None:
        try:
            start.wait()
            answers.append(act())
        except Exception as error:  # told to the test, whatever it is
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(twins)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def what(act: Act) -> dict[str, int]:
    """The rows that one act alone adds."""
    before = tables.state()
    act()
    return tables.changed(before, tables.state())


class Twice:
    """Each money act: its method makes a fresh object where it can be done, and says how one does it."""

    def __init__(self, world: SimpleNamespace) -> None:
        self.world, self.here, self.today = world, world.here, timezone.localdate()
        self.call = factories.open_call(world)
        self.council = factories.sitting(self.here, BodyKind.ELECTED_COUNCIL)
        self.alike = {"requested_cents": 100}

    def offer(self) -> Act:
        file = factories.recommended_application(self.call, self.here, **self.alike)
        factories.resolution(self.call, self.here, file, number=f"R-{file.pk}")
        file.refresh_from_db()
        return lambda: factories.make_offer(file.decision, self.here)

    def accept(self) -> Act:
        grant = factories.offered_grant(self.call, self.here, **self.alike)
        return lambda: grants.accept_offer(actor=self.here.coordinator, grant=fresh(grant))

    def request(self) -> Act:
        instalment = self._signed().instalments.get()
        return lambda: grants.request_payment(
            actor=self.here.requester, instalment=fresh(instalment), amount_cents=100, evidence="Signée.",
            attestations=Attestation.values,
        )  # fmt: skip

    def approve(self) -> Act:
        asked = factories.requested_payment(self._signed(), self.here, 100)
        return lambda: grants.approve_payment(actor=self.here.approver, payment=fresh(asked))

    def pay(self) -> Act:
        asked = factories.requested_payment(self._signed(), self.here, 100)
        grants.approve_payment(actor=self.here.approver, payment=asked)
        return lambda: grants.mark_paid(
            actor=self.here.requester, payment=fresh(asked), paid_on=self.today, reference="V-1"
        )

    def ask_back(self) -> Act:
        grant = factories.reported_grant(self.call, self.here, spent_cents=40, **self.alike)
        due = self.today + timedelta(days=30)
        return lambda: grants.open_recovery(
            actor=self.here.manager, grant=grant, amount_cents=60, reason="Non dépensé.", due_on=due
        )

    def receive(self) -> Act:
        grant = factories.reported_grant(self.call, self.here, spent_cents=40, **self.alike)
        asked = factories.open_recovery(grant, self.here, 60)
        return lambda: grants.receive_recovery(
            actor=self.here.requester, recovery=fresh(asked), received_on=self.today, reference="R-1"
        )

    def resolve(self) -> Act:
        file = factories.recommended_application(self.call, self.here, **self.alike)
        return lambda: review.record_resolution(
            actor=self.here.clerk, call=self.call, sitting=self.council, number=f"T-{file.pk}",
            verdicts=[review.Verdicts(fresh(file), 100)],
        )  # fmt: skip

    def send(self) -> Act:
        draft = factories.draft_application(self.call, self.here, **self.alike)
        return lambda: applications.send(actor=self.here.coordinator, application=fresh(draft))

    def send_report(self) -> Act:
        written = self._report()
        return lambda: grants.send_report(actor=self.here.coordinator, report=fresh(written))

    def accept_report(self) -> Act:
        sent = grants.send_report(actor=self.here.coordinator, report=self._report())
        return lambda: grants.accept_report(actor=self.here.manager, report=fresh(sent))

    def adopt(self) -> Act:
        split = envelopes.save_scenario(
            actor=self.here.officer, envelope=factories.envelope(self.world, self.here, 1_000, name="À répartir"),
            title="Essai", local_percent=90, problem=factories.problem(self.here),
        )  # fmt: skip
        envelopes.propose(actor=self.here.officer, scenario=split)
        return lambda: envelopes.adopt(actor=self.here.second_officer, scenario=fresh(split))

    def _signed(self) -> Grant:
        return factories.signed_grant(self.call, self.here, **self.alike)

    def _report(self) -> Report:
        return grants.save_report(
            actor=self.here.coordinator, grant=factories.paid_grant(self.call, self.here, **self.alike),
            activities="Fait.", people_reached=3, spent_cents=100,
        )  # fmt: skip


ACTS = tuple(name for name in vars(Twice) if not name.startswith("_"))


def said(error: Exception) -> bool:
    """Whether the page says this refusal in a sentence of its own: a rule's, or that of the constraint it met."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return isinstance(error, Refused) or getattr(diagnosis, "constraint_name", "") in SENTENCES


def fresh(row):
    """As each request reads it."""
    return type(row)._default_manager.get(pk=row.pk)


@pytest.mark.django_db(transaction=True)
def test_each_money_act_by_twins_does_what_one_person_does(subtests):
    twice = Twice(factories.world())
    for name in ACTS:
        with subtests.test(name):
            alone, together = getattr(twice, name)(), getattr(twice, name)()
            expected = what(alone)
            before = tables.state()
            answers = at_once(together)
            assert tables.changed(before, tables.state()) == expected, answers
            assert [each for each in answers if isinstance(each, Exception) and not said(each)] == []
            assert any(not isinstance(each, Exception) for each in answers)
    assert verification.verify_all() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_page_clicked_three_times_at_once_copies_one_call():
    world = factories.world()
    call = factories.open_call(world)
    first = Client()
    first.force_login(world.here.manager)
    page = pages.forms(first.get(reverse("invitations")).content.decode())
    sent = {pages.TOKEN: next(f.fields[pages.TOKEN].sent[0] for f in page if pages.TOKEN in f.fields)}

    def click() -> str:
        client = Client()
        client.cookies = first.cookies
        return client.post(reverse("manager_call_copy", args=[call.pk]), sent).headers["Location"]

    before = tables.state()
    answers = at_once(click, 3)
    assert len(set(answers)) == 1, answers
    assert tables.changed(before, tables.state())["calls_call"] == 1
