"""Instalments fall in fiscal years and pay for calendar years: the same cents read both ways, to the cent."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.support import amending

from alliances.domain.envelopes.money import years_of
from alliances.domain.grants import actions as grants
from alliances.domain.grants.activity import paid_from, planned
from alliances.domain.grants.models import Instalment
from alliances.domain.grants.queries import terms_of

PARTS = (
    grants.Planned(3_000, date(2027, 2, 1), "Au début", activity_year=2027),
    grants.Planned(1_000, date(2027, 6, 1), "Solde de 2027", activity_year=2027),
    grants.Planned(500, date(2027, 3, 31), "Préparation de 2028", activity_year=2028),
    grants.Planned(2_500, date(2028, 3, 31), "Avance de 2028", activity_year=2028),
)


@pytest.fixture
def world(db):
    """An agreement of two fiscal years (2026-2027, 2027-2028) for two calendar years (2027, 2028)."""
    built = factories.world()
    built.call = factories.open_call(built, built.here)
    file = factories.recommended_application(built.call, built.here, requested_cents=7_000)
    factories.resolution(built.call, built.here, file, number="R-ANNEES")
    file.refresh_from_db()
    built.offered = {
        "actor": built.here.manager,
        "decision": file.decision,
        "expires_on": timezone.localdate() + timedelta(days=30),
        "signed_for_organisation": "Camille Essai",
        "instalments": PARTS,
    }
    built.grant = grants.make_offer(**built.offered)
    return built


def test_the_table_of_two_by_two_is_right_on_both_margins(world):
    cross = planned(world.grant.instalments.all())
    assert cross.fiscal_years == [2026, 2027]
    assert cross.activity_years == [2027, 2028]
    assert cross.rows == [(2026, [3_000, 500], 3_500), (2027, [1_000, 2_500], 3_500)]
    assert cross.totals == [4_000, 3_000]
    assert cross.total_cents == world.grant.amount_cents


def test_what_was_paid_agrees_with_the_ledger_by_fiscal_year_and_with_the_agreement_by_activity(world):
    grants.accept_offer(actor=world.here.coordinator, grant=world.grant)
    for _instalment in PARTS[:3]:
        factories.pay_next(world.grant, world.here)
    account = world.call.envelope.account_id
    cross = paid_from([account])
    assert {year: cross.of_activity(year) for year in cross.activity_years} == {2027: 4_000, 2028: 500}
    ledger = {
        year.start: year.paid_cents for year in years_of(world.call.envelope, [account]) if year.paid_cents
    }
    assert {year: cross.of_fiscal(year) for year in cross.fiscal_years} == ledger
    assert paid_from([world.envelope.account_id]).total_cents == 0


def test_the_same_offer_with_another_year_is_not_the_same(world):
    assert grants.make_offer(**world.offered) == world.grant
    other = [*PARTS[:3], grants.Planned(2_500, date(2028, 3, 31), "Avance de 2028", activity_year=2027)]
    with pytest.raises(grants.Refused if hasattr(grants, "Refused") else Exception):
        grants.make_offer(**world.offered | {"instalments": other})


def test_the_year_of_a_signed_instalment_changes_by_an_amendment_only(world):
    grant = grants.accept_offer(actor=world.here.coordinator, grant=world.grant)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instalment.objects.filter(grant=grant, rank=4).update(activity_year=2027)
    terms = terms_of(grant)
    rows = [*terms["instalments"][:3], {**terms["instalments"][3], "activity_year": 2027}]
    amendment = amending.proposed_amendment(grant, world.here, instalments=rows)
    grants.accept_amendment(actor=world.here.coordinator, amendment=amendment)
    assert planned(grant.instalments.all()).totals == [6_500, 500]


def test_an_amendment_may_leave_the_year_unsaid(world):
    grant = grants.accept_offer(actor=world.here.coordinator, grant=world.grant)
    terms = terms_of(grant)
    last = {key: value for key, value in terms["instalments"][3].items() if key != "activity_year"}
    amendment = amending.proposed_amendment(grant, world.here, instalments=[*terms["instalments"][:3], last])
    grants.accept_amendment(actor=world.here.coordinator, amendment=amendment)
    assert planned(grant.instalments.all()).of_activity(None) == 2_500


def test_a_year_that_is_none_is_refused_by_the_database(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Instalment.objects.filter(grant=world.grant, rank=1).update(activity_year=27)


def test_terms_without_a_year_are_written_as_before(world):
    grant = factories.offered_grant(world.call, world.here)
    assert all("activity_year" not in row for row in terms_of(grant)["instalments"])
    assert not planned(grant.instalments.all()).says_something


def test_both_margins_are_on_the_page_of_the_agreement_and_of_the_envelope(client, world):
    client.force_login(world.here.manager)
    said = client.get(reverse("manager_grant", args=[world.grant.pk])).content.decode()
    assert "Activités de 2027" in said
    assert "2026-2027" in said
    client.force_login(world.here.officer)
    page = reverse("ministry_envelope", args=[world.call.envelope.pk])
    assert "Activités de 2027" not in client.get(page).content.decode()
    grants.accept_offer(actor=world.here.coordinator, grant=world.grant)
    factories.pay_next(world.grant, world.here)
    assert "Activités de 2027" in client.get(page).content.decode()
