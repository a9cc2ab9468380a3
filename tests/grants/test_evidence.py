"""What was settled is evidence: the database refuses to change or delete it, under the application's own role too."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests import factories

from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Payment, Recovery
from alliances.domain.ledger.models import Book
from alliances.domain.review.models import Decision, Resolution, Score


@pytest.fixture
def settled(db):
    """One grant of every step: scored, decided, paid, reported, and its unspent money received back."""
    world = factories.world()
    grant = factories.reported_grant(
        factories.open_call(world), world.here, spent_cents=1_000, requested_cents=2_000
    )
    grants.receive_recovery(
        actor=world.here.requester,
        recovery=factories.open_recovery(grant, world.here, 500),
        received_on=timezone.localdate(),
        reference="R-1",
    )
    return grant


CHANGES: dict[str, Callable[[], object]] = {
    "the date of a payment": lambda: Payment.objects.filter(state="paid").update(paid_on="2024-04-02"),
    "the reference of a payment": lambda: Payment.objects.filter(state="paid").update(reference="X"),
    "a payment": lambda: Payment.objects.all()._raw_delete("default"),
    "a recovery received": lambda: Recovery.objects.filter(state="received").update(received_on="2024-04-02"),
    "a recovery": lambda: Recovery.objects.all()._raw_delete("default"),
    "the number of a resolution": lambda: Resolution.objects.update(number="9"),
    "the date of a resolution": lambda: Resolution.objects.update(adopted_on="2024-04-02"),
    "the amount of a decision": lambda: Decision.objects.update(amount_cents=1),
    "the points of a score": lambda: Score.objects.update(points=1),
    "a score": lambda: Score.objects.all()._raw_delete("default"),
    "the mark of a book": lambda: Book.objects.update(is_fictitious=False),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_settled_evidence_is_refused_any_change(settled, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_who_changed_what_is_not_erased_by_the_application(settled):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM pghistory_context")
