"""The report: by section, line by line, numbered, sent back in parts, justified once."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.chain.queries import receipts
from alliances.domain.common.transitions import transition
from alliances.domain.common.verdict import Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants import models as grants_models
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
    assert report.digest == grants.digest_of(grants.content_of(report))
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


def test_what_is_being_rewritten_is_the_organisations_alone_and_each_sending_stays(built, client):
    """The region reads what was sent, on the page, in the list and on paper, until the next sending."""
    report = grants.send_report(actor=built.here.coordinator, report=written(built))
    first = report.digest
    grants.send_back_report(
        actor=built.here.manager, report=report, sections={"people": "Comptez.", "spending": "Vérifiez."}
    )
    rewritten = {"people_reached": 777, "spending": {1: grants.Spent(20_000, 4_321)}}
    grants.save_report(actor=built.here.coordinator, grant=built.grant, **rewritten)
    client.force_login(built.here.manager)
    pages = {name: reverse(name, args=args) for name, args in
             (("manager_report", [report.pk]), ("manager_report_list", []))}  # fmt: skip
    for url in pages.values():
        text = client.get(url).content.decode()
        assert "90,00" in text
        assert "777" not in text
        assert "43,21" not in text
    assert grants.as_sent(report)["people_reached"] == 12
    report.refresh_from_db()
    grants.send_report(actor=built.here.coordinator, report=report)
    assert [each.digest for each in report.sendings.all()] == [first, report.digest]
    assert "777" in client.get(pages["manager_report"]).content.decode()
    earlier = client.get(pages["manager_report"] + "?envoi=1").content.decode()
    assert "777" not in earlier
    assert "90,00" in earlier
    assert not receipts.check_reports().findings


def test_the_database_keeps_each_sending_and_the_check_names_what_is_altered(built):
    report = grants.send_report(actor=built.here.coordinator, report=written(built))
    with pytest.raises(DatabaseError), transaction.atomic():
        report.sendings.update(content={})
    with pytest.raises(DatabaseError), transaction.atomic():
        report.sendings.all().delete()
    kept = report.sendings.get()
    report.sendings.create(
        rank=3, number=kept.number, content=kept.content, digest=kept.digest, sent_at=kept.sent_at,
        sent_by=kept.sent_by,
    )  # fmt: skip
    assert "il manque un envoi" in str(receipts.check_reports().findings)


def test_a_report_sent_before_sendings_were_kept_gets_its_own(built):
    """The migration writes what the product would have written."""
    report = written(built)
    content = grants.content_of(report)
    before = {"sent_at": timezone.now(), "number": "R-1", "digest": grants.digest_of(content)}
    transition(grants.REPORT_TRANSITIONS, "send", row=report, actor=built.here.coordinator, **before)
    sql = Path(grants_models.__file__).parents[1] / "sql" / "report_sendings.sql"
    with connection.cursor() as cursor:
        cursor.execute(sql.read_text(encoding="utf-8"))
    kept = report.sendings.get()
    assert (kept.content, kept.digest, kept.sent_by) == (content, report.digest, built.here.coordinator)
    assert not receipts.check_reports().findings
