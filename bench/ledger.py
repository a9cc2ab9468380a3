"""Posting in the ledger: what one entry costs, and what recomputing all of them costs. No peer yet.

    .venv/bin/python bench/ledger.py [ENTRIES]

Works on a throw-away database of its own, as the application role. Entries are timed in batches; the median batch is
given. Human lines first; then one JSON object per measure.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from statistics import median

from alliances.ops import testing  # first: it sets the environment that Django reads

BATCH = 50
POST = """
    SELECT ledger_post('allocation', %s, %s, 1, NULL, '2026-05-01', 'bench', %s, %s || n, NULL)
    FROM generate_series(1, %s) n
"""


def main() -> int:
    import django

    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    testing.fresh_database()
    django.setup()
    try:
        measures = list(_measures(entries))
    finally:
        django.db.connections.close_all()
        testing.pytest_unconfigure()
    for label, spent in measures:
        print(f"{label}: {spent:.3f} ms")
    for label, spent in measures:
        measure = {"measure": label, "ours": round(spent, 3), "peer": None, "peer_name": None}
        print(json.dumps({**measure, "unit": "ms", "ratio": None}))
    return 0


def _measures(entries: int) -> Iterator[tuple[str, float]]:
    from django.db import connection, transaction

    from alliances.domain.ledger import actions
    from alliances.domain.ledger.models import Book, Stage, TransferKind
    from alliances.domain.ledger.queries import proofs
    from alliances.domain.people.models import Account, Person

    person = Person.objects.create(full_name="Banc d’essai", is_fictitious=True)
    clerk = Account.objects.create_user("banc@exemple.test", "une phrase de passe", person=person)
    book = Book.objects.create(code="BANC", name="Banc d’essai", is_fictitious=True)
    source = actions.open_account(book=book, stage=Stage.SOURCE, label="Source")
    places = [actions.open_account(book=book, stage=Stage.AVAILABLE, label=f"E{n}") for n in range(10)]
    keys = iter(range(10**9))

    def post() -> None:
        key = next(keys)
        actions.post(
            kind=TransferKind.ALLOCATION,
            origin=source,
            destination=places[key % 10],
            amount_cents=100,
            document="bench",
            actor=clerk,
            key=f"bench:{key}",
        )

    def post_in_sql() -> None:
        with connection.cursor() as cursor:
            cursor.execute(POST, [source.pk, places[0].pk, clerk.pk, f"sql:{next(keys)}:", BATCH])

    batches = max(1, entries // BATCH)
    yield "one entry, its own transaction", _each(post, batches, nullcontext)
    yield "one entry among fifty of one transaction", _each(post, batches, transaction.atomic)
    yield "one entry, inside the database", median(_timed(post_in_sql) for _ in range(batches)) / BATCH
    posted = proofs.check_chains().count
    yield f"chains of {posted} entries recomputed", median(_timed(proofs.check_chains) for _ in range(3))
    yield f"balances of {posted} entries recomputed", median(_timed(proofs.check_balances) for _ in range(3))


def _each(
    work: Callable[[], object], batches: int, around: Callable[[], AbstractContextManager[object]]
) -> float:
    def batch() -> None:
        with around():
            for _ in range(BATCH):
                work()

    return median(_timed(batch) for _ in range(batches)) / BATCH


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
