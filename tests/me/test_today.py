"""« Today » says what awaits each role, with a fixed number of queries, and nothing from another region."""

import pytest
from django.urls import reverse
from tests import factories
from tests.access import places

from alliances.spaces.me.today import tasks_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return places.build()


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        ("member", {"Lire et noter"}),
        ("manager", {"Examiner la reddition de comptes", "Signer la convention"}),
        ("clerk", {"Consigner la résolution"}),
        ("coordinator", {"Terminer et envoyer la demande"}),
        ("requester", {"Demander un versement"}),
        ("approver", {"Approuver le versement"}),
        ("auditor", set()),
        ("analyst", set()),
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
