"""The council reads what came of its decisions: the accepted reports, and no other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.grants.models import ReportKind
from alliances.engine.fiscal_years import FiscalYear


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    return world


def shown(client, **asked):
    return client.get(reverse("council_reports"), asked).content.decode()


def test_accepted_reports_of_its_grants_each_with_its_letter(built, client):
    accepted = factories.reported_grant(built.call, built.here, spent_cents=900, requested_cents=1_000)
    waiting = factories.paid_grant(built.call, built.here, requested_cents=1_000)
    factories.report(waiting, built.here, spent_cents=500, accepted=False)
    elsewhere = factories.reported_grant(
        factories.open_call(built, built.there), built.there, spent_cents=100, requested_cents=1_000
    )
    client.force_login(built.here.clerk)
    page = shown(client)
    assert reverse("document_report", args=[accepted.reports.get().pk]) in page
    assert reverse("council_resolution", args=[accepted.decision.resolution_id]) in page
    for other in (waiting, elsewhere):
        assert reverse("document_report", args=[other.reports.get().pk]) not in page
    assert reverse("council_reports") in client.get(reverse("today")).content.decode(), "a door in the menu"


def test_the_filters_narrow_by_kind_and_by_fiscal_year(built, client):
    grant = factories.signed_grant(
        built.call, built.here, parts=(6_000, 4_000), awaits=("nothing", "interim")
    )
    factories.pay_next(grant, built.here)
    interim = factories.report(grant, built.here, kind=ReportKind.INTERIM, spent_cents=1_000)
    final = factories.reported_grant(
        built.call, built.here, spent_cents=900, requested_cents=1_000
    ).reports.get()
    client.force_login(built.here.clerk)

    def numbers(**asked):
        page = shown(client, **asked)
        return [f">{number}<" in page for number in (interim.number, final.number)]

    assert numbers() == [True, True]
    assert numbers(sorte="interim") == [True, False]
    assert numbers(sorte="final") == [False, True]
    year = FiscalYear.of(timezone.localdate()).start
    assert numbers(exercice=str(year)) == [True, True]
    assert client.get(reverse("council_reports"), {"format": "csv"}).content.count(b"\n") >= 2


def test_the_list_costs_the_same_with_one_report_and_with_many(built, client):
    client.force_login(built.here.clerk)

    def cost():
        with CaptureQueriesContext(connection) as seen:
            shown(client)
        return len(seen)

    factories.reported_grant(built.call, built.here, spent_cents=900, requested_cents=1_000)
    one = cost()
    for _ in range(3):
        factories.reported_grant(built.call, built.here, spent_cents=900, requested_cents=1_000)
    assert cost() == one
