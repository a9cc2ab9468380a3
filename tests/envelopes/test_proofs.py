"""`./run verify` names a movement or a tranche that was altered behind the product's back."""

import pytest
from tests import factories

from alliances.domain.envelopes import actions, proofs
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Component, MovementKind

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


def found():
    return [*proofs.check_movements().findings, *proofs.check_tranches().findings]


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
