"""`./run verify` names a movement or a tranche that was altered behind the product's back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from tests import factories

from alliances.domain.envelopes import actions, proofs
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.actions.parts import part_of
from alliances.domain.envelopes.models import Component, MovementKind
from alliances.domain.ledger.actions import open_account
from alliances.domain.ledger.actions import reverse as post_reversal
from alliances.domain.ledger.models import Stage, Transfer

EARLIER = """
    UPDATE envelopes_tranche SET fiscal_year_id = 2024
    WHERE fiscal_year_id = 2026 AND envelope_id <> (SELECT min(id) FROM envelopes_envelope)
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def movement():
    """A transfer of 50,00 $ between two local envelopes shared among years."""
    world = factories.world()
    actions.share_among_years(
        actor=world.here.officer, envelope=world.envelope, years={2025: 40_000, 2026: 60_000}
    )
    factories.adopted_scenario(world)
    first, second = world.envelope.children.filter(component=Component.LOCAL).order_by("pk")
    proposed = actions.propose_movement(
        actor=world.here.officer,
        kind=MovementKind.TRANSFER,
        fund=world.fund,
        lines=[Line(first, second, 5_000)],
        reason="Essai",
    )
    return actions.approve(actor=world.here.second_officer, movement=proposed)


CHECKS = (proofs.check_entries, proofs.check_splits, proofs.check_movements, proofs.check_tranches)


def found():
    return [finding for check in CHECKS for finding in check().findings]


def test_all_agrees_after_a_movement(movement):
    assert found() == []
    assert proofs.check_movements().count == 2, "the envelope and the transfer"
    assert proofs.check_tranches().count == 4


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE envelopes_movementline SET amount_cents = 4000", "empreinte"),
        ("UPDATE envelopes_movement SET reason = 'autre'", "empreinte"),
        ("DELETE FROM envelopes_movementline", "aucun mouvement"),
        ("UPDATE envelopes_movement SET state = 'refused', done_at = NULL", "aucun mouvement"),
        ("UPDATE envelopes_tranche SET amount_cents = amount_cents + 1 WHERE amount_cents > 0", "a reçu"),
        (EARLIER, "plus que sa tranche"),
        ("DELETE FROM envelopes_tranche WHERE amount_cents < 0", "a reçu"),
    ],
)  # fmt: skip
def test_an_alteration_by_hand_is_named(movement, owner_connection, alteration, named):
    for table in ("movement", "movementline", "tranche"):
        owner_connection.execute(f"ALTER TABLE envelopes_{table} DISABLE TRIGGER USER")
    try:
        owner_connection.execute(alteration)
        said = found()
    finally:
        for table in ("movement", "movementline", "tranche"):
            owner_connection.execute(f"ALTER TABLE envelopes_{table} ENABLE TRIGGER USER")
    assert any(named in sentence for sentence in said), said


def test_an_entry_that_no_movement_asked_for_is_named(movement, owner_connection):
    line = movement.lines.get()
    owner_connection.execute(
        "SELECT ledger_post('allocation', %s, %s, 100, NULL, current_date, 'movement:999', %s, 'movement:999:1', NULL)",
        [line.destination.account_id, line.origin.account_id, movement.proposed_by_id],
    )
    assert any("movement:999" in sentence for sentence in found())


POST = "SELECT ledger_post(%s, %s, %s, 100, NULL, %s::date, %s, %s, %s, %s)"


def forged(movement, kind, origin, destination, document, key, *, day=None, reverses=None):
    """What the application's role writes past every rule of the product."""
    day = day or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(
            POST, [kind, origin, destination, day, document, movement.proposed_by_id, key, reverses]
        )


def test_no_entry_follows_an_envelope_any_more(movement):
    line = movement.lines.get()
    key = f"envelope:{line.destination_id}"
    with pytest.raises(IntegrityError, match="follows a movement or an adopted split"):
        forged(movement, "allocation", movement.fund.source_account_id, line.destination.account_id, key, key)


@pytest.mark.parametrize("document", ["essai:1", "scenario:1", "movement:1", "grant:1"])
def test_money_that_nobody_decided_to_move_is_named(movement, document):
    line = movement.lines.get()
    source = movement.fund.source_account_id
    forged(movement, "allocation", source, line.destination.account_id, document, f"{document}:x")
    assert any("personne n’a décidé" in sentence for sentence in found())


def test_money_sent_back_that_nobody_decided_is_named(movement):
    line = movement.lines.get()
    source = movement.fund.source_account_id
    forged(movement, "return", line.destination.account_id, source, "essai:1", "essai:1")
    assert any("personne n’a décidé" in sentence for sentence in found())


def test_a_part_that_the_signed_split_does_not_have_is_named(movement):
    whole = movement.lines.get().origin.parent
    added = actions.propose_movement(
        actor=movement.proposed_by,
        kind=MovementKind.ADDITION,
        fund=movement.fund,
        lines=[Line(None, whole, 100)],
        reason="Essai",
    )
    actions.approve(actor=movement.approved_by, movement=added)
    reserve = part_of(whole, whole.territory, Component.RESERVE, movement.proposed_by)
    document = f"scenario:{whole.scenarios.get().pk}"
    key = f"{document}:{whole.territory.code}:{Component.RESERVE}"
    forged(movement, "allocation", whole.account_id, reserve.account_id, document, key)
    assert any("volets" in sentence for sentence in found())


def test_a_movement_taken_back_in_the_ledger_alone_is_named(movement):
    entry = Transfer.objects.get(document=movement.document)
    post_reversal(transfer=entry, document="essai", actor=movement.proposed_by)
    assert any("rien n’est au grand livre" in sentence for sentence in found())


def test_an_entry_of_a_day_to_come_is_named(movement):
    line = movement.lines.get()
    tomorrow = timezone.localdate() + timedelta(days=1)
    forged(
        movement,
        "allocation",
        line.origin.account_id,
        line.destination.account_id,
        "essai:2",
        "essai:2",
        day=tomorrow,
    )
    assert any("jour à venir" in sentence for sentence in found())


@pytest.mark.parametrize("column", ["territory_id", "parent_id", "measure_id", "fund_id", "account_id"])
def test_an_envelope_stays_what_it_is(movement, column):
    """By whatever the application's role writes."""
    with pytest.raises(IntegrityError, match="stays what it is"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE envelopes_envelope SET {column} = {column} + 1")  # noqa: S608 - our own names


def test_a_fund_keeps_its_source_and_has_one(movement):
    with pytest.raises(IntegrityError, match="stays what it is"), connection.cursor() as cursor:
        cursor.execute("UPDATE envelopes_fund SET source_account_id = source_account_id + 1")
    with pytest.raises(IntegrityError, match="one_source_a_book"):
        open_account(book=movement.fund.book, stage=Stage.SOURCE, label="Autre crédit")
