"""PostgreSQL refuses, to the application's own role, what must never be."""

import os
import subprocess
import sys
from datetime import date

import psycopg
import pytest
from django.db import Error, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from alliances.domain.common.verdict import Refused
from alliances.domain.ledger import actions, queries
from alliances.domain.ledger.models import Book, LedgerAccount, Stage, Transfer, TransferKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    return Book.objects.create(code="B", name="Livre d’essai", is_fictitious=True)


@pytest.fixture
def clerk():
    return factories.account("clerk")


@pytest.fixture
def places(book):
    source = actions.open_account(book=book, stage=Stage.SOURCE, label="Source")
    available = actions.open_account(book=book, stage=Stage.AVAILABLE, label="Enveloppe")
    later = [
        actions.open_account(book=book, stage=stage, label=stage.label, drawn_from=available)
        for stage in (Stage.RESERVED, Stage.COMMITTED, Stage.PAID, Stage.JUSTIFIED)
    ]
    return [source, available, *later]


def post(kind, origin, destination, cents, actor, key="k", **more):
    return actions.post(
        kind=kind, origin=origin, destination=destination, amount_cents=cents, document="essai", actor=actor, key=key,
        **more,
    )  # fmt: skip


def balance(account):
    return LedgerAccount.objects.get(pk=account.pk).balance_cents


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger_ledgeraccount (book_id, stage, label, balance_cents) VALUES (1, 'available', 'x', 100)",
        "UPDATE ledger_ledgeraccount SET balance_cents = 1",
        "UPDATE ledger_transfer SET amount_cents = 1",
        "DELETE FROM ledger_transfer",
        "TRUNCATE ledger_transfer",
        "UPDATE ledger_fiscalyear SET closed_at = NULL",
        "ALTER TABLE ledger_transfer DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_transfer_append_only",
        "DROP TRIGGER ledger_transfer_append_only ON ledger_transfer",
        "DROP TABLE ledger_transfer CASCADE",
        "ALTER TABLE ledger_ledgeraccount DROP CONSTRAINT ledger_account_never_overdrawn",
        "INSERT INTO ledger_transfer SELECT * FROM ledger_transfer",
        "INSERT INTO ledger_fiscalyear (start_year) VALUES (2050)",
        "DELETE FROM ledger_ledgeraccount",
        "TRUNCATE ledger_ledgeraccount CASCADE",
        "CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP FUNCTION ledger_refuse_change() CASCADE",
        "SET ROLE alliances_owner",
        "SET SESSION AUTHORIZATION alliances_owner",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_role_cannot_write_in_the_ledger(statement, places):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_tests_run_as_the_application_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "alliances_app"


def test_an_entry_without_its_other_half_cannot_even_be_said(places, clerk):
    """One amount leaves one account and enters another: the posting function has no words for an unbalanced entry."""
    source, available, *_ = places
    post(TransferKind.ALLOCATION, source, available, 500, clerk)
    assert sum(balance(place) for place in places) == 0
    half = "SELECT ledger_post('allocation', %s, %s, 5, NULL, '2026-05-01', 'x', %s, 'half', NULL)"
    for origin, destination in ((source.pk, None), (None, available.pk), (source.pk, source.pk)):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(half, [origin, destination, clerk.pk])
    assert sum(balance(place) for place in places) == 0


def test_an_account_is_never_overdrawn_and_says_what_it_holds(places, clerk):
    source, available, reserved, *_ = places
    post(TransferKind.ALLOCATION, source, available, 500, clerk, "a")
    with pytest.raises(actions.Overdrawn) as refusal:
        post(TransferKind.RESERVATION, available, reserved, 501, clerk, "b")
    assert refusal.value.available_cents == 500
    assert balance(available) == 500
    assert Transfer.objects.count() == 1


def test_the_same_key_posts_once_and_refuses_another_amount(places, clerk):
    source, available, *_ = places
    first = post(TransferKind.ALLOCATION, source, available, 500, clerk)
    assert post(TransferKind.ALLOCATION, source, available, 500, clerk) == first
    with pytest.raises(actions.KeyReused):
        post(TransferKind.ALLOCATION, source, available, 400, clerk)
    assert balance(available) == 500


