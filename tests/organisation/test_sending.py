"""From the check to the receipt, and back out."""

import pytest
from django.urls import reverse
from tests import factories

from alliances.domain.applications import actions
from alliances.domain.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def call(world):
    return factories.open_call(world)


@pytest.fixture
def mine(client, world):
    client.force_login(world.here.coordinator)
    return client


def address(name, application):
    return reverse(f"organisation_application{name}", args=[application.pk])


def test_every_gap_leads_to_its_field(mine, world, call):
    draft = actions.start(actor=world.here.coordinator, call=call, organisation=world.here.organisation)
    page = mine.get(address("_check", draft))
    urls = [gap.url for gap in page.context["missing"]]
    assert len(urls) == 11
    for url in urls:
        path, field = url.split("#id_")
        assert f'id="id_{field}"' in mine.get(path).content.decode()
    assert "Envoyer la demande" not in page.content.decode()


def test_an_incomplete_application_is_not_sent_even_by_force(mine, world, call):
    draft = factories.draft_application(call, world.here, need="")
    page = mine.post(address("_check", draft), {"confirmed": "on", "version": draft.version})
    assert "Répondez à la question" in page.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_was_not_reviewed_is_not_sent(mine, world, call):
    draft = factories.draft_application(call, world.here)
    seen = draft.version
    actions.save_answers(
        actor=world.here.coordinator, application=draft, version=seen, page="besoin",
        typed={"need": "Un autre besoin."},
    )  # fmt: skip
    page = mine.post(address("_check", draft), {"confirmed": "on", "version": seen})
    assert "modifiée dans un autre onglet" in page.content.decode()
    assert "Un autre besoin." in page.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_sending_twice_gives_the_same_receipt(mine, world, call):
    draft = factories.draft_application(call, world.here)
    data = {"confirmed": "on", "version": draft.version}
    first = mine.post(address("_check", draft), data)
    draft.refresh_from_db()
    number = draft.number
    second = mine.post(address("_check", draft), data)
    draft.refresh_from_db()
    assert first["Location"] == second["Location"] == address("_receipt", draft)
    assert draft.number == number


def test_a_closed_call_keeps_the_draft_and_says_so(mine, world, call):
    draft = factories.draft_application(call, world.here)
    type(call).objects.filter(pk=call.pk).update(state="closed")
    page = mine.get(address("_check", draft)).content.decode()
    assert "L’appel est fermé. Votre brouillon est conservé." in page
    assert "Envoyer la demande" not in page
    answer = mine.post(address("_check", draft), {"confirmed": "on", "version": draft.version})
    assert "L’appel est fermé" in answer.content.decode()
    start = reverse("organisation_start", args=[call.pk])
    assert "n’est pas ouvert" in mine.get(start).content.decode()
    assert "n’est pas ouvert" in mine.post(start).content.decode()


def test_withdrawing_asks_why_and_leaves_a_trace(mine, world, call):
    sent = factories.sent_application(call, world.here)
    assert "Retirer la demande" in mine.get(address("", sent)).content.decode()
    assert mine.post(address("_withdraw", sent), {"reason": "  "}).status_code == 200
    sent.refresh_from_db()
    assert sent.state == "sent"
    mine.post(address("_withdraw", sent), {"reason": "Le local n’est plus libre."})
    sent.refresh_from_db()
    assert sent.state == "withdrawn"
    page = mine.get(address("", sent)).content.decode()
    assert "Le local n’est plus libre." in page
    assert "Retirer la demande" not in page
    assert mine.get(address("_receipt", sent)).status_code == 200


def test_an_application_past_review_is_not_withdrawn(mine, world, call):
    recommended = factories.recommended_application(call, world.here)
    assert mine.get(address("_withdraw", recommended)).status_code == 302
    page = mine.post(address("_withdraw", recommended), {"reason": "Trop tard, mais écrit."})
    assert page.status_code == 200
    assert "Trop tard, mais écrit." in page.content.decode()
    recommended.refresh_from_db()
    assert recommended.state == "recommended"


def test_the_start_page_offers_the_drafts_already_begun(mine, world, call):
    draft = factories.draft_application(call, world.here, title="Déjà commencé")
    page = mine.get(reverse("organisation_start", args=[call.pk])).content.decode()
    assert "Déjà commencé" in page
    assert address("", draft) in page


def test_with_two_organisations_one_chooses(client, world, call):
    second = factories.organisation("Deuxième maison", world.here.mrcs[0])
    both = factories.hold(world.here.coordinator, Role.COORDINATOR, second)
    client.force_login(both)
    start = reverse("organisation_start", args=[call.pk])
    assert "Pour quel organisme?" in client.get(start).content.decode()
    assert client.post(start).status_code == 200
    for garbage in ("abc", "0", "9" * 30, world.there.organisation.pk):
        assert client.post(start, {"organisation": garbage}).status_code == 200
    client.post(start, {"organisation": second.pk})
    assert second.applications.count() == 1


def test_somebody_without_an_organisation_reads_what_to_do(client, world, call):
    client.force_login(world.here.clerk)
    start = reverse("organisation_start", args=[call.pk])
    assert "il faut un rôle dans un organisme" in client.get(start).content.decode()
    assert client.post(start).status_code == 200


def test_files_of_others_are_not_found(client, world, call):
    draft, sent = factories.draft_application(call, world.here), factories.sent_application(call, world.here)
    for stranger in (world.there.coordinator, world.here.manager, world.here.member):
        client.force_login(stranger)
        for name, file in (
            ("", draft),
            ("_check", draft),
            ("", sent),
            ("_receipt", sent),
            ("_withdraw", sent),
        ):
            assert client.get(address(name, file)).status_code == 404
    client.force_login(world.here.coordinator)
    assert client.get(address("_receipt", draft)).status_code == 404
