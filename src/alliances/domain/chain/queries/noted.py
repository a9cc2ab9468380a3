"""Recomputes the digest of each day from the rows that are there: what was evidence that day still is, unchanged."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from alliances.domain.chain.evidence import (
    CONTEXT,
    NOTHING_BEFORE,
    Segment,
    Source,
    digest_of,
    digests,
    sources,
)
from alliances.domain.chain.models import EvidenceAnchor
from alliances.domain.common.checked import Checked


@dataclass(frozen=True)
class Noted:
    """One day's digest, as somebody wrote it down: `day` in ISO."""

    day: str
    digest: str


def noted() -> list[Noted]:
    """Every day's, the first day first."""
    rows = EvidenceAnchor.objects.order_by("day").values_list("day", "digest")
    return [Noted(day.isoformat(), digest) for day, digest in rows]


def check_noted(known: list[Noted]) -> Checked:
    """What somebody noted elsewhere is what is kept here; `check_evidence` says whether what is kept here holds."""
    here = {each.day: each.digest for each in noted()}
    sentence = _(
        "Empreinte des preuves du %(day)s : elle n’est plus celle qui a été notée (%(digest)s). "
        "Les preuves ont été réécrites : comparez avec la sauvegarde de cette date."
    )
    found = [
        sentence % {"day": each.day, "digest": each.digest}
        for each in known
        if here.get(each.day) != each.digest
    ]
    return Checked(_("empreintes de preuves notées"), len(known), tuple(found))


def check_evidence() -> Checked:
    """The digests of the days, each on the one before; then the rows, one query for each table."""
    anchors = list(EvidenceAnchor.objects.order_by("day"))
    return Checked(_("jours de preuves"), len(anchors), (*_links(anchors), *_rows(anchors)))


def _links(anchors: list[EvidenceAnchor]) -> Iterator[str]:
    before = NOTHING_BEFORE
    for anchor in anchors:
        if digest_of(anchor, before) != anchor.digest:
            yield _(
                "Empreinte des preuves du %(day)s : elle ne suit pas celle d’avant. Un jour est changé ou retiré."
            ) % {"day": anchor.day.isoformat()}  # fmt: skip
        before = anchor.digest


def _rows(anchors: list[EvidenceAnchor]) -> Iterator[str]:
    known, there = sources(), _columns_there()
    for name, by_columns in sorted(_segments(anchors).items()):
        for columns, segments in by_columns.items():
            # A later version may have taken a column away: its migration said so, and those rows are not compared.
            if name in known and set(columns) <= there[name] | {CONTEXT}:
                yield from _differences(known[name], columns, segments)


Wanted = dict[Segment, tuple[int, str]]


def _segments(anchors: list[EvidenceAnchor]) -> dict[str, dict[tuple[str, ...], Wanted]]:
    """What was noted, by table and by columns read that day."""
    found: dict[str, dict[tuple[str, ...], Wanted]] = defaultdict(lambda: defaultdict(dict))
    for anchor in anchors:
        for name, line in anchor.tables.items():
            segment = Segment(anchor.day.isoformat(), line["first"], line["last"])
            found[name][tuple(line["columns"])][segment] = (line["rows"], line["digest"])
    return found


def _differences(source: Source, columns: tuple[str, ...], wanted: Wanted) -> Iterator[str]:
    present = digests(source, columns, list(wanted))
    for segment, (rows, digest) in wanted.items():
        count, now = present[segment.day]
        if (count, now) != (rows, digest):
            yield _(
                "Preuves notées le %(day)s : %(table)s n’est plus ce qui a été noté, du nᵒ %(first)s au nᵒ %(last)s "
                "(%(rows)s lignes alors, %(count)s maintenant). Comparez avec une sauvegarde."
            ) % {
                "day": segment.day, "table": source.name, "first": segment.first + 1, "last": segment.last,
                "rows": rows, "count": count,
            }  # fmt: skip


def _columns_there() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
            """
        )
        for table, column in cursor.fetchall():
            found[table].add(column)
    return found
