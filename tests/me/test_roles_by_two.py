"""Roles that bind money are given by two persons: PostgreSQL holds it against the app role, verify names the rest."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests import factories

from alliances.domain.people import invitations
from alliances.domain.people.models import Account, Invitation, Person, RoleAssignment
from alliances.domain.people.roles import GIVEN_BY_TWO, Role
from alliances.ops import officers

PASSWORD = "une petite phrase de passe"


@pytest.fixture
def world(db):
    return factories.world()


def someone(name="Réelle Personne", email="reelle@exemple.test"):
    """A natural person, not one of the demonstration."""
    return Account.objects.create_user(email, PASSWORD, person=Person.objects.create(full_name=name))


def hold(who, role, place) -> None:
    RoleAssignment.objects.create(account=who, role=role, territory=place)
    at_commit()


def become(held, role) -> None:
    RoleAssignment.objects.filter(pk=held.pk).update(role=role)
    at_commit()


def at_commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_database_knows_the_same_roles(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT role, people_given_by_two(role) FROM unnest(%s::text[]) role", [Role.values])
        assert {role for role, by_two in cursor.fetchall() if by_two} == {role.value for role in GIVEN_BY_TWO}


@pytest.mark.parametrize("role", sorted(GIVEN_BY_TWO))
def test_a_role_written_by_hand_is_refused(world, role):
    who = someone()
    with pytest.raises(IntegrityError, match="not given by two"), transaction.atomic():
        hold(who, role, world.here.region)


def test_a_role_that_binds_nothing_does_not_become_one_that_does(world):
    who = someone()
    held = RoleAssignment.objects.create(account=who, role=Role.ANALYST, territory=world.here.region)
    at_commit()
    with pytest.raises(IntegrityError, match="not given by two"), transaction.atomic():
        become(held, Role.PAYMENT_APPROVER)


def test_a_person_does_not_become_fictitious_to_hold_one(world):
    with pytest.raises(IntegrityError, match="does not change sides"), transaction.atomic():
        Person.objects.filter(pk=someone().person_id).update(is_fictitious=True)


def asked(world):
    return invitations.invite(
        actor=world.here.manager, email="nouvelle@exemple.test", full_name="Nouvelle Personne",
        role=Role.PAYMENT_APPROVER, perimeter=world.here.region,
    )[0]  # fmt: skip


def test_confirmed_by_another_and_accepted_it_holds(world):
    _invitation, secret = invitations.confirm(actor=world.here.officer, invitation=asked(world))
    account = invitations.accept(secret=secret, password=PASSWORD)
    at_commit()
    assert account.holds(Role.PAYMENT_APPROVER)
    RoleAssignment.objects.filter(account=account).update(
        valid_until=timezone.localdate()
    )  # it ends as before
    at_commit()


def test_an_invitation_does_not_say_that_it_needs_nobody(world):
    invitation = asked(world)
    with pytest.raises(IntegrityError, match="needs two persons"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(needs_confirmation=False)
    twin = factories.account("jumelle", person=world.here.manager.person)
    with pytest.raises(IntegrityError, match="one person gives"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(confirmed_by=twin, confirmed_at=timezone.now())


def test_an_installation_begins_with_two_officers_and_no_third(db):
    factories.territory("QC", "Québec", "province")
    officers.open_account("une@exemple.test", "Une Première")
    officers.open_account("deux@exemple.test", "Deux Deuxième")
    at_commit()
    province = RoleAssignment.objects.earliest("pk").territory
    with pytest.raises(IntegrityError, match="not given by two"), transaction.atomic():
        hold(someone(), Role.MINISTRY_OFFICER, province)
