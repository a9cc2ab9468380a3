"""One interim report for each instalment that awaits one, each counting from the beginning of the project."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests import factories

from alliances.domain.common.verdict import Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants import rules
from alliances.domain.grants.models import Instalment, Payment, Report, ReportKind
from alliances.domain.ledger.queries import balance_cents
from alliances.ops import verification

INTERIM = ReportKind.INTERIM


@pytest.fixture
def built(db):
    """40,00 $ at once, 30,00 $ after each of two interim reports; the first is paid."""
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.signed_grant(
        world.call, world.here, parts=(4_000, 3_000, 3_000), awaits=("nothing", "interim", "interim")
    )
    factories.pay_next(world.grant, world.here)
    return world


def told(built, spent_cents, **more):
    return factories.report(built.grant, built.here, kind=INTERIM, spent_cents=spent_cents, **more)


def ready(built):
    return list(built.grant.instalments.ready().order_by("rank").values_list("rank", flat=True))


def test_each_instalment_waits_for_its_own_report(built):
    assert ready(built) == [1]
    first = told(built, 1_000)
    assert ready(built) == [1, 2]
    with pytest.raises(Refused, match="attend le rapport d’étape"):
        grants.request_payment(
            actor=built.here.requester, instalment=built.grant.instalments.get(rank=3), amount_cents=1,
            evidence="x", attestations=[],
        )  # fmt: skip
    factories.pay_next(built.grant, built.here)
    second = told(built, 5_000)
    assert ready(built) == [1, 2, 3]
    assert (first.rank, second.rank, second.number) == (1, 2, first.number + "2")
    assert (first.name, second.name) == ("Rapport d’étape", "Rapport d’étape 2")
    assert balance_cents(built.grant.justified_account_id) == 5_000
    assert not rules.may_report(built.grant, INTERIM), "no instalment awaits a third one"


def test_one_at_a_time_and_never_less_than_before(built):
    first = told(built, 2_000, accepted=False)
    again = {"actor": built.here.coordinator, "grant": built.grant, "kind": INTERIM}
    with pytest.raises(Refused, match="déjà envoyée"):
        grants.save_report(**again, activities="Trop tôt.")
    grants.accept_report(actor=built.here.manager, report=first)
    second = grants.save_report(**again, activities="Ensuite.", people_reached=12, spent_cents=1_999)
    assert second.rank == 2
    with pytest.raises(Refused, match="Comptez depuis le début"):
        grants.send_report(actor=built.here.coordinator, report=second)


def test_a_page_of_the_first_report_does_not_begin_the_second(built):
    version = told(built, 1_000).version
    with pytest.raises(grants.ReportConflict), transaction.atomic():
        grants.save_report(
            actor=built.here.coordinator,
            grant=built.grant,
            kind=INTERIM,
            activities="Ancien.",
            version=version,
        )
    assert built.grant.reports.count() == 1


def test_postgresql_keeps_them_apart_in_order_and_from_the_beginning(built):
    first = told(built, 1_000)
    third = Instalment.objects.get(grant=built.grant, rank=3)
    paid = built.grant.payments.get()
    with pytest.raises(IntegrityError, match="awaits its interim report"), transaction.atomic():
        Payment.objects.create(
            grant=built.grant, instalment=third, amount_cents=1, purpose="x", evidence="x",
            attestations=paid.attestations, requested_by=paid.requested_by,
        )  # fmt: skip
    second = told(built, 1_500, accepted=False)
    rows = Report.objects.filter(pk=second.pk)
    for change in (
        lambda: Report.objects.create(grant=built.grant, kind=INTERIM, rank=3),
        lambda: Report.objects.create(grant=built.grant, kind="final", rank=2),
        lambda: rows.update(rank=1),
        lambda: rows.update(state="accepted", accepted_at=first.accepted_at, spent_cents=999),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_screens_go_from_one_report_to_the_next(built, client):
    first = told(built, 1_000)
    client.force_login(built.here.coordinator)
    page = client.get(reverse("organisation_grant", args=[built.grant.pk])).content.decode()
    assert "Préparer le rapport d’étape" in page
    assert "La tranche 3 attend ce rapport" in page
    assert "La tranche 3 l’attend" in client.get(reverse("today")).content.decode()
    write = reverse("organisation_interim", args=[built.grant.pk])
    assert "Rapport d’étape 2" in client.get(write).content.decode()
    assert "dit déjà 10,00 $" in client.get(write).content.decode().replace("\u00a0", " ")
    second = told(built, 1_500)
    receipt = reverse("organisation_interim_receipt", args=[built.grant.pk])
    assert second.number in client.get(receipt).content.decode()
    earlier = client.get(f"{receipt}?rang=1").content.decode()
    assert first.digest[:8] in earlier
    for wrong in ("9", "x", "²"):
        assert client.get(f"{receipt}?rang={wrong}").status_code in (200, 404)
    assert client.get(write).status_code == 302
    client.force_login(built.here.manager)
    assert "Rapport d’étape 2" in client.get(reverse("manager_grant", args=[built.grant.pk])).content.decode()
    assert "Rapport d’étape 2" in client.get(reverse("grant_page", args=[built.grant.pk])).content.decode()


def test_the_books_agree_with_two_interim_reports_and_the_final_one(built):
    told(built, 1_000)
    factories.pay_next(built.grant, built.here)
    told(built, 5_000)
    assert verification.verify_all() == []
    factories.pay_next(built.grant, built.here)
    factories.report(built.grant, built.here, spent_cents=9_000)
    assert balance_cents(built.grant.justified_account_id) == 9_000
    assert verification.verify_all() == []


def test_nothing_is_added_to_what_the_final_report_told(built):
    """The second instalment is given up, its report begun; the final one comes before it."""
    first = told(built, 1_000)
    factories.pay_next(built.grant, built.here)
    late = told(built, 2_000, accepted=False)
    grants.end_payments(actor=built.here.manager, grant=built.grant, reason="Le projet s’arrête.")
    grants.send_back_report(actor=built.here.manager, report=late, reason="Corrigez.")
    factories.report(built.grant, built.here, spent_cents=3_000)
    with pytest.raises(Refused, match="La reddition finale est acceptée"):
        grants.send_report(actor=built.here.coordinator, report=Report.objects.get(pk=late.pk))
    with pytest.raises(IntegrityError, match="nothing_after_the_final_report"), transaction.atomic():
        Report.objects.filter(pk=late.pk).update(
            state="accepted", spent_cents=7_000, accepted_at=first.accepted_at
        )
    assert verification.verify_all() == []
