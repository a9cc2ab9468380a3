"""The organisation's way in: door, account, organisation, draft; what exists already is joined, never taken."""

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.files import samples

from alliances.domain.applications import attachments
from alliances.domain.applications.models import Application, AttachmentKind
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.files.models import FileState, StoredFile
from alliances.domain.notices.models import Notice
from alliances.domain.people import registration
from alliances.domain.people.models import Account, Invitation, JoinRequest, LegalForm, Organisation
from alliances.domain.people.roles import Permission, Role

pytestmark = pytest.mark.django_db
PHRASE = "une petite phrase de passe"


@pytest.fixture
def world():
    built = factories.world()
    built.call = factories.open_call(built)
    return built


@pytest.fixture
def camille():
    return factories.account("camille.nouvelle")


def register(world, actor, name="La Ruche", **more):
    return registration.register(
        actor=actor, name=name, legal_form=LegalForm.NON_PROFIT, territory=world.here.mrcs[0], **more
    )


def answers(world, **more):
    return {"name": "La Ruche", "legal_form": "cooperative", "territory": world.here.mrcs[0].pk, **more}


def test_from_the_public_page_to_the_draft_without_an_account_at_first(world, client):
    start = reverse("organisation_start", args=[world.call.pk])
    door = client.get(start).content.decode()
    assert f"{reverse('account_signup')}?next={start}" in door
    assert f"{reverse('account_login')}?next={start}" in door
    typed = {"full_name": "Camille Nouvelle", "email": "camille@exemple.test", "next": start}
    made = client.post(reverse("account_signup"), {**typed, "password1": PHRASE, "password2": PHRASE})
    assert made.headers["Location"] == start
    account = Account.objects.get(email="camille@exemple.test")
    assert account.person.full_name == "Camille Nouvelle"
    page = client.get(start)
    assert page.headers["Location"] == f"{reverse('organisation_register')}?appel={world.call.pk}"
    sent = client.post(page.headers["Location"], answers(world, neq="11 4512 3456"))
    draft = Application.objects.get(organisation__name="La Ruche")
    assert sent.headers["Location"] == reverse("organisation_application_step", args=[draft.pk, "projet"])
    assert (draft.organisation.neq, draft.organisation.legal_form) == ("1145123456", "cooperative")
    assert client.get(sent.headers["Location"]).status_code == 200


def test_an_account_comes_back_to_the_same_call(world, client):
    start = reverse("organisation_start", args=[world.call.pk])
    signed = client.post(
        reverse("account_login"),
        {"login": world.here.coordinator.email, "password": factories.PASSWORD, "next": start},
    )
    assert signed.headers["Location"] == start
    assert "Commencer la demande" in client.get(start).content.decode()
    assert client.post(start).status_code == 302


def test_the_draft_waits_for_no_confirmed_address_but_a_letter_asks_for_it(world, client):
    typed = {
        "full_name": "Camille",
        "email": "dominique@exemple.test",
        "password1": PHRASE,
        "password2": PHRASE,
    }
    client.post(reverse("account_signup"), typed)
    assert len(mail.outbox) == 1
    assert client.get(reverse("organisation_register")).status_code == 200


def test_an_organisation_of_the_same_name_is_said_and_nothing_typed_is_lost(world, client, camille):
    client.force_login(camille)
    name = world.here.organisation.name.upper().replace("É", "E")
    page = client.post(reverse("organisation_register"), answers(world, name=name, address="12, rue Là-Bas"))
    text = page.content.decode()
    assert "Un organisme semblable existe déjà" in text
    assert "12, rue Là-Bas" in text
    assert Organisation.objects.filter(assignments__account=camille).count() == 0
    client.post(reverse("organisation_register"), answers(world, name=name, meme="autre"))
    assert Organisation.objects.filter(assignments__account=camille).count() == 1


def test_joining_asks_and_gives_nothing(world, client, camille):
    client.force_login(camille)
    home = world.here.organisation
    client.post(reverse("organisation_register"), answers(world, name=home.name, meme=str(home.pk)))
    asked = JoinRequest.objects.get()
    assert not Account.objects.get(pk=camille.pk).may_for(Permission.APPLY, home)
    assert {notice.account for notice in Notice.objects.filter(event="joining_asked")} == {
        world.here.coordinator
    }
    client.force_login(world.here.coordinator)
    url = reverse("organisation_join_request", args=[asked.pk])
    assert url in client.get(reverse("today")).content.decode()
    assert camille.email in mailbox_page(client)
    assert camille.email in client.get(url).content.decode()
    client.post(url, {"act": "accept"})
    assert not Account.objects.get(pk=camille.pk).roles  # the owner of the address still has to accept
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.organisation, invitation.role) == (
        camille.email,
        home,
        Role.COORDINATOR,
    )
    assert mail.outbox[-1].to == [camille.email]
    assert url not in client.get(reverse("today")).content.decode()
    client.force_login(world.here.manager)
    assert url not in client.get(reverse("today")).content.decode(), "somebody coordinates it"


def mailbox_page(client):
    """The message, opened."""
    notice = Notice.objects.get(event="joining_asked")
    return client.get(reverse("mailbox_message", args=[notice.pk])).content.decode()


