"""`./run verify`: what was checked when all is well, else the first difference alone, in one line."""

import argparse
import json

import pytest
from tests import factories

from alliances.ops.commands import verify

BARE = argparse.Namespace(all=False, english=False, against=None, heads=False)


def verified(capsys, **options) -> tuple[int, str]:
    status = verify.run(argparse.Namespace(**(vars(BARE) | options)))
    return status, capsys.readouterr().out


@pytest.mark.django_db
def test_a_sound_ledger_says_what_was_checked_and_how_many(capsys):
    world = factories.world()
    factories.signed_grant(factories.open_call(world), world.here)
    status, said = verified(capsys)
    assert status == 0
    assert said.startswith("Tout concorde : 6 écritures enchaînées, ")
    assert "1 conventions engagées" in said
    status, said = verified(capsys, english=True)
    assert (status, said.startswith("All agrees: 6 chained entries, ")) == (0, True)


@pytest.mark.django_db(transaction=True)
def test_the_first_difference_is_named_alone_unless_all_are_asked_for(owner_connection, capsys, tmp_path):
    world = factories.world()
    account = world.envelope.account_id
    noted = tmp_path / "heads.json"
    status, said = verified(capsys, heads=True)
    noted.write_text(said)
    assert [head["number"] for head in json.loads(said)["heads"]] == [1]
    assert verified(capsys, against=noted)[0] == 0
    owner_connection.execute("UPDATE ledger_ledgeraccount SET balance_cents = 1 WHERE id = %s", [account])
    status, said = verified(capsys)
    assert status == 1
    assert said.startswith(f"Compte {account} : son solde est de 1 cents, ses écritures font 100000 cents.")
    assert said.count("\n") == 1
    assert verified(capsys, all=True)[1].count("\n") > 1
