"""Whatever a superuser changes by hand in the ledger, `./run verify` sees it and names where to look."""

import json
import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from alliances.domain import ledger
from alliances.domain.grants import actions as grants
from alliances.domain.ledger import actions
from alliances.domain.ledger.models import Book, Stage, Transfer, TransferKind
from alliances.domain.ledger.queries import proofs
from alliances.ops import verification

IN_FORCE = [
    f"ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER {name}"
    for name in ("ledger_transfer_append_only", "ledger_transfer_never_emptied")
] + ["ALTER TABLE ledger_transfer ENABLE TRIGGER transfer_follows_a_decision"]
DELETE_LAST = "DELETE FROM ledger_transfer WHERE number = (SELECT max(number) FROM ledger_transfer)"
INSERT_AFTER_LAST = """
    INSERT INTO ledger_transfer (book_id, number, digest, kind, origin_id, destination_id, amount_cents,
        accounting_date, fiscal_year_id, document, posted_by_id, posted_at, idempotency_key)
    SELECT book_id, number + 1, digest, kind, origin_id, destination_id, amount_cents, accounting_date,
        fiscal_year_id, document, posted_by_id, posted_at, 'x' FROM ledger_transfer ORDER BY number DESC LIMIT 1
"""
SWAP_DIGESTS = """
    UPDATE ledger_transfer a SET digest = b.digest FROM ledger_transfer b
    WHERE (a.number, b.number) IN ((2, 3), (3, 2))
"""
ANOTHER_BOOK = "INSERT INTO ledger_book (code, name, is_fictitious) VALUES ('VRAI', 'Vrai', false)"
MOVE_LAST = """
    UPDATE ledger_transfer SET book_id = (SELECT max(id) FROM ledger_book), number = 1
    WHERE number = (SELECT max(number) FROM ledger_transfer)
"""
REWRITE = """
    DO $$ DECLARE entry ledger_transfer; previous text := repeat('0', 64); BEGIN
        FOR entry IN SELECT * FROM ledger_transfer ORDER BY book_id, number LOOP
            previous := ledger_digest(entry, previous);
            UPDATE ledger_transfer SET digest = previous WHERE id = entry.id;
        END LOOP;
    END $$
"""
BALANCES = """
    UPDATE ledger_ledgeraccount a SET balance_cents = coalesce(
        (SELECT sum(CASE WHEN t.destination_id = a.id THEN amount_cents ELSE -amount_cents END)
         FROM ledger_transfer t WHERE a.id IN (t.origin_id, t.destination_id)), 0)
"""

