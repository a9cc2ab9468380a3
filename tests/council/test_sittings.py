"""Keeping a body on screen: its rules, who sits, its sittings; and what the public reads of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.bodies.models import Body, BodyKind, Sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def manager(client, world):
    client.force_login(world.here.manager)
    return client


NAME = "Comité d’analyse des Appalaches"


def rules(**changes):
    return {
        "name": NAME, "kind": "analysis_committee", "mandate": "Recommander.",
        "quorum_members": "3", "source": "Cadre de gestion, essai", "seats_lived_experience": "2",
        "minimum_lived_experience": "1", "seats_community": "3", **changes,
    }  # fmt: skip


def test_the_region_creates_a_body_names_who_sits_and_settles_a_sitting(manager, world):
    answer = manager.post(reverse("council_body_new"), rules(territory=world.here.region.pk))
    body = Body.objects.get(name=NAME)
    assert answer["Location"] == reverse("council_body", args=[body.pk])
    assert body.is_fictitious
    assert body.seats.count() == 5
    seat = body.seats.first()
    filled = {"status": "filled", "person": "", "name": "Prénom Nom"}
    manager.post(reverse("council_seat", args=[seat.pk]), filled)
    assert "Prénom Nom" in manager.get(reverse("council_body", args=[body.pk])).content.decode()
    new = reverse("council_sitting_new", args=[body.pk])
    assert (
        "Indiquez le lieu"
        in manager.post(new, {"held_on": timezone.localdate().isoformat()}).content.decode()
    )
    page = manager.post(new, {"held_on": timezone.localdate().isoformat(), "place": "Bibliothèque"})
    sitting = Sitting.objects.get()
    assert page["Location"] == reverse("council_sitting", args=[sitting.pk])
    present = [str(seat.pk) for seat in body.seats.all()[:3]]
    manager.post(page["Location"], {"act": "save", "seats": present[:1]})
    assert "Pas de quorum" in manager.get(page["Location"]).content.decode()
    manager.post(page["Location"], {"act": "close", "seats": present})
    sitting.refresh_from_db()
    assert sitting.has_quorum
    assert "Quorum atteint" in manager.get(page["Location"]).content.decode()
    again = manager.post(page["Location"], {"act": "save", "seats": present[:1]})
    assert "ne changent plus" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minimum_lived_experience": "3"}, "dépasse le nombre de sièges"),
        ({"quorum_members": "9"}, "dépasse le nombre de sièges qui votent"),
        ({"quorum_members": "trois"}, "chiffres"),
        ({"source": ""}, "Remplissez ce champ"),
        (
            {"seats_lived_experience": "", "seats_community": "", "minimum_lived_experience": ""},
            "au moins un siège",
        ),
        ({"kind": "advisory_committee"}, "Choisissez"),
    ],
)
def test_rules_that_contradict_themselves_come_back_with_what_was_typed(manager, world, changes, sentence):
    page = manager.post(reverse("council_body_new"), rules(territory=world.here.region.pk, **changes))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert "Comité d’analyse des Appalaches" in page.content.decode()
    assert not Body.objects.filter(name=NAME).exists()


def test_a_body_is_not_created_elsewhere(manager, world):
    page = manager.post(reverse("council_body_new"), rules(territory=world.there.region.pk))
    assert "Choisissez" in page.content.decode()
    assert not Body.objects.filter(name=NAME).exists()


def test_unpublished_rules_stay_holes(manager, world):
    manager.post(
        reverse("council_body_new"),
        rules(territory=world.here.region.pk, quorum_members="", minimum_lived_experience=""),
    )
    body = Body.objects.get(name=NAME)
    assert body.quorum_members is None
    assert "non publié" in manager.get(reverse("body_page", args=[body.pk])).content.decode()


def test_names_stay_among_those_who_keep_the_body(client, world):
    body = factories.sitting(world.here, BodyKind.ANALYSIS_COMMITTEE).body
    free = body.seats.get(category="community")
    type(free).objects.filter(pk=free.pk).update(holder_name="Prénom Secret", holder_status="filled")
    names = ("Prénom Secret", world.here.member.person.full_name)
    sitting = body.sittings.get()
    pages = [reverse("council_body", args=[body.pk]), reverse("council_sitting", args=[sitting.pk])]
    client.force_login(world.here.manager)
    assert all(name in client.get(pages[0]).content.decode() for name in names)
    for reader in (world.here.auditor, world.here.officer, world.here.clerk, world.here.table):
        client.force_login(reader)
        for page in pages:
            text = client.get(page).content.decode()
            assert not any(name in text for name in names), (reader, page)


def test_the_public_reads_counts_and_never_a_name(client, world):
    sitting = factories.sitting(world.here, BodyKind.ANALYSIS_COMMITTEE)
    text = client.get(reverse("body_page", args=[sitting.body_id])).content.decode()
    assert "Personnes en situation de pauvreté" in text
    assert "Quorum atteint" in text
    assert "2 sur 2" in text
    assert world.here.member.person.full_name not in text
    assert world.here.second_member.person.full_name not in text


def test_call_grant_and_resolution_lead_to_the_bodies(client, world):
    call = factories.open_call(world)
    grant = factories.signed_grant(call, world.here)
    council = grant.decision.resolution.sitting.body
    link = reverse("body_page", args=[council.pk])
    assert link in client.get(reverse("call_page", args=[call.pk])).content.decode()
    assert link in client.get(reverse("grant_page", args=[grant.pk])).content.decode()
    assert grant.decision.resolution.number in client.get(link).content.decode()
    client.force_login(world.here.clerk)
    resolution = reverse("council_resolution", args=[grant.decision.resolution_id])
    page = client.get(resolution).content.decode()
    assert link in page
    assert "Quorum atteint" in page


def test_lists_and_pages_cost_the_same_with_one_row_and_with_many(manager, world):
    body = factories.sitting(world.here, BodyKind.ANALYSIS_COMMITTEE).body

    def cost(name, *args):
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(reverse(name, args=args)).status_code == 200
        return len(queries)

    pages = [("council_bodies",), ("council_body", body.pk), ("body_page", body.pk)]
    few = [cost(*page) for page in pages]
    for kind in (BodyKind.LOCAL_TABLE, BodyKind.ELECTED_COUNCIL):
        factories.body(world.here, kind)
    for day in range(1, 5):
        Sitting.objects.create(body=body, held_on=timezone.localdate() - timedelta(days=day), place="Salle")
    assert [cost(*page) for page in pages] == few