def test_the_region_answers_for_an_organisation_that_nobody_coordinates(world, client, camille):
    world.here.coordinator.assignments.update(valid_from="2020-01-01", valid_until="2020-12-31")
    asked = registration.ask_to_join(actor=camille, organisation=world.here.organisation)
    assert Notice.objects.get(event="joining_asked").account == world.here.manager
    url = reverse("organisation_join_request", args=[asked.pk])
    client.force_login(world.here.manager)
    assert url in client.get(reverse("today")).content.decode()
    client.force_login(world.there.manager)
    assert url not in client.get(reverse("today")).content.decode()
    client.force_login(world.here.coordinator)
    assert url not in client.get(reverse("today")).content.decode(), "her role has ended"


def test_my_organisation_lists_its_documents_with_their_links(world, client):
    draft = factories.draft_application(world.call, world.here)
    joined = attachments.attach(
        actor=world.here.coordinator,
        application=draft,
        name="lettre.pdf",
        content=samples.pdf("lettre"),
        kind=AttachmentKind.SUPPORT_LETTER,
    )
    url = reverse("organisation_file", args=[joined.file_id])
    client.force_login(world.here.coordinator)
    assert url in client.get(reverse("organisation_profile")).content.decode()
    assert client.get(url).status_code == 200
    StoredFile.objects.filter(pk=joined.file_id).update(state=FileState.CHECKING)
    assert url not in client.get(reverse("organisation_profile")).content.decode()
    assert client.get(url).status_code == 404


def test_the_name_of_another_organisation_cannot_be_joined_by_its_number_alone(world, client, camille):
    client.force_login(camille)
    client.post(reverse("organisation_register"), answers(world, meme=str(world.here.organisation.pk)))
    assert not JoinRequest.objects.exists()


def test_only_its_coordinators_and_its_region_answer_and_only_once(world, camille):
    asked = registration.ask_to_join(actor=camille, organisation=world.here.organisation)
    with pytest.raises(Refused, match="déjà envoyée"):
        registration.ask_to_join(actor=camille, organisation=world.here.organisation)
    for stranger in (world.there.coordinator, world.there.manager, world.here.table, camille):
        assert not JoinRequest.objects.visible_to(stranger).exists()
        with pytest.raises(NotPermitted):
            registration.answer(actor=stranger, request=asked, is_accepted=True)
    assert JoinRequest.objects.visible_to(world.here.manager).get() == asked
    assert registration.answer(actor=world.here.coordinator, request=asked, is_accepted=False) is None
    with pytest.raises(Refused, match="déjà répondu"):
        registration.answer(actor=world.here.manager, request=asked, is_accepted=True)
    assert not Invitation.objects.exists()


def test_an_enterprise_number_belongs_to_one_organisation(world, camille):
    register(world, camille, neq="1145123456")
    with pytest.raises(Refused, match="NEQ"):
        register(world, camille, name="Autre nom", neq="1145123456", is_another=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="x", territory=world.here.region, neq="1145123456")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="x", territory=world.here.region, neq="12")


@pytest.mark.parametrize("typed", ["123", "11451234567", "١١٤٥١٢٣٤٥٦", "NEQ1145123"])
def test_a_number_that_is_not_one_is_said(world, client, camille, typed):
    client.force_login(camille)
    page = client.post(reverse("organisation_register"), answers(world, neq=typed))
    assert "Écrivez les dix chiffres du NEQ" in page.content.decode()
    assert not Organisation.objects.filter(name="La Ruche").exists()


def test_nobody_registers_a_list_of_organisations(world, camille):
    for number in range(registration.REGISTERED_A_DAY):
        register(world, camille, name=f"Organisme {number}")
    with pytest.raises(Refused, match="demain"):
        register(world, camille, name="Un de plus")


def test_the_profile_is_its_coordinators_alone_and_costs_the_same_for_many(world, client):
    client.force_login(world.here.coordinator)
    profile, edit = (
        reverse("organisation_profile"),
        reverse("organisation_profile_edit", args=[world.here.organisation.pk]),
    )
    client.get(profile)
    with CaptureQueriesContext(connection) as few:
        client.get(profile)
    for number in range(4):
        someone = factories.account(f"membre.{number}")
        factories.hold(someone, Role.COORDINATOR, world.here.organisation)
        registration.ask_to_join(
            actor=factories.account(f"demande.{number}"), organisation=world.here.organisation
        )
    with CaptureQueriesContext(connection) as many:
        text = client.get(profile).content.decode()
    assert len(few) == len(many)
    assert "Membre 3" in text
    assert "Demande 3" in text
    sent = client.post(edit, answers(world, contact_email="info@exemple.test"))
    assert sent.headers["Location"] == profile
    world.here.organisation.refresh_from_db()
    assert (world.here.organisation.name, world.here.organisation.contact_email) == (
        "La Ruche",
        "info@exemple.test",
    )
    client.force_login(world.there.coordinator)
    assert client.get(edit).status_code == 404
    with pytest.raises(Refused):
        registration.change_profile(
            actor=world.there.coordinator, organisation=world.here.organisation, name="x"
        )
