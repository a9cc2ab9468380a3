"""A link opens nothing by itself, serves once, and never reaches beyond the inviter's perimeter."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.grants import actions as grants
from alliances.domain.people import invitations
from alliances.domain.people.models import Account, Invitation, Person
from alliances.domain.people.roles import GIVEN_BY_TWO, Role
from alliances.domain.territories.models import Level
from alliances.ops import officers, same_person
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
    client.force_login(world.here.manager)  # who sent it, and got hold of its link
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


def test_the_link_goes_to_who_is_invited_and_the_inviter_never_sees_it(world, client):
    client.force_login(world.here.manager)
    page = client.post(reverse("invitations"), asked(world, "committee_member"), follow=True)
    assert [letter.to for letter in mail.outbox] == [["nouvelle@exemple.test"]]
    link = link_of(mail.outbox[0])
    assert link not in page.content.decode()
    assert invitations.find(link.split("/")[-2]) is not None


def link_of(letter):
    return next(word for word in letter.body.split() if "/invitation/" in word)


def asked(world, role):
    return {"full_name": "N. P.", "email": "nouvelle@exemple.test", "role": role,
            "perimeter": f"t:{world.here.region.pk}"}  # fmt: skip


class TestARoleThatBindsMoneyIsGivenByTwo:
    @pytest.fixture
    def waiting(self, world):
        return invite(world, Role.PAYMENT_APPROVER)[0]

    def test_the_roles_are_those_that_decide_or_pay(self):
        assert {
            Role.MINISTRY_OFFICER, Role.REGIONAL_MANAGER, Role.COUNCIL_CLERK,
            Role.PAYMENT_REQUESTER, Role.PAYMENT_APPROVER,
        } == GIVEN_BY_TWO  # fmt: skip

    def test_the_letter_leaves_when_a_second_person_confirms(self, world, client):
        client.force_login(world.here.manager)
        client.post(reverse("invitations"), asked(world, "payment_approver"))
        assert not mail.outbox
        waiting = Invitation.objects.get()
        page = reverse("invitation_sent", args=[waiting.pk])
        assert "Vous avez envoyé cette invitation" in client.get(page).content.decode()
        client.post(page, {"act": "confirm"})
        assert not mail.outbox, "who invites does not confirm"
        client.force_login(world.here.officer)
        assert reverse("invitation_sent", args=[waiting.pk]) in client.get(reverse("today")).content.decode()
        client.post(page, {"act": "confirm"})
        client.logout()
        client.post(link_of(mail.outbox[0]), {"password": "une petite phrase de passe"})
        assert Account.objects.get(email="nouvelle@exemple.test").holds(Role.PAYMENT_APPROVER)

    def test_a_second_account_of_the_same_person_is_not_a_second_person(self, world, waiting):
        twin = factories.hold(factories.account("jumelle"), Role.REGIONAL_MANAGER, world.here.region)
        Account.objects.filter(pk=twin.pk).update(person=world.here.manager.person)
        with pytest.raises(Refused, match="une autre personne"):
            invitations.confirm(actor=Account.objects.get(pk=twin.pk), invitation=waiting)

    def test_nobody_confirms_her_own_invitation(self, world):
        made, _secret = invitations.invite(
            actor=world.here.officer, email=world.here.manager.email, full_name=world.here.manager.person.full_name,
            role=Role.PAYMENT_APPROVER, perimeter=world.here.region,
        )  # fmt: skip
        with pytest.raises(Refused, match="est pour vous"):
            invitations.confirm(actor=world.here.manager, invitation=made)

    @pytest.mark.parametrize("name", ["clerk", "coordinator", "approver"])
    def test_only_who_may_give_the_role_confirms(self, world, waiting, name):
        with pytest.raises(Refused, match="ne pouvez pas donner ce rôle"):
            invitations.confirm(actor=getattr(world.here, name), invitation=waiting)

    def test_another_region_neither_sees_nor_confirms(self, world, waiting, client):
        client.force_login(world.there.manager)
        assert client.get(reverse("invitation_sent", args=[waiting.pk])).status_code == 404
        with pytest.raises(Refused):
            invitations.confirm(actor=world.there.manager, invitation=waiting)

    def test_the_database_refuses_an_acceptance_that_nobody_confirmed(self, world, waiting):
        with pytest.raises(IntegrityError, match="invitation_accepted_once_confirmed"):
            Invitation.objects.filter(pk=waiting.pk).update(
                accepted_at=timezone.now(), accepted_by=world.here.manager
            )

    def test_the_database_refuses_the_inviter_as_confirmer(self, world, waiting):
        with pytest.raises(IntegrityError, match="invitation_confirmed_by_another"):
            Invitation.objects.filter(pk=waiting.pk).update(
                confirmed_at=timezone.now(), confirmed_by=world.here.manager
            )

    def test_what_is_withdrawn_is_neither_confirmed_nor_accepted(self, world, waiting, client):
        secret = invitations.confirm(actor=world.here.officer, invitation=waiting)[1]
        client.force_login(world.here.manager)
        client.post(reverse("invitation_sent", args=[waiting.pk]), {"act": "withdraw"})
        with pytest.raises(Refused):
            invitations.accept(secret=secret, password="une petite phrase de passe")
        with pytest.raises(Refused, match="n’attend plus"):
            invitations.confirm(actor=world.here.officer, invitation=waiting)


class TestAnInstallationBeginsWithTwoOfficers:
    def test_two_persons_come_from_the_operator_and_no_third(self, db):
        factories.territory("QC", "Québec", Level.PROVINCE)
        for email, name in (("a@exemple.test", "Une Agente"), ("b@exemple.test", "Un Agent")):
            said = officers.open_account(email, name)
            password = said.split(" : ")[1].split("\n")[0]
            assert authenticate(username=email, email=email, password=password).holds(Role.MINISTRY_OFFICER)
        with pytest.raises(Refusal, match="Deux personnes"):
            officers.open_account("c@exemple.test", "Troisième")

    def test_one_person_is_not_two(self, db):
        factories.territory("QC", "Québec", Level.PROVINCE)
        officers.open_account("a@exemple.test", "Une Agente")
        with pytest.raises(Refusal, match="déjà un compte"):
            officers.open_account("b@exemple.test", "UNE AGENTE")


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

    def link(self, world, **said):
        """The link of that invitation, once a second person has confirmed it."""
        return invitations.confirm(actor=world.here.officer, invitation=self.again(world, **said)[0])[1]

    def test_a_known_name_is_not_invited_before_one_says_who_it_is(self, world):
        with pytest.raises(Refused, match="Dites si c’est elle"):
            self.again(world)
        assert self.again(world, is_another=True)[0].person is None
        with pytest.raises(Refused, match="ne porte pas le nom"):
            self.again(world, person=world.here.approver.person)

    def test_her_second_account_is_she(self, world):
        requester = world.here.requester
        secret = self.link(world, person=requester.person)
        twin = invitations.accept(secret=secret, password="une petite phrase de passe")
        assert twin.person == requester.person
        call = factories.open_call(world)
        payment = factories.requested_payment(factories.signed_grant(call, world.here), world.here, 10_000)
        with pytest.raises(Refused, match="Vous avez demandé ce versement"):
            grants.approve_payment(actor=twin, payment=payment)

    def test_an_account_she_opened_by_herself_is_hers_once_accepted(self, world):
        opened = factories.account("autre")
        secret = self.link(world, person=world.here.requester.person)
        accepted = invitations.accept(secret=secret, account=Account.objects.get(email=opened.email))
        assert accepted.person == world.here.requester.person

    def test_nobody_becomes_another_person_who_acts_here_already(self, world):
        """Else a manager could make two people one, or lend her own name to what another did."""
        made, _none = invitations.invite(
            actor=world.here.manager, email=world.here.approver.email,
            full_name=world.here.requester.person.full_name, role=Role.COUNCIL_CLERK, perimeter=world.here.region,
            person=world.here.requester.person,
        )  # fmt: skip
        secret = invitations.confirm(actor=world.here.officer, invitation=made)[1]
        with pytest.raises(Refused, match="vous prend pour une autre personne"):
            invitations.accept(secret=secret, account=world.here.approver)
        assert not world.here.approver.holds(Role.COUNCIL_CLERK)

    def test_who_accepts_reads_whom_she_is_taken_for_and_the_first_account_is_told(self, world, client):
        person = world.here.requester.person
        secret = self.link(world, person=person)
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
