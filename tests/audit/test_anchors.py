"""The digest of the day: noted once, never changed, published, and compared with the chain."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.ledger.anchoring import record_anchors
from alliances.domain.ledger.models import Anchor, Transfer
from alliances.domain.ledger.queries import proofs
from alliances.ops.verification import checks, findings

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    return factories.world()


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def test_the_last_entry_of_the_day_is_noted_once(world: SimpleNamespace) -> None:
    assert record_anchors() == 0, "the book had no entry yesterday"
    assert record_anchors(tomorrow()) == 1
    anchor = Anchor.objects.get()
    entry = Transfer.objects.latest("number")
    assert (anchor.day, anchor.number, anchor.digest) == (timezone.localdate(), entry.number, entry.digest)
    factories.envelope(world, world.here, 1_000)
    assert record_anchors(tomorrow()) == 0
    assert Anchor.objects.get() == anchor


def test_the_days_a_worker_slept_are_noted_when_it_wakes(world: SimpleNamespace) -> None:
    record_anchors(tomorrow())
    assert record_anchors(tomorrow() + timedelta(days=3)) == 3
    today = timezone.localdate()
    days = Anchor.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [today + timedelta(days=more) for more in range(4)]


def test_the_application_may_not_change_what_was_noted(world: SimpleNamespace) -> None:
    record_anchors(tomorrow())
    for statement in ("UPDATE ledger_anchor SET number = 9", "DELETE FROM ledger_anchor"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_digest_that_the_chain_never_had_is_refused(world: SimpleNamespace) -> None:
    entry = Transfer.objects.latest("number")
    forged = Anchor(book=entry.book, day=timezone.localdate(), number=entry.number, digest="0" * 64)
    with pytest.raises(IntegrityError, match="has not this digest"), transaction.atomic():
        forged.save()


@pytest.mark.django_db(transaction=True)
def test_a_rewritten_chain_is_seen_by_its_anchor(owner_connection) -> None:
    world = factories.world()
    record_anchors(tomorrow())
    checked = proofs.check_anchors()
    assert (checked.count, checked.findings) == (1, ())
    entry = Transfer.objects.latest("number")
    entry.amount_cents += 1
    whole = proofs.digest(entry, proofs.previous_digest(entry))
    owner_connection.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_transfer_append_only")
    owner_connection.execute(
        "UPDATE ledger_transfer SET amount_cents = %s, digest = %s WHERE id = %s",
        [entry.amount_cents, whole, entry.pk],
    )
    owner_connection.execute("ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_append_only")
    assert not proofs.check_chains().findings, "rewritten with its digest, the chain alone looks sound"
    assert "n’a plus l’empreinte publiée" in proofs.check_anchors().findings[0]
    assert any("empreinte publiée" in sentence for sentence in findings(checks()))
    assert world.fund.is_fictitious


def test_anybody_reads_the_digests_and_their_files(world: SimpleNamespace) -> None:
    record_anchors(tomorrow())
    anchor = Anchor.objects.get()
    client = Client()
    page = client.get(reverse("anchors")).content.decode()
    assert anchor.digest in page
    assert ">fictif<" in page.partition("<main")[2]
    listed = client.get(reverse("anchors"), {"format": "csv"}).content.decode("utf-8-sig")
    assert anchor.digest in listed
    heads = json.loads(client.get(reverse("anchors_file")).content)["heads"]
    assert heads == [{"book": anchor.book.code, "number": anchor.number, "digest": anchor.digest}]
    assert not proofs.check_heads([proofs.Head(**head) for head in heads]).findings


def test_the_digests_cost_the_same_with_one_day_and_with_many(world: SimpleNamespace) -> None:
    client = Client()
    record_anchors(tomorrow())
    client.get(reverse("anchors"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("anchors"))
    record_anchors(tomorrow() + timedelta(days=40))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("anchors"))
    assert len(many) == len(few)