def test_the_same_key_with_another_body_is_refused(places, clerk):
    source, available, *_ = places
    day = date(2026, 5, 1)
    first = post(TransferKind.ALLOCATION, source, available, 500, clerk, accounting_date=day)
    assert (
        post(TransferKind.ALLOCATION, source, available, 500, clerk) == first
    )  # no date given: the same entry
    for change in (
        {"accounting_date": date(2026, 5, 2)},
        {"document": "autre"},
        {"kind": TransferKind.RETURN},
        {"origin": available, "destination": source},
    ):
        body = {
            "kind": TransferKind.ALLOCATION,
            "origin": source,
            "destination": available,
            "document": "essai",
        }
        with pytest.raises(actions.KeyReused):
            actions.post(**(body | change), amount_cents=500, actor=clerk, key="k")
    assert Transfer.objects.count() == 1


def test_the_same_key_in_another_book_is_refused(places, clerk):
    other = Book.objects.create(code="C", name="Autre livre", is_fictitious=True)
    there = [actions.open_account(book=other, stage=s, label=s) for s in (Stage.SOURCE, Stage.AVAILABLE)]
    post(TransferKind.ALLOCATION, places[0], places[1], 500, clerk)
    with pytest.raises(actions.KeyReused):
        post(TransferKind.ALLOCATION, *there, 500, clerk)


POST = """
import sys, psycopg
address, parameters = sys.argv[1], sys.argv[2:]
with psycopg.connect(address, autocommit=True) as connection:
    connection.execute("SELECT pg_advisory_lock_shared(7)")  # everybody starts when the test lets go
    try:
        row = connection.execute(
            "SELECT ledger_post('allocation', %s, %s, %s, NULL, '2026-05-01', 'essai', %s, 'once', NULL)", parameters
        ).fetchone()
        print(row[0])
    except psycopg.Error as error:
        print(error.sqlstate)
"""


def _from_processes(amounts, origin, destination, actor):
    """What each operating-system process is answered; all post the same key at the same moment."""
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as gate:
        gate.execute("SELECT pg_advisory_lock(7)")
        started = [
            subprocess.Popen(
                [sys.executable, "-c", POST, address, *map(str, (origin.pk, destination.pk, cents, actor.pk))],
                stdout=subprocess.PIPE, text=True,
            )
            for cents in amounts
        ]  # fmt: skip
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted"
        while gate.execute(waiting).fetchone()[0] < len(started):
            assert all(process.poll() is None for process in started)
        gate.execute("SELECT pg_advisory_unlock(7)")
        return [process.communicate(timeout=60)[0].strip() for process in started]


def test_eight_processes_with_one_key_post_one_entry(transactional_db):
    book = Book.objects.create(code="B", name="Livre d’essai", is_fictitious=True)
    source, available = (
        actions.open_account(book=book, stage=stage, label=stage) for stage in (Stage.SOURCE, Stage.AVAILABLE)
    )
    clerk = factories.account("clerk")
    said = _from_processes([500] * 8, source, available, clerk)
    entry = Transfer.objects.get()
    assert said == [str(entry.pk)] * 8
    assert balance(available) == 500
    assert _from_processes([500, 400], source, available, clerk) == [str(entry.pk), "AL004"]
    assert Transfer.objects.get() == entry


@pytest.mark.parametrize("day", [date(2003, 3, 31), date(2041, 4, 1)])
def test_a_date_outside_the_open_years_is_refused(places, clerk, day):
    source, available, *_ = places
    with pytest.raises(actions.ClosedYear):
        post(TransferKind.ALLOCATION, source, available, 500, clerk, accounting_date=day)


