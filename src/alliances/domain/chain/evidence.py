"""Notes each day a digest of the rows that nobody may change any more, and recomputes it.

Three kinds of rows: the kept versions of every file (`pghistory`, with who made them), tables whose rows are only ever
added, and rows that become final one day (a closed year, the presences of a closed sitting). Each has a key that
only grows, so that a day is an interval of keys and the whole is read once, however many days there are.
"""

# ruff: noqa: S608 - queries made of our own tables and columns, nothing that anybody typed

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from time import sleep
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from pghistory.models import Event

from alliances.domain.chain.models import EvidenceAnchor

NOTHING_BEFORE = "0" * 64
STAY = ("review.score", "envelopes.movementline", "ledger.ledgeraccount")
"""Rows that their triggers or their functions keep as they were born."""
MOVING = {"ledger_ledgeraccount": {"balance_cents"}}
"""Columns that change by rule, and that are recomputed elsewhere."""
TRIES, PAUSE = 20, 0.5


@dataclass(frozen=True)
class Source:
    """Where the rows of one kind are. `key` is a whole number that only grows; `t` is the table in `rows`."""

    name: str
    key: str
    rows: str
    columns: tuple[str, ...]

    def text(self, columns: Iterable[str]) -> str:
        """The row as a JSON array, the same for every session and version of PostgreSQL."""
        read = ", ".join(WHO if name == CONTEXT else f't."{name}"' for name in columns)
        return f"jsonb_build_array({read})::text"


CONTEXT = "(context)"
WHO = "(SELECT metadata FROM pghistory_context WHERE id = t.pgh_context_id)"
# A year once closed, in the order of the closings; the presences of a sitting, by the passage that closed it.
CLOSED_YEARS = ("(extract(epoch FROM t.closed_at) * 1000000)::bigint", "ledger_fiscalyear t")
PRESENCES = (
    "closing.id",
    """bodies_presence t JOIN common_transitionrecord closing
        ON closing.subject_type = 'bodies.sitting' AND closing.subject_id = t.sitting_id AND closing.name = 'close'""",
)


def sources() -> dict[str, Source]:
    """By name of table."""
    found = [_plain(model) for model in apps.get_models() if _stays(model)]
    found += [
        Source(name, key, rows, _columns(apps.get_model(label)))
        for name, label, (key, rows) in (
            ("ledger_fiscalyear", "ledger.fiscalyear", CLOSED_YEARS),
            ("bodies_presence", "bodies.presence", PRESENCES),
        )
    ]
    return {source.name: source for source in sorted(found, key=lambda source: source.name)}


def _stays(model: Any) -> bool:
    if issubclass(model, Event):
        return True
    return model is not EvidenceAnchor and (
        getattr(model, "append_only", False) or model._meta.label_lower in STAY
    )


def _plain(model: Any) -> Source:
    table = model._meta.db_table
    more = (CONTEXT,) if issubclass(model, Event) else ()
    return Source(table, f"t.{model._meta.pk.column}", f"{table} t", (*_columns(model), *more))


def _columns(model: Any) -> tuple[str, ...]:
    moving = MOVING.get(model._meta.db_table, set())
    return tuple(sorted({field.column for field in model._meta.concrete_fields} - moving))


def record_evidence(today: date | None = None) -> int:
    """Notes the digest of the day; how many were noted. Once a day: doing it again changes nothing.

    Waits a moment for a time when nobody writes in these tables, so that no row with a smaller key comes later.
    """
    day = today or timezone.localdate()
    for attempt in range(TRIES):
        if EvidenceAnchor.objects.filter(day=day).exists():
            return 0
        if anchor := _noted(day):
            return len(EvidenceAnchor.objects.bulk_create([anchor], ignore_conflicts=True))
        if attempt + 1 < TRIES:
            sleep(PAUSE)
    return 0


def _noted(day: date) -> EvidenceAnchor | None:
    """None while somebody writes."""
    known = sources()
    with transaction.atomic():
        reached = _reached(known)
        if _being_written(known):  # asked after the keys: who had taken a smaller one is done, or still here
            return None
        before = EvidenceAnchor.objects.order_by("-day").first()
        old = before.reached if before else {}
        tables = {}
        for name, last in reached.items():
            first = old.get(name, 0)
            if last > first:
                segment = Segment(str(day), first, last)
                rows, digest = digests(known[name], known[name].columns, [segment])[segment.day]
                tables[name] = {
                    "first": first, "last": last, "rows": rows, "digest": digest,
                    "columns": list(known[name].columns),
                }  # fmt: skip
    anchor = EvidenceAnchor(day=day, tables=tables, reached={**old, **reached})
    anchor.digest = digest_of(anchor, before.digest if before else NOTHING_BEFORE)
    return anchor


def _reached(known: dict[str, Source]) -> dict[str, int]:
    parts = [f"SELECT '{each.name}', max({each.key}) FROM {each.rows}" for each in known.values()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {name: last for name, last in cursor.fetchall() if last is not None}


def _being_written(known: dict[str, Source]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT 1 FROM pg_locks JOIN pg_class ON pg_class.oid = relation
                WHERE locktype = 'relation' AND relname = ANY (%s) AND pid IS DISTINCT FROM pg_backend_pid()
                    AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'ShareUpdateExclusiveLock', 'ShareLock')
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            )
            """,
            [list(known)],
        )
        return bool(cursor.fetchone()[0])


def digest_of(anchor: EvidenceAnchor, before: str) -> str:
    """SHA-256 of the canonical JSON (keys sorted, no spaces, UTF-8) of the day and of the digest before it."""
    content = {
        "before": before,
        "day": anchor.day.isoformat(),
        "reached": anchor.reached,
        "tables": anchor.tables,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Segment:
    """The rows of one table that one day noted: keys above `first`, up to `last`."""

    day: str
    first: int
    last: int


def digests(source: Source, columns: Iterable[str], segments: list[Segment]) -> dict[str, tuple[int, str]]:
    """(number, digest) of the rows of each segment, by its day. One query, whatever there is."""
    values = ", ".join(f"('{each.day}', {each.first}::bigint, {each.last}::bigint)" for each in segments)
    row = f"sha256(convert_to({source.text(columns)}, 'UTF8'))"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('TimeZone'), set_config('TimeZone', 'UTC', false)")
        zone = cursor.fetchone()[0]
        cursor.execute(
            f"""
            SELECT segment.day, count(kept.key),
                encode(sha256(coalesce(string_agg(kept.digest, ''::bytea ORDER BY kept.key, kept.digest), '')), 'hex')
            FROM (VALUES {values}) segment (day, first, last)
            LEFT JOIN (SELECT {source.key} AS key, {row} AS digest FROM {source.rows}) kept
                ON kept.key > segment.first AND kept.key <= segment.last
            GROUP BY segment.day
            """
        )
        found = {day: (rows, digest) for day, rows, digest in cursor.fetchall()}
        cursor.execute("SELECT set_config('TimeZone', %s, false)", [zone])
    return found
