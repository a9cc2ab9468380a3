"""A region's home: what awaits, how many files, its money; nothing of another region; a fixed number of queries."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.manager.conftest import signed_in

from alliances.domain.calls import actions as calls

pytestmark = pytest.mark.django_db


def text(answer):
    return html.unescape(answer.content.decode())


def counts(answer):
    return {route: count for route, _label, count in answer.context["files"]}


def test_a_region_finds_what_awaits_its_files_and_its_money(world):
    call = factories.open_call(world, world.here)
    factories.sent_application(call, world.here, requested_cents=100)
    calls.copy_call(actor=world.here.manager, call=call)
    home = signed_in(world.here.manager).get(reverse("manager_home"))
    assert counts(home)["manager_call_list"] == 2
    assert counts(home)["manager_application_list"] == 1
    assert "Publier l’appel" in text(home)
    assert (
        home.context["table"].count == 3
    )  # two local parts and the regional one: the whole is not counted again
    elsewhere = signed_in(world.there.manager).get(reverse("manager_home"))
    assert set(counts(elsewhere).values()) == {0}
    assert call.territory.name not in text(elsewhere)


def test_the_home_costs_the_same_whatever_it_holds(world):
    call = factories.open_call(world, world.here)
    client = signed_in(world.here.manager)
    url = reverse("manager_home")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _number in range(3):
        calls.copy_call(actor=world.here.manager, call=call)
        factories.sent_application(call, world.here, requested_cents=100)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "asked", ["?page=zzz", "?page=-1", "?sort=password", "?volet=%27--", "?q=" + "é" * 999]
)
def test_a_hostile_address_still_answers(world, as_manager, asked):
    for name in ("manager_home", "manager_local_plan_list", "manager_call_list"):
        assert as_manager.get(reverse(name) + asked).status_code == 200


def test_the_lists_inside_an_alliance_lead_to_the_whole_list(world, as_manager):
    call = factories.open_call(world, world.here)
    page = text(as_manager.get(reverse("manager_alliance", args=[call.alliance.pk])))
    for name in ("manager_local_plan_list", "manager_call_list"):
        whole = f"{reverse(name)}?alliance={call.alliance.pk}"
        assert whole in page
        assert as_manager.get(whole).status_code == 200
    assert call.title in text(as_manager.get(f"{reverse('manager_call_list')}?alliance={call.alliance.pk}"))
