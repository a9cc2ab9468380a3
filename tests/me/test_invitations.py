"""A link opens nothing by itself, serves once, and never reaches beyond the inviter's perimeter."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.grants import actions as grants
from alliances.domain.people import invitations
from alliances.domain.people.models import Account, Invitation, Person
from alliances.domain.people.roles import Role
from alliances.ops import same_person
from alliances.ops.errors import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


def invite(world, role=Role.COMMITTEE_MEMBER, perimeter=None, actor=None):
    return invitations.invite(
        actor=actor or world.here.manager,
        email="nouvelle@exemple.test",
        full_name="Nouvelle Personne",
        role=role,
        perimeter=perimeter or world.here.region,
    )


def test_opening_the_link_changes_nothing_and_accepting_gives_the_role(world, client):
    _invitation, secret = invite(world)
    address = reverse("invitation", args=[secret])
    assert client.get(address).status_code == 200
    assert not Account.objects.filter(email="nouvelle@exemple.test").exists()
    client.post(address, {"password": "une petite phrase de passe"})
    account = Account.objects.get(email="nouvelle@exemple.test")
    assert account.holds(Role.COMMITTEE_MEMBER)
    assert account.person.full_name == "Nouvelle Personne"
    assert client.get(reverse("today")).status_code == 200


def test_a_link_serves_once(world):
    _invitation, secret = invite(world)
    invitations.accept(secret=secret, password="une petite phrase de passe")
    with pytest.raises(Refused, match="déjà servi"):
        invitations.accept(secret=secret, password="une petite phrase de passe")


def test_a_link_expires(world, client):
    invitation, secret = invite(world)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.get(reverse("invitation", args=[secret])).status_code == 404
    with pytest.raises(Refused):
        invitations.accept(secret=secret, password="une petite phrase de passe")


def test_the_secret_is_not_stored(world):
    invitation, secret = invite(world)
    assert secret not in str(vars(Invitation.objects.get(pk=invitation.pk)))


def test_an_existing_account_signs_in_first_and_keeps_its_password(world, client):
    invitation, secret = invite(world)
    factories.account("nouvelle")
    with pytest.raises(Refused, match="Connectez-vous"):
        invitations.accept(secret=secret, password="autre phrase de passe")
    client.force_login(Account.objects.get(email=invitation.email))
    client.post(reverse("invitation", args=[secret]))
    assert Account.objects.get(email=invitation.email).holds(Role.COMMITTEE_MEMBER)


def test_whoever_holds_the_link_does_not_take_the_role_with_it(world, client):
    _invitation, secret = invite(world)
    client.force_login(world.here.manager)  # who sent it, and saw its link
    client.post(reverse("invitation", args=[secret]))
    assert not world.here.manager.holds(Role.COMMITTEE_MEMBER)
    assert invitations.find(secret) is not None, "the link still waits for its person"


@pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.AUDITOR, Role.REGIONAL_MANAGER])
def test_a_region_does_not_make_ministry_officers(world, role):
    with pytest.raises(NotPermitted):
        invite(world, role)


def test_nobody_invites_into_another_region(world):
    for perimeter in (world.there.region, world.there.organisation, world.province):
        with pytest.raises(NotPermitted):
            invite(world, Role.COORDINATOR, perimeter)


def test_a_coordinator_invites_into_her_organisation_only(world):
    invite(world, Role.COORDINATOR, world.here.organisation, actor=world.here.coordinator)
    with pytest.raises(NotPermitted):
        invite(world, Role.COORDINATOR, world.there.organisation, actor=world.here.coordinator)


def test_the_screen_sends_the_link_and_shows_it_once(world, client):
    client.force_login(world.here.manager)
    page = client.post(
        reverse("invitations"),
        {"full_name": "N. P.", "email": "nouvelle@exemple.test", "role": "council_clerk",
         "perimeter": f"t:{world.here.region.pk}"},
    )  # fmt: skip
    assert len(mail.outbox) == 1
    link = next(word for word in mail.outbox[0].body.split() if "/invitation/" in word)
    assert link in page.content.decode()
    assert link not in client.get(reverse("invitations")).content.decode()


def test_a_role_without_the_right_to_invite_is_told_so(world, client):
    client.force_login(world.here.clerk)
    assert "ne permettent pas d’inviter" in client.get(reverse("invitations")).content.decode()


class TestTheSamePersonUnderAnotherAddress:
    def again(self, world, **said):
        """The manager invites who requests the payments under another address."""
        return invitations.invite(
            actor=world.here.manager,
            email="autre@exemple.test",
            full_name=world.here.requester.person.full_name.upper(),
            role=Role.PAYMENT_APPROVER,
            perimeter=world.here.region,
            **said,
        )

    def test_a_known_name_is_not_invited_before_one_says_who_it_is(self, world):
        with pytest.raises(Refused, match="Dites si c’est elle"):
            self.again(world)
        assert self.again(world, is_another=True)[0].person is None
        with pytest.raises(Refused, match="ne porte pas le nom"):
            self.again(world, person=world.here.approver.person)

    def test_her_second_account_is_she(self, world):
        requester = world.here.requester
        _invitation, secret = self.again(world, person=requester.person)
        twin = invitations.accept(secret=secret, password="une petite phrase de passe")
        assert twin.person == requester.person
        call = factories.open_call(world)
        payment = factories.requested_payment(factories.signed_grant(call, world.here), world.here, 10_000)
        with pytest.raises(Refused, match="Vous avez demandé ce versement"):
            grants.approve_payment(actor=twin, payment=payment)

    def test_an_account_she_opened_by_herself_is_hers_once_accepted(self, world):
        opened = factories.account("autre")
        _invitation, secret = self.again(world, person=world.here.requester.person)
        accepted = invitations.accept(secret=secret, account=Account.objects.get(email=opened.email))
        assert accepted.person == world.here.requester.person

    def test_nobody_becomes_another_person_who_acts_here_already(self, world):
        """Else a manager could make two people one, or lend her own name to what another did."""
        _invitation, secret = invitations.invite(
            actor=world.here.manager, email=world.here.approver.email,
            full_name=world.here.requester.person.full_name, role=Role.COUNCIL_CLERK, perimeter=world.here.region,
            person=world.here.requester.person,
        )  # fmt: skip
        with pytest.raises(Refused, match="vous prend pour une autre personne"):
            invitations.accept(secret=secret, account=world.here.approver)
        assert not world.here.approver.holds(Role.COUNCIL_CLERK)

    def test_who_accepts_reads_whom_she_is_taken_for_and_the_first_account_is_told(self, world, client):
        person = world.here.requester.person
        _invitation, secret = self.again(world, person=person)
        address = reverse("invitation", args=[secret])
        assert f"vous êtes aussi {person.full_name}" in client.get(address).content.decode()
        mail.outbox.clear()
        client.post(address, {"password": "une petite phrase de passe"})
        assert [(letter.to, "autre@exemple.test" in letter.body) for letter in mail.outbox] == [
            ([world.here.requester.email], True)
        ]

    def test_the_screen_asks_and_takes_either_answer(self, world, client):
        client.force_login(world.here.manager)
        person = world.here.requester.person
        said = {"full_name": person.full_name, "email": "autre@exemple.test", "role": "payment_approver",
                "perimeter": f"t:{world.here.region.pk}"}  # fmt: skip
        asked = client.post(reverse("invitations"), said).content.decode()
        assert "Est-ce elle?" in asked
        assert "Demande des versements" in asked
        assert 'value="autre@exemple.test"' in asked, "nothing typed is lost"
        assert not Invitation.objects.filter(email="autre@exemple.test").exists()
        client.post(reverse("invitations"), said | {"meme": str(person.pk)})
        assert Invitation.objects.get(email="autre@exemple.test").person == person
        client.post(reverse("invitations"), said | {"meme": "autre"})
        assert Invitation.objects.filter(email="autre@exemple.test", person=None).exists()


class TestTheOperatorUnitesTwoAccounts:
    def test_namesakes_are_listed_and_two_become_one_for_every_rule(self, world):
        requester = world.here.requester
        twin = factories.hold(factories.account("jumelle"), Role.PAYMENT_APPROVER, world.here.region)
        Person.objects.filter(pk=twin.person_id).update(
            full_name=requester.person.full_name, sort_key=requester.person.sort_key
        )
        assert twin.email in same_person.act(None, None)
        call = factories.open_call(world)
        payment = factories.requested_payment(factories.signed_grant(call, world.here), world.here, 10_000)
        gone = twin.person_id
        assert "une seule personne" in same_person.act(requester.email, twin.email)
        twin = Account.objects.get(pk=twin.pk)
        assert twin.person_id == requester.person_id
        assert not Person.objects.filter(pk=gone).exists()
        with pytest.raises(Refused, match="Vous avez demandé ce versement"):
            grants.approve_payment(actor=twin, payment=payment)
        assert "déjà une seule personne" in same_person.act(requester.email, twin.email)

    def test_two_who_stood_as_two_under_one_payment_are_not_united(self, world):
        call = factories.open_call(world)
        factories.pay_next(factories.signed_grant(call, world.here), world.here)
        with pytest.raises(Refusal, match="ne changent plus"):
            same_person.act(world.here.requester.email, world.here.approver.email)
        assert Account.objects.get(pk=world.here.approver.pk).person_id != world.here.requester.person_id

    def test_an_unknown_address_is_said(self, world):
        with pytest.raises(Refusal, match="Aucun compte"):
            same_person.act(world.here.requester.email, "personne@exemple.test")
        with pytest.raises(Refusal, match="les deux adresses"):
            same_person.act(world.here.requester.email, None)
