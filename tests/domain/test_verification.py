"""`./run verify` names the account whose balance was touched behind the ledger's back."""

import pytest
from tests import factories

from alliances.ops.verification import verify_all

pytestmark = pytest.mark.django_db


def test_a_sound_ledger_has_no_finding():
    factories.open_call(factories.world())
    assert verify_all() == []


@pytest.mark.django_db(transaction=True)
def test_a_balance_changed_by_the_owner_is_found(owner_connection):
    world = factories.world()
    account = world.envelope.account_id
    owner_connection.execute("UPDATE ledger_ledgeraccount SET balance_cents = 1 WHERE id = %s", [account])
    assert verify_all() == [f"Account {account}: balance 1 cents, transfers add up to 100000 cents."]
