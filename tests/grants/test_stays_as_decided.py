"""A grant stays that of its decision, an offer what was offered, a payment what was asked: under the app role too."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests import factories

from alliances.domain.applications.models import Application
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Grant, Instalment, Payment
from alliances.domain.people.models import Person
from alliances.ops import same_person, verification


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.offered_grant(world.call, world.here, parts=(6_000, 4_000))
    return world


def refused(name):
    return pytest.raises(IntegrityError, match=name)


def at_commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize("answer", ["offered", "signed", "declined"])
def test_whose_grant_it_is_never_changes(built, answer):
    if answer == "signed":
        grants.accept_offer(actor=built.here.coordinator, grant=built.grant)
    if answer == "declined":
        grants.decline_offer(actor=built.here.coordinator, grant=built.grant, reason="Le projet change.")
    row = Grant.objects.filter(pk=built.grant.pk)
    other = factories.offered_grant(built.call, built.here)
    for changes in (
        {"organisation": built.there.organisation},
        {"number": "A-9-9999"},
        {"offered_by": built.there.manager},
        {"paid_account": built.envelope.account},
        {"decision": other.decision},
    ):
        with refused("stays that of its decision|is signed"), transaction.atomic():
            row.update(**changes)


def test_whose_application_it_is_and_to_which_call_never_changes(built):
    other = factories.open_call(built, built.there)
    rows = Application.objects.filter(pk__in=[built.grant.application.pk])
    draft = Application.objects.filter(pk=factories.draft_application(built.call, built.here).pk)
    for row in (rows, draft):
        for changes in ({"organisation": built.there.organisation}, {"call": other}):
            with refused("stays that of its organisation"), transaction.atomic():
                row.update(**changes)


def test_no_more_is_offered_than_was_decided(built):
    def raised():
        Instalment.objects.create(
            grant=built.grant, rank=3, amount_cents=1, due_on=timezone.localdate(), condition="Rien."
        )
        Grant.objects.filter(pk=built.grant.pk).update(amount_cents=10_001)

    with refused("10001 cents, 10000 were decided"), transaction.atomic():
        raised()
        at_commit()


def test_what_is_offered_does_not_change_before_the_answer(built):
    rows = Instalment.objects.filter(grant=built.grant, rank=1)
    for change in (
        lambda: rows.update(amount_cents=7_000),
        lambda: rows.update(due_on="2031-01-01"),
        lambda: rows.update(condition="Une autre."),
        lambda: rows._raw_delete("default"),
    ):
        with refused("is offered"), transaction.atomic():
            change()


def test_a_payment_is_approved_for_what_was_asked(built):
    here = built.here
    grant = grants.accept_offer(actor=here.coordinator, grant=built.grant)
    payment = factories.requested_payment(grant, here, 5_000)
    row = Payment.objects.filter(pk=payment.pk)
    second = grant.instalments.get(rank=2)
    for changes in ({"amount_cents": 1_000}, {"purpose": "Autre."}, {"evidence": "Autre."}):
        with refused("is asked for"), transaction.atomic():
            row.update(**changes)
    with refused("is asked for"), transaction.atomic():
        row.update(instalment=second, amount_cents=4_000)
    with refused("has another person"), transaction.atomic():
        row.update(requested_by=built.there.requester.person)
        at_commit()
    grants.approve_payment(actor=here.approver, payment=payment)
    with refused("has another person"), transaction.atomic():
        row.update(approved_by=built.there.approver.person)
        at_commit()
    assert verification.verify_all() == []


def test_two_accounts_of_one_person_are_still_united_while_her_request_waits(built):
    here = built.here
    grant = grants.accept_offer(actor=here.coordinator, grant=built.grant)
    payment = factories.requested_payment(grant, here, 5_000)
    twin = factories.account("jumelle")
    Person.objects.filter(pk=twin.person_id).update(full_name=here.requester.person.full_name)
    same_person.act(twin.email, here.requester.email)
    payment.refresh_from_db()
    assert payment.requested_by_id == twin.person_id
