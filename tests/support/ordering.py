"""Rows that nobody asked to order come in a random order, as PostgreSQL is free to return them.

A screen or a test that leans on the accident of insertion order then fails here, not one day in production.
Whole results are shuffled after the fetch, which is right for every kind of query (distinct, grouped…).
For a slice the choice of rows matters too, so the database is asked to pick at random where SQL allows it.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models import QuerySet


def _pick_at_random(rows: "QuerySet[Any]") -> None:
    """`ORDER BY random()` under a slice, unless the query could not bear it."""
    query = rows.query
    bearable = not (query.distinct or query.combinator or query.group_by or query.select_for_update)
    if query.is_sliced and bearable:
        rows._query = query.chain()  # the public setter would turn values_list() into values()
        rows._query.add_ordering("?")


@contextmanager
def shuffled(seed: str) -> Iterator[None]:
    """Shuffle unordered results, the same way for the same seed."""
    dice = random.Random(seed)
    fetch_all, stream = QuerySet._fetch_all, QuerySet._iterator

    def shuffled_fetch(self: Any) -> None:
        fresh = self._result_cache is None
        loose = fresh and not self.ordered
        if loose:
            _pick_at_random(self)
        fetch_all(self)
        if loose:
            dice.shuffle(self._result_cache)

    def shuffled_stream(self: Any, use_chunked_fetch: bool, chunk_size: int | None) -> Iterator[Any]:
        rows = list(stream(self, use_chunked_fetch, chunk_size))
        if not self.ordered:
            dice.shuffle(rows)
        return iter(rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", shuffled_fetch)
        patch.setattr(QuerySet, "_iterator", shuffled_stream)
        yield
