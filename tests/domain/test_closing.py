"""Closing a fiscal year: two people, nothing left waiting, and no entry afterwards."""

from datetime import date

import psycopg
import pytest
from django.db import Error, connection, transaction
from tests import factories

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.ledger import actions, rules
from alliances.domain.ledger.models import FiscalYear, Stage, TransferKind
from alliances.domain.ledger.queries import proofs
from alliances.domain.people.roles import Role
from alliances.ops import closing
from alliances.ops.errors import Refusal

pytestmark = pytest.mark.django_db
PAST = date(2025, 6, 1)


@pytest.fixture
def world():
    built = factories.world()
    built.first, built.second = (
        factories.hold(factories.account(name), Role.MINISTRY_OFFICER, built.province)
        for name in ("un", "deux")
    )
    return built


@pytest.fixture
def year(world):
    return FiscalYear.objects.get(pk=2025)


def allocate(world, day, key):
    child = actions.open_account(book=world.fund.book, stage=Stage.AVAILABLE, label=key)
    return actions.post(
        kind=TransferKind.ALLOCATION, origin=world.fund.source_account, destination=child, amount_cents=5,
        document="essai", actor=world.first, key=key, accounting_date=day,
    )  # fmt: skip


def test_two_people_close_a_year_and_it_takes_no_entry_any_more(world, year):
    allocate(world, PAST, "before")
    actions.propose_closing(actor=world.first, year=year)
    allocate(world, PAST, "between")
    closed = actions.close_year(actor=world.second, year=year)
    assert closed.closed_at
    assert (closed.closing_proposed_by, closed.closed_by) == (world.first.person, world.second.person)
    assert proofs.check_closings().findings == ()
    with pytest.raises(actions.ClosedYear, match="fermé"):
        allocate(world, PAST, "after")
    with pytest.raises(actions.ClosedYear):
        allocate(world, date(2026, 3, 31), "last day")
    assert allocate(world, date(2026, 4, 1), "next year").fiscal_year_id == 2026


def test_the_same_person_does_not_close_even_with_two_accounts(world, year):
    twin = factories.hold(
        factories.account("jumeau", person=world.first.person), Role.MINISTRY_OFFICER, world.province
    )
    with pytest.raises(Refused, match="première personne"):
        actions.close_year(actor=world.second, year=year)
    actions.propose_closing(actor=world.first, year=year)
    year.refresh_from_db()
    for account in (world.first, twin):
        with pytest.raises(Refused, match="autre personne"):
            actions.close_year(actor=account, year=year)
        with (
            pytest.raises(Error, match="another person"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT ledger_close_year(2025::smallint, %s)", [account.pk])
    assert FiscalYear.objects.get(pk=2025).closed_at is None


def test_a_closing_by_people_without_the_role_is_named(world, year):
    """Past every rule of the product, as the application's role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_propose_closing(2025::smallint, %s)", [world.here.coordinator.pk])
        cursor.execute("SELECT ledger_close_year(2025::smallint, %s)", [world.second.pk])
    (named,) = proofs.check_closings().findings
    assert str(world.here.coordinator.person) in named
    assert "2025-2026" in named


def test_a_region_does_not_close_the_years_of_all(world, year):
    with pytest.raises(NotPermitted):
        actions.propose_closing(actor=world.here.officer, year=year)
    with pytest.raises(NotPermitted):
        actions.propose_closing(actor=world.here.manager, year=year)


def test_what_blocks_a_closing_is_listed(world, year):
    allocate(world, date(2024, 6, 1), "earlier")
    waiting = factories.requested_payment(
        factories.signed_grant(factories.open_call(world), world.here), world.here, 100
    )
    now = FiscalYear.objects.get(pk=2026)
    said = rules.obstacles(now, date(2026, 11, 25))
    assert any("se termine le" in sentence for sentence in said)
    assert any("2024-2025 a des écritures" in sentence for sentence in said)
    assert any(f"versement {waiting.pk} " in sentence for sentence in said)
    with pytest.raises(Refused, match="2024-2025 a des écritures"):
        actions.propose_closing(actor=world.first, year=year)
    sentence, status = closing.act(2025, propose=None, close=None)
    assert (status, "2024-2025" in sentence) == (1, True)


def test_the_database_itself_refuses_a_year_that_is_not_over(world):
    with pytest.raises(Error, match="not over"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_propose_closing(2039::smallint, %s)", [world.first.pk])


def test_the_command_closes_through_the_same_actions(world, year):
    assert closing.act(2025, propose="UN@exemple.test", close=None)[1] == 0
    with pytest.raises(Refusal, match="autre personne"):
        closing.act(2025, propose=None, close=world.first.email)
    with pytest.raises(Refusal, match="Aucun compte"):
        closing.act(2025, propose=None, close="personne@exemple.test")
    assert closing.act(2025, propose=None, close=world.second.email)[1] == 0
    assert closing.act(2025, propose=None, close=None)[1] == 1
    with pytest.raises(Refusal):
        closing.act(1900, propose=None, close=None)


@pytest.mark.django_db(transaction=True)
def test_even_the_owner_does_not_close_a_year_alone(owner_connection):
    with pytest.raises(psycopg.errors.CheckViolation, match="fiscal_year_closed_by_two_people"):
        owner_connection.execute("UPDATE ledger_fiscalyear SET closed_at = now() WHERE start_year = 2025")
