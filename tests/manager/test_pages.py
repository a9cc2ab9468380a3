"""Every page of a region opens for its people and is not found by the people of another region."""

import pytest
from django.urls import reverse
from tests import factories
from tests.manager.conftest import signed_in

from alliances.domain.grants import actions as grants

pytestmark = pytest.mark.django_db

LISTS = [
    "manager_alliance_list",
    "manager_local_plan_list",
    "manager_call_list",
    "manager_application_list",
    "manager_decision_list",
    "manager_grant_list",
    "manager_report_list",
]


def walked(world, call):
    """One of everything in the region: a grant paid and reported, a decision to sign, a file to recommend."""
    here = world.here
    grant = factories.paid_grant(call, here, requested_cents=1_000)
    report = grants.save_report(
        actor=here.coordinator, grant=grant, activities="Fait.", people_reached=3, spent_cents=900
    )
    grants.send_report(actor=here.coordinator, report=report)
    waiting = factories.recommended_application(call, here, requested_cents=2_000)
    factories.resolution(call, here, waiting, number="R-attente")
    waiting.refresh_from_db()
    scored = factories.scored_application(call, here, requested_cents=3_000)
    plan = call.priorities.get().local_plan
    return [
        ("manager_alliance", call.alliance_id),
        ("manager_framework_new", call.alliance_id),
        ("manager_local_plan_new", call.alliance_id),
        ("manager_call_new", call.alliance_id),
        ("manager_local_plan", plan.pk),
        ("manager_priority_new", plan.pk),
        ("manager_call", call.pk),
        ("manager_application", scored.pk),
        ("manager_recommendation", call.pk),
        ("manager_offer_new", waiting.decision.pk),
        ("manager_grant", grant.pk),
        ("manager_report", report.pk),
    ]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_empty_and_invites(as_manager, name):
    answer = as_manager.get(reverse(name))
    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


def test_every_page_opens_here_and_is_not_found_there(world, call, as_manager):
    pages = walked(world, call)
    elsewhere = signed_in(world.there.manager)
    for name, pk in pages:
        url = reverse(name, args=[pk])
        answer = as_manager.get(url)
        assert answer.status_code == 200, name
        assert "Données fictives" in answer.content.decode(), name
        assert elsewhere.get(url).status_code == 404, name
        assert elsewhere.post(url).status_code == 404, name


@pytest.mark.parametrize("name", LISTS)
def test_every_list_shows_and_exports_its_rows(world, call, as_manager, name):
    walked(world, call)
    page = as_manager.get(reverse(name))
    assert page.status_code == 200
    assert "fictif" in page.content.decode()
    for extension in ("csv", "xlsx"):
        assert as_manager.get(reverse(name), {"format": extension}).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_many(
    world, call, as_manager, name, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    walked(world, call)
    with CaptureQueriesContext(connection) as few:
        as_manager.get(reverse(name))
    for number in range(4):
        file = factories.recommended_application(call, world.here, requested_cents=100 + number)
        factories.resolution(call, world.here, file, number=f"S-{number}")
        file.refresh_from_db()
        if number % 2:
            factories.make_offer(file.decision, world.here)
    with CaptureQueriesContext(connection) as many:
        as_manager.get(reverse(name))
    assert len(many) == len(few)


def test_a_visitor_is_asked_to_sign_in(client, world):
    for name in LISTS:
        assert client.get(reverse(name)).status_code == 302
