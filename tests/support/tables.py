"""What the database holds, table by table: to see that an act did one thing, and that its repeat did none.

Outside a transaction, every table is read. Inside one, every table is read once; after that, only those in which
PostgreSQL counted a row written are read again: its counters of a transaction also count what was taken back, so that
no change escapes them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from django.db import connection, transaction

# Sessions, jobs, and the histories that the database writes of itself: what happened is in the other tables.
ASIDE = ("procrastinate", "django_", "pghistory")
# Written again by a save of the same words.
UNSAID = ("saved_at", "version", "draft_saved_at", "draft_version", "last_login", "updated_at")

State = dict[str, tuple[int, int]]


@dataclass
class _Seen:
    """What was read last, and where the counters stood."""

    mark: str = ""
    written: dict[str, int] = field(default_factory=dict)
    state: State = field(default_factory=dict)


_seen = _Seen()
_marks = count(1)
MARK = "alliances_tests.seen"  # a setting of the transaction: a rollback takes it back as it does the rows


@cache
def names() -> tuple[str, ...]:
    """The tables that say what happened."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return tuple(name for name in sorted(tables) if not name.startswith(ASIDE) and not name.endswith("event"))


def read(tables: Sequence[str]) -> State:
    """Of each table, how many rows and a digest of what they say."""
    each = "SELECT '{0}', count(*), sum(hashtext((to_jsonb(row) - %s::text[])::text)::bigint) FROM {0} row"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each.format(name) for name in tables), [list(UNSAID)] * len(tables))
        return {name: (rows, int(digest or 0)) for name, rows, digest in cursor.fetchall()}


def _look() -> tuple[str, dict[str, int]]:
    """The mark that stands, and how many rows this transaction wrote in each table, taken back or not."""
    query = """
        SELECT coalesce(current_setting(%s, true), ''), array_agg(
            pg_stat_get_xact_tuples_inserted(one) + pg_stat_get_xact_tuples_updated(one)
            + pg_stat_get_xact_tuples_deleted(one) ORDER BY rank)
        FROM unnest(%s::regclass[]) WITH ORDINALITY AS tables (one, rank)
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [MARK, list(names())])
        mark, written = cursor.fetchone()
    return mark, dict(zip(names(), written, strict=True))


def state() -> State:
    """Of every table, how many rows and a digest of what they say."""
    if not connection.in_atomic_block:  # the counters are those of one transaction
        return read(names())
    mark, written = _look()
    known = bool(mark) and mark == _seen.mark
    stale = [name for name in names() if not known or written[name] != _seen.written[name]]
    now = {**_seen.state, **(read(stale) if stale else {})}
    _seen.mark, _seen.written, _seen.state = str(next(_marks)), written, now
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [MARK, _seen.mark])
    return now


@contextmanager
def undone() -> Iterator[State]:
    """What is done inside is taken back. Gives the state before it."""
    before = state()
    mark = _seen.mark
    with transaction.atomic():
        yield before
        transaction.set_rollback(True)
    _seen.mark, _seen.written, _seen.state = mark, _look()[1], before


def changed(before: State, after: State) -> dict[str, int]:
    """By table that says something else, how many rows more (or fewer, or 0 when rows were only rewritten)."""
    return {name: after[name][0] - before[name][0] for name in after if after[name] != before[name]}
