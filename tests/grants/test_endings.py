"""Once the final report is accepted, nothing that comes late changes the agreement, and the file ends whole."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.support import amending

from alliances.domain.bodies.models import BodyKind
from alliances.domain.common.models import TransitionRecord
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Amendment, Grant, Payment
from alliances.domain.ledger.actions import post
from alliances.domain.ledger.models import TransferKind
from alliances.domain.ledger.queries import balance_cents
from alliances.ops.verification import verify_all


@pytest.fixture
def built(db):
    """100,00 $ in one instalment, not asked for yet."""
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.signed_grant(world.call, world.here)
    return world


def end(built):
    factories.pay_next(built.grant, built.here)
    factories.report(built.grant, built.here, spent_cents=10_000)
    built.grant = Grant.objects.with_context().get(pk=built.grant.pk)


@transaction.atomic
def shut(grant):
    """Without the product's own rules."""
    Grant.objects.filter(pk=grant.pk).update(state="closed")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_amendment_left_open_neither_takes_effect_after_the_final_report_nor_is_forgotten(built):
    here = built.here
    amendment = amending.proposed_amendment(built.grant, here)
    end(built)
    with pytest.raises(Refused, match="La reddition finale est acceptée"):
        grants.accept_amendment(actor=here.coordinator, amendment=amendment)
    born_accepted = Amendment.objects.get(pk=amendment.pk)
    born_accepted.pk, born_accepted.number, born_accepted.state = None, 2, "accepted"
    born_accepted.answered_at, born_accepted.answered_by = timezone.now(), here.coordinator
    with pytest.raises(IntegrityError, match="nothing_after_the_final_report"), transaction.atomic():
        born_accepted.save(force_insert=True)
    with pytest.raises(IntegrityError, match="nothing_after_the_final_report"), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(
            state="accepted", answered_at=timezone.now(), answered_by=here.coordinator
        )
    with pytest.raises(Refused, match="Un avenant attend encore une réponse"):
        grants.close_grant(actor=here.manager, grant=built.grant)
    with pytest.raises(IntegrityError, match="grant_ends_without_open_amendment"):
        shut(built.grant)
    grants.withdraw_amendment(actor=here.manager, amendment=amendment, reason="Trop tard.")
    assert grants.close_grant(actor=here.manager, grant=built.grant).state == "closed"


def test_the_council_reserves_nothing_for_an_agreement_already_reported(built):
    part = amending.terms_of(built.grant)["instalments"][0]
    more = [{**part, "amount_cents": 10_000}, {**part, "amount_cents": 500}]
    amendment = amending.proposed_amendment(built.grant, built.here, amount_cents=10_500, instalments=more)
    end(built)
    with pytest.raises(Refused, match="La reddition finale est acceptée"):
        grants.authorise_amendment(
            actor=built.here.clerk,
            amendment=amendment,
            sitting=factories.sitting(built.here, BodyKind.ELECTED_COUNCIL),
            number="AV-1",
        )
    assert verify_all() == []


def test_a_closed_grant_leaves_nothing_reserved(built):
    end(built)
    reserved = built.grant.decision.reserved_account
    post(
        kind=TransferKind.RESERVATION, origin=built.call.envelope.account, destination=reserved, amount_cents=5,
        document="resolution:0", actor=built.here.clerk, key="essai",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="grant_ends_empty"):
        shut(built.grant)


def test_what_was_approved_and_never_paid_is_refused_and_asked_for_again(built, client):
    here = built.here
    payment = factories.requested_payment(built.grant, here, 10_000)
    grants.approve_payment(actor=here.approver, payment=payment)
    with pytest.raises(NotPermitted):
        grants.refuse_payment(actor=here.requester, payment=payment, reason="Mauvais compte.")
    client.force_login(here.approver)
    page = client.get(reverse("payments_payment", args=[payment.pk])).content.decode()
    assert "Ce versement ne se fera pas" in page
    client.post(reverse("payments_refuse", args=[payment.pk]), {"reason": "Mauvais compte."})
    payment.refresh_from_db()
    assert payment.state == "refused"
    assert balance_cents(built.grant.committed_account_id) == 10_000
    with pytest.raises(Refused):
        grants.mark_paid(actor=here.requester, payment=payment, paid_on=timezone.localdate(), reference="V-1")
    assert factories.pay_next(built.grant, here).state == "paid"
    assert Payment.objects.count() == 2


def test_no_payment_is_dated_before_its_approval(built):
    here = built.here
    payment = factories.requested_payment(built.grant, here, 10_000)
    grants.approve_payment(actor=here.approver, payment=payment)
    later = timezone.now() + timedelta(days=1)
    Payment.objects.filter(pk=payment.pk).update(approved_at=later)
    payment.refresh_from_db()
    with pytest.raises(Refused, match="précède son approbation"):
        grants.mark_paid(actor=here.requester, payment=payment, paid_on=timezone.localdate(), reference="V-1")


def test_one_person_does_not_send_a_report_and_accept_it_with_another_account(built):
    """Nor does she send it back. PostgreSQL holds it where the passages are written."""
    here = built.here
    factories.pay_next(built.grant, here)
    report = factories.report(built.grant, here, spent_cents=10_000, accepted=False)
    twin = factories.hold(
        factories.account("jumelle", person=here.coordinator.person),
        factories.Role.REGIONAL_MANAGER,
        here.region,
    )
    for act, words in ((grants.accept_report, {}), (grants.send_back_report, {"reason": "Corrigez."})):
        with pytest.raises(Refused, match="Vous avez envoyé cette reddition"):
            act(actor=twin, report=report, **words)
    with pytest.raises(IntegrityError, match="is accepted by who sent it"), transaction.atomic():
        TransitionRecord.objects.create(
            subject_type="grants.report", subject_id=report.pk, name="accept", source="sent", target="accepted",
            actor=twin,
        )  # fmt: skip
    assert grants.accept_report(actor=here.manager, report=report).state == "accepted"
