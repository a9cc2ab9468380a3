"""What stands from before the refusals, or came with the triggers off: `./run verify` names it."""

import pytest
from django.db import connection, transaction
from tests import factories

from alliances.domain.chain.queries import given
from alliances.domain.people.models import Account, Person, RoleAssignment
from alliances.domain.people.roles import Role
from alliances.ops import verification

ALTERATIONS = {
    "an answer of a sent file": (
        "applications_answer",
        "UPDATE applications_answer SET typed = 'Autre.'",
        "n’est plus ce que prouve son reçu",
    ),
    "a fact of a sent file": (
        "applications_application",
        "UPDATE applications_application SET people_expected = 1",
        "n’est plus ce que prouve son reçu",
    ),
    "the closing of an open call": (
        "calls_call",
        "UPDATE calls_call SET closes_at = closes_at + interval '1 day'",
        "sa fermeture a changé sans report annoncé",
    ),
}


@pytest.fixture
def world(superuser):
    built = factories.world()
    built.call = factories.open_call(built)
    factories.sent_application(built.call, built.here)
    assert verification.verify_all() == []
    run("SET CONSTRAINTS ALL IMMEDIATE")
    return built


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_each_alteration_is_named_though_its_history_agrees(world, subtests):
    for what, (table, statement, named) in ALTERATIONS.items():
        with subtests.test(what), transaction.atomic():
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            run(statement)
            found = verification.verify_all()
            transaction.set_rollback(True)
            assert any(named in finding for finding in found), found[:3]


def test_the_closing_of_an_open_call_moved_under_the_application_s_role_is_named(db):
    call = factories.open_call(factories.world())
    assert given.check_closings().findings == ()
    run("UPDATE calls_call SET closes_at = closes_at + interval '1 day'")
    assert given.check_closings().findings[0].startswith(f"Appel nᵒ {call.pk} : sa fermeture a changé")


def test_a_role_that_nobody_confirmed_is_named(world):
    person = Person.objects.create(full_name="Réelle Personne")
    account = Account.objects.create_user("reelle@exemple.test", "une petite phrase", person=person)
    run("ALTER TABLE people_roleassignment DISABLE TRIGGER role_given_by_two")
    held = RoleAssignment.objects.create(
        account=account, role=Role.PAYMENT_APPROVER, territory=world.here.region
    )
    assert given.check_roles().findings[0].startswith(f"Rôle nᵒ {held.pk} (")
