"""The digest of the day of the evidence: what is altered with all its traces disagrees with a day noted before."""

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.support import evidence

from alliances.domain.chain import evidence as noting
from alliances.domain.chain.evidence import record_evidence
from alliances.domain.chain.models import EvidenceAnchor
from alliances.domain.chain.queries import noted
from alliances.ops import testing, verification
from alliances.ops.guards import check_guards

# ruff: noqa: S608 - names of our own tables

OTHER_NOTE = "UPDATE review_score SET points = points - 1 WHERE id = (SELECT min(id) FROM review_score)"
SWAPPED = """
    UPDATE review_score one SET criterion_id = -other.criterion_id FROM review_score other
    WHERE one.review_id = other.review_id AND one.id <> other.id
"""
CONSISTENT = [
    "UPDATE grants_payment SET reference = 'X' WHERE state = 'paid'",
    "UPDATE grants_paymentevent SET reference = 'X' WHERE state = 'paid'",
]
REOPENED = "UPDATE ledger_fiscalyear SET closed_at = NULL, closed_by_id = NULL WHERE start_year = 2004"
CLOSED = """
    UPDATE ledger_fiscalyear SET closed_at = now(), closed_by_id = b.id, closing_proposed_by_id = a.id,
        closing_proposed_at = now() - interval '1 hour'
    FROM (SELECT min(id) id FROM people_person) a, (SELECT max(id) id FROM people_person) b WHERE start_year = 2004
"""
# What was done by hand after the day was noted, then the table that must be named. Nothing else sees most of it.
ALTERATIONS = {
    "a note": ([OTHER_NOTE], "review_score"),
    "a note deleted": (
        ["DELETE FROM review_score WHERE id = (SELECT min(id) FROM review_score)"],
        "review_score",
    ),
    "two notes swapped": ([SWAPPED, "UPDATE review_score SET criterion_id = -criterion_id"], "review_score"),
    "the notes emptied": (["TRUNCATE review_score"], "review_score"),
    "a row and all its versions": (CONSISTENT, "grants_paymentevent"),
    "why a step was taken": (
        ["UPDATE common_transitionrecord SET reason = 'autre'"],
        "common_transitionrecord",
    ),
    "who made a version": (["UPDATE pghistory_context SET metadata = '{}'"], "people_accountevent"),
    "a year reopened": ([REOPENED], "ledger_fiscalyear"),
    "who was present": (["DELETE FROM bodies_presence"], "bodies_presence"),
    "what an account is called": (
        ["UPDATE ledger_ledgeraccount SET label = 'autre'"],
        "ledger_ledgeraccount",
    ),
    "when it was signed": (
        ["UPDATE envelopes_signature SET signed_at = signed_at + interval '1 minute'"],
        "envelopes_signature",
    ),
    "a sum for a year": (["DELETE FROM envelopes_tranche"], "envelopes_tranche"),
    "a digest of the ledger": (["DELETE FROM ledger_anchor"], "ledger_anchor"),
}


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def day(after: int = 0):
    return timezone.localdate() + timedelta(days=after)


def found() -> tuple[str, ...]:
    return noted.check_evidence().findings


FREE = ["SET CONSTRAINTS ALL IMMEDIATE", "SET LOCAL session_replication_role = replica"]
MORE = [
    CLOSED,
    "UPDATE people_accountevent SET pgh_context_id = (SELECT id FROM pghistory_context)",
    """
    INSERT INTO ledger_anchor (book_id, day, number, digest, recorded_at)
    SELECT book_id, current_date, number, digest, now() FROM ledger_transfer LIMIT 1
    """,
]
CONTEXT = """
    INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
    VALUES (gen_random_uuid(), now(), now(), '{"user": 1}')
"""


@pytest.fixture
def noted_yesterday(superuser):
    """The whole evidence, noted; then nothing refuses anything any more."""
    evidence.build()
    run([*FREE, CONTEXT, *MORE])
    assert record_evidence(day(-1)) == 1


@pytest.fixture
def note_of_yesterday(superuser):
    """One file and its notes, noted; then nothing refuses anything any more."""
    world = factories.world()
    factories.scored_application(factories.open_call(world), world.here)
    run(FREE)
    assert record_evidence(day(-1)) == 1


