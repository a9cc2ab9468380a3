"""The course of a grant: instalments that await a report, reports that add up, an early end, an unanswered offer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests import factories

from alliances.domain.common.models import TransitionRecord
from alliances.domain.common.verdict import Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Attestation, Awaits, Grant, Payment, Report, ReportKind
from alliances.domain.grants.rules import PAPER_GRACE, may_report, recoverable_cents
from alliances.domain.grants.tasks import lapse
from alliances.domain.ledger.models import Transfer
from alliances.domain.ledger.queries import balance_cents, columns_of
from alliances.domain.notices.models import Notice
from alliances.ops.verification import verify_all


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    return world


def columns(world):
    return columns_of([world.call.envelope.account_id])[world.call.envelope.account_id]


def justified():
    rows = Transfer.objects.filter(kind="justification").order_by("pk")
    return list(rows.values_list("amount_cents", flat=True))


def three_parts(built):
    """40,00 $ at once, 40,00 $ after the interim report, 20,00 $ after the final one; the first is paid."""
    grant = factories.signed_grant(
        built.call,
        built.here,
        parts=(4_000, 4_000, 2_000),
        awaits=(Awaits.NOTHING, Awaits.INTERIM, Awaits.FINAL),
    )
    factories.pay_next(grant, built.here)
    return grant


@pytest.mark.parametrize("kind", ReportKind)
def test_nothing_is_reported_before_the_first_payment(built, kind):
    grant = factories.signed_grant(built.call, built.here, parts=(6_000, 4_000))
    for act in (grants.start_report, grants.save_report):
        with pytest.raises(Refused, match="premier versement"):
            act(actor=built.here.coordinator, grant=grant, kind=kind)
    assert not Report.objects.exists()


def test_the_final_report_comes_after_the_last_instalment(built):
    here, grant = built.here, factories.signed_grant(built.call, built.here, parts=(6_000, 4_000))
    factories.pay_next(grant, here)
    with pytest.raises(Refused, match="tranche 2"):
        grants.start_report(actor=here.coordinator, grant=grant)
    factories.pay_next(grant, here)
    factories.report(grant, here, spent_cents=9_000)
    assert justified() == [9_000]


def test_an_instalment_waits_for_its_interim_report_by_rule_and_by_postgresql(built):
    here, grant = built.here, three_parts(built)
    second = grant.instalments.get(rank=2)
    with pytest.raises(Refused, match="attend le rapport d’étape"):
        factories.pay_next(grant, here)
    smuggled = {
        "grant": grant, "instalment": second, "amount_cents": 4_000, "purpose": "x", "evidence": "x",
        "attestations": Attestation.values, "requested_by": here.requester.person,
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="awaits its interim report"), transaction.atomic():
        Payment.objects.create(**smuggled)
    report = factories.report(grant, here, kind=ReportKind.INTERIM, spent_cents=2_500, accepted=False)
    with pytest.raises(Refused, match="attend le rapport d’étape"):
        factories.pay_next(grant, here)
    grants.accept_report(actor=here.manager, report=report)
    factories.pay_next(grant, here)
    assert second.payments.get().state == "paid"


def test_each_accepted_report_justifies_what_it_adds_and_never_more_than_was_paid(built):
    here, grant = built.here, three_parts(built)
    with pytest.raises(Refused, match="ce qui a été versé"):
        factories.report(grant, here, kind=ReportKind.INTERIM, spent_cents=4_001)
    factories.report(grant, here, kind=ReportKind.INTERIM, spent_cents=2_500)
    assert justified() == [2_500]
    factories.pay_next(grant, here)
    with pytest.raises(Refused, match="déjà plus de dépenses"):
        factories.report(grant, here, spent_cents=2_499)
    factories.report(grant, here, spent_cents=9_500)
    assert justified() == [2_500, 5_500], "8 000 are paid: the rest is justified when it is paid"
    with pytest.raises(Refused, match="tranche 3 est due"):
        grants.close_grant(actor=here.manager, grant=grant)
    factories.pay_next(grant, here)
    assert justified() == [2_500, 5_500, 1_500]
    assert recoverable_cents(grant) == 500
    assert balance_cents(grant.justified_account_id) <= columns(built).paid_cents
    assert verify_all() == []


def test_an_interim_report_is_written_between_two_payments_only(built):
    here, paid = built.here, factories.paid_grant(built.call, built.here)
    assert "plutôt la reddition finale" in may_report(paid, ReportKind.INTERIM).reason
    grant = three_parts(built)
    interim = factories.report(grant, here, kind=ReportKind.INTERIM, spent_cents=100)
    assert interim.number.endswith("-E")
    factories.pay_next(grant, here)
    factories.report(grant, here, spent_cents=8_000, accepted=False)
    assert "déjà envoyée" in may_report(grant, ReportKind.INTERIM).reason


def test_ending_the_payments_gives_back_what_was_left_and_opens_the_final_report(built):
    here, before = built.here, columns(built).available_cents
    grant = factories.signed_grant(built.call, here, parts=(6_000, 4_000))
    factories.pay_next(grant, here)
    with pytest.raises(Refused, match="raison"):
        grants.end_payments(actor=here.manager, grant=grant, reason=" ")
    for _ in range(2):
        grants.end_payments(actor=here.manager, grant=grant, reason="Le projet s’arrête.")
    assert columns(built).available_cents == before - 6_000
    assert Transfer.objects.filter(kind="release").count() == 1
    with pytest.raises(Refused, match="ont pris fin"):
        factories.pay_next(grant, here)
    with pytest.raises(IntegrityError, match="payments of grant"), transaction.atomic():
        Payment.objects.create(
            grant=grant, instalment=grant.instalments.get(rank=2), amount_cents=1, purpose="x", evidence="x",
            attestations=Attestation.values, requested_by=here.requester.person,
        )  # fmt: skip
    factories.report(grant, here, spent_cents=6_000)
    grants.close_grant(actor=here.manager, grant=grant)
    assert (grant.state, balance_cents(grant.committed_account_id)) == ("closed", 0)
    assert Notice.objects.filter(account=here.coordinator, event="payments_ended").count() == 1


def test_payments_on_their_way_keep_the_end_away(built):
    here, grant = built.here, factories.signed_grant(built.call, built.here, parts=(6_000, 4_000))
    factories.requested_payment(grant, here, 6_000)
    with pytest.raises(Refused, match="pas encore fait"):
        grants.end_payments(actor=here.manager, grant=grant, reason="Essai.")


def at_commit(change):
    """The deferred checks of a commit, at once."""
    change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_postgresql_refuses_an_end_that_leaves_money_or_a_payment_behind(built):
    here = built.here
    grant = factories.signed_grant(built.call, here, parts=(6_000, 4_000))
    rows = Grant.objects.filter(pk=grant.pk)
    for change in ({"state": "closed"}, {"payments_ended_on": timezone.localdate()}):
        with pytest.raises(IntegrityError, match="money left"), transaction.atomic():
            at_commit(lambda change=change: rows.update(**change))
    factories.requested_payment(grant, here, 6_000)
    with pytest.raises(IntegrityError, match="waits"), transaction.atomic():
        at_commit(lambda: rows.update(state="closed"))


def test_postgresql_refuses_a_final_report_before_the_last_payment_and_a_change_after(built):
    here, grant = built.here, three_parts(built)
    interim = factories.report(grant, here, kind=ReportKind.INTERIM, spent_cents=100)
    with pytest.raises(IntegrityError, match="is accepted"), transaction.atomic():
        Report.objects.filter(pk=interim.pk).update(spent_cents=4_000)
    early = Report.objects.create(
        grant=grant, kind="final", state="sent", sent_at=timezone.now(), people_reached=1, spent_cents=100
    )
    with pytest.raises(IntegrityError, match="instalments to pay"), transaction.atomic():
        Report.objects.filter(pk=early.pk).update(state="accepted", accepted_at=timezone.now())


def pass_days(offer, days):
    """The last day of the offer was `days` ago."""
    last = timezone.localdate() - timedelta(days=days)
    Grant.objects.filter(pk=offer.pk).update(offered_on=last, expires_on=last)


def test_an_offer_nobody_answers_lapses_by_itself_once_a_late_paper_cannot_come(built):
    here, before = built.here, columns(built).available_cents
    waiting, late = (factories.offered_grant(built.call, here) for _ in range(2))
    pass_days(waiting, PAPER_GRACE.days)
    pass_days(late, PAPER_GRACE.days + 1)
    for moment in (1, 2):
        lapse(timestamp=moment)
    for offer in (waiting, late):
        offer.refresh_from_db()
    assert (waiting.state, late.state) == ("offered", "lapsed")
    assert columns(built).available_cents == before - 10_000
    assert Transfer.objects.filter(kind="release").count() == 1
    record = TransitionRecord.objects.about(late).get(name="lapse")
    assert record.actor.is_system
    assert not record.actor.is_active
    told = Notice.objects.filter(subject_id=late.pk, event__startswith="offer_lapsed")
    assert {notice.account for notice in told} == {here.coordinator, here.manager}
    grants.record_lapse(actor=here.manager, grant=Grant.objects.get(pk=waiting.pk))


def test_one_offer_that_cannot_lapse_does_not_keep_the_others(built, monkeypatch):
    here = built.here
    stuck, late = (factories.offered_grant(built.call, here) for _ in range(2))
    pass_days(stuck, 20)
    pass_days(late, 10)
    act = grants.offers.record_lapse

    def refusing(*, actor, grant):
        if grant.pk == stuck.pk:
            raise Refused("Exercice fermé.")
        return act(actor=actor, grant=grant)

    monkeypatch.setattr(grants.offers, "record_lapse", refusing)
    assert grants.lapse_unanswered() == 1
    late.refresh_from_db()
    assert late.state == "lapsed"