# What was done by hand, then what the first difference must name.
ALTERATIONS = {
    "an amount changed": (
        ["UPDATE ledger_transfer SET amount_cents = amount_cents + 1 WHERE number = 2"],
        r"écriture nᵒ 2 ",
    ),
    "a document changed": (
        ["UPDATE ledger_transfer SET document = 'autre' WHERE number = 1"],
        r"écriture nᵒ 1 .*autre",
    ),
    "an author changed": (
        ["UPDATE ledger_transfer SET posted_by_id = (SELECT max(id) FROM people_account) WHERE number = 3"],
        r"écriture nᵒ 3 ",
    ),
    "an instant moved by a microsecond": (
        ["UPDATE ledger_transfer SET posted_at = posted_at + interval '1 microsecond' WHERE number = 4"],
        r"écriture nᵒ 4 ",
    ),
    "an entry deleted": (["DELETE FROM ledger_transfer WHERE number = 3"], r"nᵒ 3 manque"),
    "the last entry deleted": (
        [DELETE_LAST],
        r"Compte \d+ : son solde est de",
    ),
    "the last entry deleted and the balances redone": (
        [DELETE_LAST, BALANCES],
        r"report:\d+\) : 10000 cents sont décidés, rien n’est au grand livre",
    ),
    "an entry deleted and the rest renumbered": (
        [
            "DELETE FROM ledger_transfer WHERE number = 2",
            "UPDATE ledger_transfer SET number = number + 1000",
            "UPDATE ledger_transfer SET number = number - 1000 - (number > 1001)::int",
        ],
        r"écriture nᵒ 2 ",
    ),
    "an entry inserted": ([INSERT_AFTER_LAST], r"écriture nᵒ \d+ "),
    "two entries swapped": (
        [
            "UPDATE ledger_transfer SET number = 0 WHERE number = 2",
            "UPDATE ledger_transfer SET number = 2 WHERE number = 3",
            "UPDATE ledger_transfer SET number = 3 WHERE number = 0",
        ],
        r"écriture nᵒ 2 ",
    ),
    "two digests swapped": ([SWAP_DIGESTS], r"écriture nᵒ 2 "),
    "the table emptied": (["TRUNCATE ledger_transfer CASCADE"], r"Compte \d+ : son solde est de"),
    "the table emptied and the balances redone": (
        ["TRUNCATE ledger_transfer CASCADE", BALANCES],
        r"sont décidés, rien n’est au grand livre",
    ),
    "a balance changed": (
        ["UPDATE ledger_ledgeraccount SET balance_cents = balance_cents + 1 WHERE stage = 'paid'"],
        r"Compte \d+ : son solde est de 1 cents, ses écritures font 0 cents",
    ),
    "an entry moved to another book": ([ANOTHER_BOOK, MOVE_LAST], r"Livre VRAI, écriture nᵒ 1 "),
    "an account moved to another book": (
        [
            ANOTHER_BOOK,
            "UPDATE ledger_ledgeraccount SET book_id = (SELECT max(id) FROM ledger_book) WHERE stage = 'paid'",
        ],
        r"passe d’un livre à un autre",
    ),
    "a decided amount changed": (
        [
            "ALTER TABLE review_decision DISABLE TRIGGER USER",
            "UPDATE review_decision SET amount_cents = 9999",
        ],
        r"resolution:\d+\) : 9999 cents sont décidés, le grand livre en porte 10000",
    ),
    "a payment made larger": (
        ["ALTER TABLE grants_payment DISABLE TRIGGER USER", "UPDATE grants_payment SET amount_cents = 10001"],
        r"payment:\d+\) : 10001 cents sont décidés, le grand livre en porte 10000",
    ),
    "a payment that was never made": (
        [
            "ALTER TABLE grants_payment DISABLE TRIGGER USER",
            "UPDATE grants_payment SET state = 'approved', paid_on = NULL, reference = ''",
        ],
        r"porte 10000 cents pour payment:\d+, qu’aucun dossier ne demande",
    ),
    "a report's spending changed": (
        ["ALTER TABLE grants_report DISABLE TRIGGER USER", "UPDATE grants_report SET spent_cents = 1"],
        r"report:\d+\) : 1 cents sont décidés, le grand livre en porte 10000",
    ),
    "a territory's part changed": (
        [
            "ALTER TABLE envelopes_scenarioline DISABLE TRIGGER USER",
            "UPDATE envelopes_scenarioline SET amount_cents = amount_cents + 1",
        ],
        r"scenario:\d+\) : \d+ cents sont décidés, le grand livre en porte \d+",
    ),
    "the trigger disabled": (
        [],
        r"« ledger_transfer_append_only » de ledger_transfer est retiré ou désactivé",
    ),
    "the trigger dropped": (
        ["DROP TRIGGER ledger_transfer_append_only ON ledger_transfer"],
        r"« ledger_transfer_append_only »",
    ),
    "a constraint dropped": (
        [
            *IN_FORCE,
            "ALTER TABLE ledger_ledgeraccount DROP CONSTRAINT ledger_account_never_overdrawn",
        ],
        r"« ledger_account_never_overdrawn » est retirée",
    ),
    "a right given to the application": (
        [
            *IN_FORCE,
            "GRANT UPDATE ON ledger_ledgeraccount TO alliances_app",
        ],
        r"alliances_app a sur ledger_ledgeraccount des droits non déclarés : UPDATE",
    ),
}


def justified_grant(world):
    """A grant that walked to the end: paid whole, reported, accepted."""
    grant = factories.paid_grant(factories.open_call(world), world.here)
    report = grants.save_report(
        actor=world.here.coordinator, grant=grant, activities="Fait.", people_reached=40,
        spent_cents=grant.amount_cents,
    )  # fmt: skip
    grants.send_report(actor=world.here.coordinator, report=report)
    return grants.accept_report(actor=world.here.manager, report=report)


def run(statements) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_each_alteration_by_hand_is_found_and_named(superuser, subtests):
    justified_grant(factories.world())
    assert verification.verify_all() == []
    run(["SET CONSTRAINTS ALL IMMEDIATE"])
    for what, (statements, named) in ALTERATIONS.items():
        with subtests.test(what), transaction.atomic():
            run(["ALTER TABLE ledger_transfer DISABLE TRIGGER USER", *statements])
            found = verification.verify_all()
            transaction.set_rollback(True)
            assert found, f"{what}: nothing found"
            assert re.search(named, found[0]), found[:3]
            assert "\n" not in found[0]


