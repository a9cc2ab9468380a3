"""« Today » says what awaits each role, with a fixed number of queries, and nothing from another region."""

import pytest
from django.urls import reverse
from tests import factories
from tests.access import places
from tests.support import shared

from alliances.spaces.me.today import tasks_for

pytestmark = pytest.mark.django_db
in_the_places = shared.opened(places.WORLD)


@pytest.fixture
def world():
    return places.WORLD.load()


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        ("member", {"Lire et noter"}),
        (
            "manager",
            {
                "Examiner la reddition de comptes",
                "Préparer l’offre",
                "Relire et envoyer",
                "Répondre à la demande d’avenant",
                "Vérifier et signer la reprise",
            },
        ),
        ("clerk", {"Consigner la résolution", "Consigner la résolution de l’avenant"}),
        (
            "coordinator",
            {
                "Terminer et envoyer la demande",
                "Corriger et renvoyer la demande",
                "Répondre à l’offre",
                "Répondre à une demande d’accès",
                "Rendre l’argent non dépensé",
            },
        ),
        ("requester", {"Demander un versement", "Inscrire l’argent rendu"}),
        ("approver", {"Approuver le versement"}),
        ("auditor", {"Lire les écritures", "Recalculer les soldes"}),
        ("analyst", {"Comparer le besoin et la réponse"}),
    ],
)
def test_each_role_sees_what_awaits_it(world, role, verbs):
    assert {task.verb for task in tasks_for(world.here.people[role])} == verbs


@pytest.mark.parametrize("role", [role for role in places.ROLES if role != "visitor"])
def test_today_opens_for_every_role(world, client, role):
    client.force_login(world.here.people[role])
    assert client.get(reverse("today")).status_code == 200


def test_more_waiting_files_cost_no_more_queries(world, client, django_assert_max_num_queries):
    call = world.objects["own"]["call"]
    for _ in range(15):
        factories.sent_application(call, world.here, requested_cents=100)
    client.force_login(world.here.member)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("today"))
    assert page.content.decode().count("Lire et noter") >= 16
