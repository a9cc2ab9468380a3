"""The grant as the organisation reads it, and its report."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories

from alliances.domain.grants import actions
from alliances.domain.grants.models import Report

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


@pytest.fixture
def grant(world, call):
    return factories.paid_grant(call, world.here, requested_cents=10_000)


def page_of(grant):
    return reverse("organisation_grant", args=[grant.pk])


def report_of(grant):
    return reverse("organisation_report", args=[grant.pk])


WHOLE = {
    "activities": "Douze ateliers.",
    "people_reached": "38",
    "achieved_1": "390",
    "spent_1": "200,00",
    "part_1": "95,50",
}


def test_the_grant_tells_the_agreement_and_the_payments(mine, grant):
    text = mine.get(page_of(grant)).content.decode()
    for expected in (grant.number, "Camille Essai", "Versé", "100,00", "Préparer la reddition"):
        assert expected in text
    assert grant.number in mine.get(reverse("organisation_grants")).content.decode()


def test_a_report_opened_for_the_first_time_can_save_by_itself(mine, grant):
    """The script writes the version back in its field: without the field it would say that the network is down."""
    page = mine.get(report_of(grant)).content.decode()
    assert 'name="version" value=""' in page
    assert 'name="seen"' in page


def test_saving_then_sending_the_report(mine, grant, world):
    answer = mine.post(report_of(grant), {"act": "save", "activities": "Un début."})
    assert answer["Location"] == report_of(grant)
    assert "Un début." in mine.get(report_of(grant)).content.decode()
    refused = mine.post(report_of(grant), {"act": "send", "activities": "Un début."})
    assert "Dites combien de personnes" in refused.content.decode()
    answer = mine.post(report_of(grant), {"act": "send", **WHOLE})
    receipt = mine.get(answer["Location"]).content.decode()
    assert Report.objects.get().number in receipt
    assert Report.objects.get().digest[:8] in receipt
    report = Report.objects.get()
    assert (report.state, report.spent_cents, report.people_reached) == ("sent", 9_550, 38)
    text = mine.get(page_of(grant)).content.decode()
    assert "La région l’examine" in text
    assert "Douze ateliers." in text
    assert mine.get(report_of(grant))["Location"] == page_of(grant)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("part_1", "cent dollars"),
        ("spent_1", "-3"),
        ("people_reached", "plusieurs"),
        ("people_reached", "1e3"),
    ],
)
def test_what_cannot_be_read_stays_on_screen_and_the_rest_is_saved(mine, grant, field, typed):
    page = mine.post(report_of(grant), {"act": "send", **WHOLE, field: typed})
    assert page.status_code == 422
    assert page.context["form"][field].value() == typed
    assert "ne se lit pas encore" in page.content.decode()
    assert typed in mine.get(report_of(grant)).content.decode()
    report = Report.objects.get()
    assert report.state == "draft"
    assert report.activities == "Douze ateliers."


def test_spending_more_than_was_paid_is_refused_and_nothing_is_lost(mine, grant):
    page = mine.post(report_of(grant), {"act": "send", **WHOLE, "part_1": "100,01"})
    assert page.status_code == 409
    assert "Les dépenses dépassent" in page.content.decode()
    assert "Douze ateliers." in page.content.decode()


def test_a_report_sent_back_says_why_and_is_sent_again(mine, grant, world):
    mine.post(report_of(grant), {"act": "send", **WHOLE})
    actions.send_back_report(
        actor=world.here.manager, report=Report.objects.get(), reason="Précisez les lieux."
    )
    assert "Précisez les lieux." in mine.get(report_of(grant)).content.decode()
    assert "Précisez les lieux." in mine.get(page_of(grant)).content.decode()
    assert mine.post(report_of(grant), {"act": "send", **WHOLE}).status_code == 302
    assert Report.objects.get().state == "sent"


def test_a_report_typed_while_signed_out_comes_back(client, world, grant):
    answer = client.post(report_of(grant), {"act": "send", **WHOLE, "part_1": "cent"})
    credentials = {"login": world.here.coordinator.email, "password": factories.PASSWORD}
    page = client.get(client.post(answer["Location"], credentials)["Location"])
    assert page.context["brought_back"]
    assert page.context["form"]["part_1"].value() == "cent"
    assert not Report.objects.exists()


def test_grants_of_others_are_not_found(client, world, grant):
    for stranger in (world.there.coordinator, world.here.manager, world.here.requester):
        client.force_login(stranger)
        assert client.get(page_of(grant)).status_code == 404
        assert client.post(report_of(grant), WHOLE).status_code == 404


def test_lists_cost_the_same_with_one_row_and_with_many(mine, world, call):
    def cost(name):
        with CaptureQueriesContext(connection) as queries:
            mine.get(reverse(name))
        return len(queries)

    names = ("organisation_applications", "organisation_grants")
    factories.signed_grant(call, world.here, requested_cents=100)
    few = [cost(name) for name in names]
    for _ in range(4):
        factories.signed_grant(call, world.here, requested_cents=100)
    assert [cost(name) for name in names] == few


def test_the_application_says_what_follows_of_the_help_that_came_of_it(mine, world, call):
    """Once the offer is made, the region no longer prepares it."""
    offer = factories.offered_grant(call, world.here, requested_cents=2_000)
    pages = [
        reverse(name, args=[offer.application.pk])
        for name in ("organisation_application", "organisation_application_receipt")
    ]
    for page in pages:
        assert "acceptez-la ou déclinez-la" in mine.get(page).content.decode()
    actions.accept_offer(actor=world.here.coordinator, grant=offer)
    for page in pages:
        assert "L’aide est en cours" in mine.get(page).content.decode()