@pytest.mark.parametrize(("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026)])
def test_the_fiscal_year_turns_on_the_first_of_april(places, clerk, day, year):
    source, available, *_ = places
    entry = post(TransferKind.ALLOCATION, source, available, 500, clerk, accounting_date=day)
    assert entry.fiscal_year_id == year


@pytest.mark.parametrize("cents", [0, -1])
def test_an_entry_carries_a_positive_amount(places, clerk, cents):
    source, available, *_ = places
    with pytest.raises(Refused):
        post(TransferKind.ALLOCATION, source, available, cents, clerk)


def test_money_never_crosses_from_one_book_to_another(places, clerk):
    other = Book.objects.create(code="C", name="Vrai fonds")
    elsewhere = actions.open_account(book=other, stage=Stage.AVAILABLE, label="Ailleurs")
    with pytest.raises(Refused):
        post(TransferKind.ALLOCATION, places[0], elsewhere, 5, clerk)


def test_a_stage_is_never_skipped(places, clerk):
    source, available, _reserved, committed, *_ = places
    post(TransferKind.ALLOCATION, source, available, 500, clerk, "a")
    with pytest.raises(Refused):
        post(TransferKind.COMMITMENT, available, committed, 5, clerk, "b")


def test_a_grant_draws_on_its_own_envelope_only(book, places, clerk):
    source, available, *_ = places
    post(TransferKind.ALLOCATION, source, available, 500, clerk, "a")
    other = actions.open_account(book=book, stage=Stage.AVAILABLE, label="Autre enveloppe")
    stranger = actions.open_account(book=book, stage=Stage.RESERVED, label="x", drawn_from=other)
    with pytest.raises(Refused):
        post(TransferKind.RESERVATION, available, stranger, 5, clerk, "b")


def test_a_reversal_mirrors_its_entry_once(places, clerk):
    source, available, *_ = places
    entry = post(TransferKind.ALLOCATION, source, available, 500, clerk, "a")
    actions.reverse(transfer=entry, document="erreur", actor=clerk)
    assert balance(available) == 0
    again = actions.reverse(transfer=entry, document="erreur", actor=clerk)
    assert again.reverses == entry
    assert Transfer.objects.filter(kind="reversal").count() == 1


def test_even_the_owner_cannot_change_an_entry(transactional_db, owner_connection):
    book = Book.objects.create(code="B", name="Livre d’essai")
    source = actions.open_account(book=book, stage=Stage.SOURCE, label="Source")
    available = actions.open_account(book=book, stage=Stage.AVAILABLE, label="Enveloppe")
    post(TransferKind.ALLOCATION, source, available, 500, factories.account("clerk"))
    for statement in ("UPDATE ledger_transfer SET amount_cents = 1", "DELETE FROM ledger_transfer",
                      "TRUNCATE ledger_transfer"):  # fmt: skip
        with pytest.raises(Exception, match="never changed"):
            owner_connection.execute(statement)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 400)), max_size=25))
def test_whatever_is_tried_no_cent_appears_or_vanishes(places, clerk, steps):
    kinds = [TransferKind.ALLOCATION, TransferKind.RESERVATION, TransferKind.COMMITMENT, TransferKind.PAYMENT,
             TransferKind.JUSTIFICATION]  # fmt: skip
    with transaction.atomic():
        for number, (step, cents) in enumerate(steps):
            try:
                post(kinds[step], places[step], places[step + 1], cents, clerk, f"{number}")
            except actions.Overdrawn:
                continue
        assert sum(balance(place) for place in places) == 0
        assert all(balance(place) >= 0 for place in places[1:])
        assert queries.broken_balances() == []
        columns = queries.columns_of([places[1].pk])[places[1].pk]
        assert columns.allocated_cents == -balance(places[0])
        assert (
            columns.allocated_cents
            >= columns.committed_cents
            >= columns.paid_cents
            >= columns.justified_cents
        )
        transaction.set_rollback(True)


def test_internal_errors_are_not_disguised_as_refusals(places, clerk):
    source, available, *_ = places
    with pytest.raises(Refused):
        post("nonsense", source, available, 5, clerk)
    with pytest.raises(ProgrammingError):
        post(TransferKind.ALLOCATION, source, available, 2**70, clerk)
