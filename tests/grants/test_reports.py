"""The report: by section, line by line, numbered, sent back in parts, justified once."""

import pytest
from django.urls import reverse
from tests import factories

from alliances.domain.common.verdict import Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Report
from alliances.domain.ledger.models import Transfer


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.paid_grant(world.call, world.here)
    return world


def written(built, **changes):
    """A whole report of 90,00 $ on the only line of the budget (200,00 $ planned)."""
    grants.start_report(actor=built.here.coordinator, grant=built.grant)
    whole = {
        "activities": "Fait.",
        "people_reached": 12,
        "results": {1: grants.Achieved(380, "Deux semaines de moins.")},
        "spending": {1: grants.Spent(20_000, 9_000)},
    }
    return grants.save_report(actor=built.here.coordinator, grant=built.grant, **{**whole, **changes})


def test_the_lines_of_the_application_are_those_of_the_report(built):
    report = grants.start_report(actor=built.here.coordinator, grant=built.grant)
    assert list(report.results.values_list("label", "target")) == [("Repas servis", 400)]
    assert list(report.spending.values_list("label", "planned_cents")) == [("Animation", 20_000)]
    assert grants.start_report(actor=built.here.coordinator, grant=built.grant) == report


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"results": {1: grants.Achieved(None)}}, "Repas servis"),
        ({"spending": {1: grants.Spent(20_000, None)}}, "Complétez les dépenses"),
        ({"spending": {1: grants.Spent(8_000, 9_000, "x")}}, "La part de l’aide dépasse"),
        ({"spending": {1: grants.Spent(19_000, 9_000)}}, "Expliquez l’écart"),
        ({"spending": {1: grants.Spent(20_000, 10_001)}}, "ce qui a été versé"),
        ({"people_reached": None}, "combien de personnes"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(built, changes, sentence):
    report = written(built, **changes)
    with pytest.raises(Refused, match=sentence):
        grants.send_report(actor=built.here.coordinator, report=report)
    report.refresh_from_db()
    assert (report.state, report.activities) == ("draft", "Fait.")


def test_sending_gives_a_number_and_accepting_justifies_once(built):
    report = written(built)
    for _ in range(2):
        grants.send_report(actor=built.here.coordinator, report=report)
    assert report.number == built.grant.number.replace("A-", "R-")
    assert report.digest == grants.digest_of(report)
    for _ in range(2):
        grants.accept_report(actor=built.here.manager, report=report)
    assert [t.amount_cents for t in Transfer.objects.filter(kind="justification")] == [9_000]


def test_only_the_sections_sent_back_are_written_again(built):
    report = grants.send_report(actor=built.here.coordinator, report=written(built))
    with pytest.raises(Refused, match="raison"):
        grants.send_back_report(actor=built.here.manager, report=report, sections={"people": " "})
    asked = {"people": "Comptez aussi l’automne."}
    for _ in range(2):
        grants.send_back_report(actor=built.here.manager, report=report, sections=asked)
    assert grants.open_sections(report) == ["people"]
    saved = grants.save_report(
        actor=built.here.coordinator,
        grant=built.grant,
        activities="Effacé?",
        people_reached=31,
        spending={1: grants.Spent(1, 1, "x")},
    )
    assert (saved.activities, saved.people_reached, saved.spent_cents) == ("Fait.", 31, 9_000)
    grants.send_report(actor=built.here.coordinator, report=saved)
    assert not saved.returns.filter(answered_at=None).exists()


def test_two_tabs_are_told(built):
    report = written(built)
    with pytest.raises(grants.ReportConflict):
        written(built, version=report.version - 1)


def test_the_page_saves_by_itself_and_asks_again_only_what_was_sent_back(built, client):
    client.force_login(built.here.coordinator)
    url = reverse("organisation_report", args=[built.grant.pk])
    assert "Repas servis" in client.get(url).content.decode()
    assert not Report.objects.exists()
    answer = client.post(
        url, {"activities": "Un début.", "part_1": "beaucoup"}, HTTP_ACCEPT="application/json"
    )
    assert answer.json()["state"] == "saved"
    assert "part_1" in answer.json()["errors"]
    page = client.get(url).content.decode()
    assert "Un début." in page
    assert "beaucoup" in page
    stale = client.post(
        url, {"activities": "Autre.", "version": "1", "seen": "x"}, HTTP_ACCEPT="application/json"
    )
    assert stale.json()["state"] == "conflict"
    report = grants.send_report(actor=built.here.coordinator, report=written(built))
    client.force_login(built.here.manager)
    page = client.get(reverse("manager_report", args=[report.pk])).content.decode()
    assert "Deux semaines de moins." in page
    client.post(reverse("manager_report_send_back", args=[report.pk]), {"people": "Comptez l’automne."})
    client.force_login(built.here.coordinator)
    page = client.get(url).content.decode()
    assert "Comptez l’automne." in page
    assert 'name="people_reached"' in page
    assert 'name="activities"' not in page
