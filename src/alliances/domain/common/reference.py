"""Loading the reference files that ship with a room: idempotent, in bulk, with a source and a date on every
row.

A file is the truth of its rows: a corrected line corrects its row, a second load changes nothing. A row
that has vanished from its file is counted, never deleted: something may point at it.
"""

import csv
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.db import models

READ_ON = date(2026, 11, 23)
"""The day the sources of the reference files were read."""

BATCH = 2_000
Row = TypeVar("Row", bound=models.Model)


class Loaded(dict[str, int]):
    """What a load found and did: rows in the files by name; « … changed » and « … vanished » only when there
    are.
    """

    def note(self, name: str, *, total: int, corrected: int, vanished: int) -> None:
        self[name] = self.get(name, 0) + total
        for what, count in (("corrected", corrected), ("vanished", vanished)):
            if count:
                self[f"{name} {what}"] = self.get(f"{name} {what}", 0) + count


def read_rows(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file of reference (UTF-8, comma, one header line)."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def others(line: dict[str, str], *special: str) -> dict[str, Any]:
    """The columns that are attributes as they stand."""
    return {column: text for column, text in line.items() if column not in special}


def upsert(
    model: type[Row],
    rows: Iterable[Mapping[str, Any]],
    *,
    key: tuple[str, ...],
    loaded: Loaded,
    name: str,
    scope: models.QuerySet[Row] | None = None,
) -> dict[Hashable, Row]:
    """Makes the table hold `rows`: creates, corrects, and leaves the rest alone.

    `rows` give attributes of `model` (foreign keys as `…_id`); `key` identifies a row for ever. `scope`
    limits what this file speaks of, so that only those rows can be reported as vanished. Returns the rows
    by their key (a single value when the key is one attribute).
    """
    held = {_key_of(row, key): row for row in (model._default_manager.all() if scope is None else scope)}
    created: list[Row] = []
    changed: list[Row] = []
    touched: set[str] = set()
    seen: set[Hashable] = set()
    for values in rows:
        identity = values[key[0]] if len(key) == 1 else tuple(values[part] for part in key)
        if identity in seen:
            raise ValueError(f"{model._meta.label}: two lines for {identity!r}.")
        seen.add(identity)
        full = {"source_date": READ_ON, **values}
        row = held.get(identity)
        if row is None:
            held[identity] = row = model(**full)
            created.append(row)
        elif different := {field for field, value in full.items() if getattr(row, field) != value}:
            for field in different:
                setattr(row, field, full[field])
            touched |= different
            changed.append(row)
    model._default_manager.bulk_create(created, batch_size=BATCH)
    if changed:
        model._default_manager.bulk_update(changed, sorted(touched), batch_size=BATCH)
    loaded.note(name, total=len(seen), corrected=len(changed), vanished=len(held) - len(seen))
    return held


def _key_of(row: models.Model, key: tuple[str, ...]) -> Hashable:
    return getattr(row, key[0]) if len(key) == 1 else tuple(getattr(row, part) for part in key)


def relink(through: type[models.Model], columns: tuple[str, str], pairs: Iterable[tuple[int, int]]) -> None:
    """Makes a many-to-many table hold exactly `pairs`: the line of a row is the truth of its links."""
    wanted = set(pairs)
    held = {
        tuple(getattr(link, column) for column in columns): link.pk for link in through._base_manager.all()
    }
    through._base_manager.bulk_create(
        [through(**dict(zip(columns, pair, strict=True))) for pair in sorted(wanted - held.keys())]
    )
    if stale := [pk for pair, pk in held.items() if pair not in wanted]:
        through._base_manager.filter(pk__in=stale).delete()


def cents(dollars: str) -> int | None:
    """A published amount (« 581785.42 », dollars) in integer cents; None when nothing was published."""
    return int(Decimal(dollars) * 100) if dollars else None


def number(text: str) -> int | None:
    return int(text) if text else None


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