def test_what_was_altered_with_all_its_traces_is_named(noted_yesterday, subtests):
    assert found() == ()
    for what, (statements, table) in ALTERATIONS.items():
        with subtests.test(what):
            with transaction.atomic():
                run(statements)
                said = found()
                transaction.set_rollback(True)
            assert any(f"Preuves notées le {day(-1)}" in each and f" {table} " in each for each in said), said
    assert found() == ()


def test_the_whole_verification_compares_the_days(note_of_yesterday):
    assert noted.check_evidence in verification.CHECKS
    run([OTHER_NOTE])
    others = [each for each in verification.CHECKS if each not in {check_guards, noted.check_evidence}]
    assert not any(each.findings for check in others for each in _list(check())), (
        "nobody else sees a changed note"
    )
    assert "review_score" in found()[0]


def _list(answer):
    return answer if isinstance(answer, list) else [answer]


def test_days_rewritten_whole_are_seen_by_who_noted_one(note_of_yesterday, tmp_path):
    """The owner notes everything anew: only what somebody keeps elsewhere contradicts her."""
    kept = tmp_path / "empreintes.json"
    kept.write_text(json.dumps(verification.heads()))
    compared = verification._compared(kept)
    assert [each.findings for each in compared] == [(), ()]
    run([OTHER_NOTE, "DELETE FROM chain_evidenceanchor"])
    record_evidence(day(-1))
    assert found() == ()
    heads, days = verification._compared(kept)
    assert heads.findings == ()
    assert f"Empreinte des preuves du {day(-1)}" in days.findings[0]


def test_a_day_taken_out_breaks_the_next_one(note_of_yesterday):
    record_evidence(day())
    record_evidence(day(1))
    assert found() == ()
    run([f"DELETE FROM chain_evidenceanchor WHERE day = '{day()}'"])
    assert [f"Empreinte des preuves du {day(1)}" in sentence for sentence in found()] == [True]


def test_a_column_added_later_changes_nothing(note_of_yesterday):
    run(["ALTER TABLE review_reviewevent ADD COLUMN more text DEFAULT 'x'"])
    assert found() == ()


@pytest.mark.django_db
def test_a_day_is_noted_once_and_what_comes_later_is_the_next_days():
    world = factories.world()
    assert record_evidence(day(-1)) == 1
    first = EvidenceAnchor.objects.get()
    assert record_evidence(day(-1)) == 0
    factories.open_call(world)
    assert found() == (), "what came since is nobody's digest yet"
    record_evidence(day())
    last = EvidenceAnchor.objects.first()
    assert found() == ()
    assert first.tables[
        "common_transitionrecord" if "common_transitionrecord" in first.tables else "ledger_book"
    ]
    assert "ledger_book" not in last.tables, "a table without a new row is not read again"
    assert last.tables["calls_callevent"]["first"] == first.reached.get("calls_callevent", 0)
    record_evidence(day(1))
    with CaptureQueriesContext(connection) as two:
        found()
    for more in range(2, 8):
        record_evidence(day(more))
    with CaptureQueriesContext(connection) as many:
        assert found() == ()
    assert len(many) == len(two), "one query for each table, however many days"


@pytest.mark.django_db
def test_the_application_may_not_change_what_was_noted():
    record_evidence()
    for statement in ("UPDATE chain_evidenceanchor SET digest = ''", "DELETE FROM chain_evidenceanchor"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run([statement])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_noted_while_somebody_writes(monkeypatch):
    """A row with a smaller key could still come, and would look added by hand."""
    monkeypatch.setattr(noting, "TRIES", 1)
    factories.world()
    with psycopg.connect(testing.owner_url()) as writing:
        writing.execute("INSERT INTO ledger_book (code, name, is_fictitious) VALUES ('X', 'X', true)")
        assert record_evidence() == 0
        writing.rollback()
    assert record_evidence() == 1


@pytest.mark.django_db
def test_anybody_reads_the_last_day_and_takes_them_all():
    client = Client()
    assert "sera notée dans l’heure" in client.get(reverse("anchors")).content.decode()
    record_evidence(day(-1))
    record_evidence(day())
    last = EvidenceAnchor.objects.first()
    assert last.digest in client.get(reverse("anchors")).content.decode()
    read = json.loads(client.get(reverse("anchors_file")).content)["evidence"]
    assert [each["day"] for each in read] == [str(day(-1)), str(day())]
    assert noted.check_noted([noted.Noted(**each) for each in read]).findings == ()
