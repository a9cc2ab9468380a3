"""The register of commitments, the late entries and the reversals."""

import html
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.chain.queries.registers import commitments_of, signed_in_year, within_place
from alliances.domain.ledger import actions
from alliances.domain.ledger.models import Book, Transfer, TransferKind
from alliances.domain.ledger.queries.late import late_entries
from alliances.domain.people.roles import Role
from alliances.engine.fiscal_years import FiscalYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """Here one agreement paid by half; there another, signed alone."""
    built = factories.world()
    built.call = factories.open_call(built)
    built.grant = factories.signed_grant(built.call, built.here, requested_cents=2_000, parts=(500, 1_500))
    factories.pay_next(built.grant, built.here)
    built.elsewhere = factories.signed_grant(
        factories.open_call(built, built.there), built.there, requested_cents=3_000
    )
    built.chief = factories.hold(factories.account("verif"), Role.AUDITOR, built.province)
    return built


def signed_in(account: object) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(account: object, name: str, **asked: object) -> str:
    answer = signed_in(account).get(reverse(name), asked)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def posted(world: SimpleNamespace, key: str, days_ago: int) -> Transfer:
    return actions.post(
        kind=TransferKind.ALLOCATION,
        origin=world.fund.source_account,
        destination=world.envelope.account,
        amount_cents=700,
        document="essai",
        actor=world.here.officer,
        key=key,
        accounting_date=timezone.localdate() - timedelta(days=days_ago),
    )


def test_the_register_says_what_the_accounts_hold(world: SimpleNamespace) -> None:
    row = commitments_of(world.here.auditor, Book.objects.get()).get()
    assert (row.committed_cents, row.paid_cents, row.justified_cents, row.left_cents) == (
        2_000,
        500,
        0,
        1_500,
    )  # type: ignore[attr-defined]
    assert row.next_due_on == world.grant.instalments.get(rank=2).due_on  # type: ignore[attr-defined]


def test_nothing_is_due_once_everything_is_paid(world: SimpleNamespace) -> None:
    factories.pay_next(world.grant, world.here)
    row = commitments_of(world.here.auditor, Book.objects.get()).get()
    assert row.next_due_on is None  # type: ignore[attr-defined]
    assert row.left_cents == 0  # type: ignore[attr-defined]


def test_an_offer_is_no_commitment_and_another_region_is_not_read(world: SimpleNamespace) -> None:
    factories.offered_grant(world.call, world.here, requested_cents=1_000)
    assert list(commitments_of(world.here.auditor, Book.objects.get())) == [world.grant]
    shown = page(world.here.auditor, "audit_commitments")
    assert world.grant.number in shown
    assert world.elsewhere.number not in shown
    assert "Aucun compte dans votre périmètre" in page(world.here.coordinator, "audit_commitments")


def test_the_register_is_narrowed_by_year_and_by_territory(world: SimpleNamespace) -> None:
    rows = commitments_of(world.chief, Book.objects.get())
    year = FiscalYear.of(world.grant.signed_on).start
    assert set(signed_in_year(rows, str(year))) == {world.grant, world.elsewhere}
    assert not signed_in_year(rows, str(year - 1)).exists()
    assert list(within_place(rows, world.there.region.code)) == [world.elsewhere]
    assert not within_place(rows, "inconnu").exists()
    for odd in ("", "9" * 40, "-1", "١٩٩٩", "abc"):
        assert signed_in_year(rows, odd).count() == 2
    assert "30,00" not in page(world.chief, "audit_commitments", territoire=world.here.region.code)


def test_an_entry_is_late_beyond_the_days_the_reader_chooses(world: SimpleNamespace) -> None:
    old, recent = posted(world, "old", 40), posted(world, "recent", 20)
    same_year = Transfer.objects.filter(fiscal_year=FiscalYear.of(timezone.localdate()).start)
    assert recent in late_entries(same_year, 19)
    assert recent not in late_entries(same_year, 20)
    assert old in late_entries(Transfer.objects.all(), 39)


def test_an_entry_of_another_year_is_listed_whatever_the_days(world: SimpleNamespace) -> None:
    entry = posted(world, "last-year", 366)
    found = late_entries(Transfer.objects.all(), 3650)
    assert list(found) == [entry]
    assert "Autre exercice" in page(world.chief, "audit_late", jours=3650)


def test_a_reversal_is_listed_with_its_reason_and_its_entry(world: SimpleNamespace) -> None:
    entry = posted(world, "twice", 0)
    actions.reverse(transfer=entry, document="Saisie en double", actor=world.here.officer)
    shown = page(world.chief, "audit_late")
    assert "Saisie en double" in shown
    assert reverse("audit_entry", args=[entry.pk]) in shown
    assert "Saisie en double" not in page(world.chief, "audit_late", genre="tardive")
    assert "Saisie en double" not in page(world.there.auditor, "audit_late")


def test_a_delay_that_cannot_be_read_is_said(world: SimpleNamespace) -> None:
    assert 'class="error-summary"' in page(world.chief, "audit_late", jours="beaucoup")
    assert 'class="error-summary"' in page(world.chief, "audit_commitments", fonds="inconnu")


@pytest.mark.parametrize("name", ["audit_commitments", "audit_late"])
def test_the_registers_cost_the_same_with_few_rows_and_with_many(world: SimpleNamespace, name: str) -> None:
    client = signed_in(world.here.auditor)
    posted(world, "one", 400)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    for again in range(3):
        factories.signed_grant(world.call, world.here, requested_cents=1_000)
        posted(world, f"more-{again}", 400)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))
    assert len(many) == len(few)
    assert len(few) <= 20


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["audit_commitments", "audit_late"])
def test_the_registers_leave_as_files(world: SimpleNamespace, name: str, kind: str) -> None:
    posted(world, "old", 400)
    answer = signed_in(world.chief).get(reverse(name), {"format": kind})
    assert "attachment" in answer["Content-Disposition"]
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + (2 if name == "audit_commitments" else 1)