def test_a_chain_rewritten_whole_is_found_with_the_digests_noted_before(superuser, tmp_path):
    """A superuser can recompute everything; only what was noted elsewhere contradicts her."""
    factories.open_call(factories.world())
    noted = tmp_path / "heads.json"
    noted.write_text(json.dumps(verification.heads()))
    assert verification.findings(verification.checks(noted)) == []
    run(["SET CONSTRAINTS ALL IMMEDIATE", "ALTER TABLE ledger_transfer DISABLE TRIGGER USER",
         "UPDATE ledger_transfer SET posted_at = posted_at + interval '1 microsecond' WHERE number = 1", REWRITE,
         *IN_FORCE])  # fmt: skip
    assert verification.verify_all() == []
    found = verification.findings(verification.checks(noted))
    assert len(found) == 1
    assert "n’a plus l’empreinte notée" in found[0]


def test_entries_older_than_the_chain_take_the_place_that_posting_gives(superuser):
    """The migration's own statement, on entries stripped of their place, rebuilds the very same chain."""
    justified_grant(factories.world())
    before = list(Transfer.objects.order_by("pk").values_list("pk", "book", "number", "digest"))
    columns = ("book_id", "number", "digest")
    run(["SET CONSTRAINTS ALL IMMEDIATE",
         "ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_transfer_append_only",
         *(f"ALTER TABLE ledger_transfer ALTER {column} DROP NOT NULL" for column in columns),
         "UPDATE ledger_transfer SET book_id = NULL, number = NULL, digest = NULL"])  # fmt: skip
    run([(Path(ledger.__file__).parent / "sql" / "chain_existing.sql").read_text(),
         *(f"ALTER TABLE ledger_transfer ALTER {column} SET NOT NULL" for column in columns)])  # fmt: skip
    assert list(Transfer.objects.order_by("pk").values_list("pk", "book", "number", "digest")) == before
    assert verification.verify_all() == []


@pytest.fixture
def two_places(db):
    book = Book.objects.create(code="B", name="Livre d’essai", is_fictitious=True)
    return [
        actions.open_account(book=book, stage=stage, label=stage) for stage in (Stage.SOURCE, Stage.AVAILABLE)
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_the_database_and_the_verification_write_the_same_text(two_places, text):
    """Quotes, control characters, emoji: the two JSON writers must agree to the byte."""
    source, available = two_places
    with transaction.atomic():
        clerk = factories.account("clerk")
        entry = actions.post(
            kind=TransferKind.ALLOCATION, origin=source, destination=available, amount_cents=5, document=text,
            actor=clerk, key=text,
        )  # fmt: skip
        assert proofs.digest(entry, proofs.NOTHING_BEFORE) == entry.digest
        transaction.set_rollback(True)


def test_numbers_have_no_gap_after_a_refusal(two_places):
    source, available = two_places
    clerk = factories.account("clerk")

    def post(key, cents, **where):
        places = {"origin": source, "destination": available} | where
        return actions.post(
            kind=TransferKind.ALLOCATION, amount_cents=cents, document="essai", actor=clerk, key=key, **places
        )

    assert post("a", 500).number == 1
    other = actions.open_account(book=source.book, stage=Stage.AVAILABLE, label="Autre")
    with pytest.raises(actions.Overdrawn):
        post("b", 501, origin=available, destination=other)
    assert post("c", 1).number == 2
    assert proofs.heads()[0].number == 2


def test_each_book_counts_for_itself(two_places):
    clerk = factories.account("clerk")
    other = Book.objects.create(code="A", name="Autre livre", is_fictitious=True)
    there = [actions.open_account(book=other, stage=s, label=s) for s in (Stage.SOURCE, Stage.AVAILABLE)]
    for key, (origin, destination) in {"1": two_places, "2": there, "3": two_places}.items():
        actions.post(kind=TransferKind.ALLOCATION, origin=origin, destination=destination, amount_cents=5,
                     document="essai", actor=clerk, key=key)  # fmt: skip
    assert [(head.book, head.number) for head in proofs.heads()] == [("A", 1), ("B", 2)]
    assert proofs.check_chains().findings == ()


CLOSED_EARLY = """
    UPDATE ledger_fiscalyear SET closed_at = '2000-01-01', closed_by_id = b.id, closing_proposed_by_id = a.id
    FROM (SELECT min(id) id FROM people_person) a, (SELECT max(id) id FROM people_person) b
"""
ANOTHER_YEAR = "UPDATE ledger_transfer SET fiscal_year_id = fiscal_year_id + 1 WHERE number = 2"


@pytest.mark.parametrize("change", [ANOTHER_YEAR, CLOSED_EARLY])
def test_an_entry_outside_its_year_or_after_its_closing_is_named(superuser, change):
    world = factories.world()
    factories.paid_grant(factories.open_call(world), world.here)
    assert proofs.check_years().findings == ()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER ALL")
        cursor.execute(change)
    assert "elle n’est pas dans l’exercice de sa date" in proofs.check_years().findings[0]
