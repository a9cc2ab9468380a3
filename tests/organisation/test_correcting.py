"""The correction seen from both sides: the region asks on its screen, the organisation corrects and sends again."""

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def sent(world):
    return factories.sent_application(factories.open_call(world), world.here)


def signed_in(who):
    client = Client()
    client.force_login(who)
    return client


def of(name, file, *more):
    return reverse(f"organisation_application{name}", args=[file.pk, *more])


def test_asked_corrected_and_sent_again(world, sent):
    region, organisation = signed_in(world.here.manager), signed_in(world.here.coordinator)
    address = reverse("manager_correction", args=[sent.pk])
    page = region.get(reverse("manager_application", args=[sent.pk])).content.decode()
    assert address in page
    assert "Un besoin." in page
    assert region.post(address, {"reason": "Où?"}).status_code == 200, "no page chosen"
    region.post(address, {"reason": "Dites dans quel village.", "pages": ["besoin"]})
    sent.refresh_from_db()
    assert sent.state == "reopened"

    today = organisation.get(reverse("today")).content.decode()
    assert "Corriger et renvoyer la demande" in today
    page = organisation.get(of("", sent)).content.decode()
    assert "Dites dans quel village." in page
    assert of("_step", sent, "besoin") in page
    assert of("_step", sent, "budget") not in page
    assert organisation.get(of("_step", sent, "budget"))["Location"] == of("", sent)
    refused = organisation.post(of("_step", sent, "budget"), {"version": sent.version, "requested": "1"})
    assert refused.status_code == 409
    assert "pas rouvert" in refused.content.decode()

    context = organisation.get(of("_step", sent, "besoin")).context
    assert [str(page.title) for page in context["pages"]] == ["Le besoin", "Relire et envoyer"]
    typed = {"version": context["version"], "seen": context["seen"], "need": "À Saint-Exemple."}
    organisation.post(of("_step", sent, "besoin"), typed)
    reader = region.get(reverse("manager_application", args=[sent.pk])).content.decode()
    assert "Un besoin." in reader
    assert "À Saint-Exemple." not in reader

    sent.refresh_from_db()
    organisation.post(of("_check", sent), {"confirmed": "on", "version": sent.version})
    reader = region.get(reverse("manager_application", args=[sent.pk])).content.decode()
    assert "À Saint-Exemple." in reader
    receipt = organisation.get(of("_receipt", sent)).content.decode()
    assert f"{sent.number}-2" in receipt
    assert "À Saint-Exemple." in receipt
    former = organisation.get(of("_receipt", sent), {"envoi": "1"}).content.decode()
    assert "Un besoin." in former
    assert "À Saint-Exemple." not in former


def test_a_committee_member_reads_what_was_sent_and_waits(world, sent):
    member = signed_in(world.here.member)
    address = reverse("committee_application", args=[sent.pk])
    member.post(address, {"act": "declare", "has_conflict": "no"})
    page = member.get(address).content.decode()
    for text in ("Un besoin.", "Repas servis", "Animation", "200,00"):
        assert text in page, text
    region = signed_in(world.here.manager)
    region.post(reverse("manager_correction", args=[sent.pk]), {"reason": "Où?", "pages": ["besoin"]})
    page = member.get(address).content.decode()
    assert "corrige sa demande" in page
    assert "Un besoin." in page


def test_the_region_asks_no_more_and_the_organisation_is_told(world, sent):
    region, organisation = signed_in(world.here.manager), signed_in(world.here.coordinator)
    region.post(reverse("manager_correction", args=[sent.pk]), {"reason": "Où?", "pages": ["besoin"]})
    address = reverse("manager_correction_cancel", args=[sent.pk])
    assert address in region.get(reverse("manager_application", args=[sent.pk])).content.decode()
    assert "Où?" in region.get(address).content.decode()
    region.post(address, {"reason": "La réponse était au budget."})
    page = organisation.get(of("", sent)).content.decode()
    assert "La réponse était au budget." in page
    assert of("_step", sent, "besoin") not in page
    assert "Corriger et renvoyer" not in organisation.get(reverse("today")).content.decode()
    told = world.here.coordinator.notices.filter(event="application_correction_cancelled")
    assert told.count() == 1
    assert region.get(address).status_code == 302, "nothing left to cancel"


def test_a_draft_is_withdrawn_on_its_screen(world):
    draft = factories.draft_application(factories.open_call(world), world.here)
    organisation = signed_in(world.here.coordinator)
    assert of("_withdraw", draft) in organisation.get(of("", draft)).content.decode()
    organisation.post(of("_withdraw", draft), {"reason": "Le projet attendra."})
    page = organisation.get(of("", draft)).content.decode()
    assert "Le projet attendra." in page
    assert "Accusé de réception" not in page
    assert organisation.get(of("_receipt", draft)).status_code == 404


@pytest.mark.parametrize("garbage", ["0", "9", "-1", "abc", "²"])
def test_a_sending_that_does_not_exist_shows_the_last(world, sent, garbage):
    organisation = signed_in(world.here.coordinator)
    page = organisation.get(of("_receipt", sent), {"envoi": garbage})
    assert page.status_code == 200
    assert sent.number in page.content.decode()


@pytest.mark.parametrize("name", ["", "_check"])
def test_a_longer_application_costs_no_more_queries(world, name, django_assert_max_num_queries):
    """Twenty lines cost what three do."""
    draft = factories.draft_application(factories.open_call(world), world.here)
    organisation = signed_in(world.here.coordinator)
    organisation.get(of(name, draft))
    with django_assert_max_num_queries(200) as few:
        organisation.get(of(name, draft))
    draft.budget_lines.bulk_create(
        type(draft.budget_lines.first())(application=draft, side="cost", rank=n, label="x")
        for n in range(10, 30)
    )
    draft.expected_results.bulk_create(
        type(draft.expected_results.first())(application=draft, rank=n, label="x") for n in range(10, 30)
    )
    with django_assert_max_num_queries(len(few)):
        organisation.get(of(name, draft))
