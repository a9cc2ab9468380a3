"""A tree of 5,000 envelopes, four levels deep: queries and time of its pages, top, middle and leaf, and of its list.

    .venv/bin/python bench/tree.py [TIMES]

Works on a throw-away database of its own, as the application role, through the whole web stack but the network. Human
lines first; then one JSON object per measure. Target: 95 % of the answers under 200 ms. No peer.
"""

import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

from alliances.ops import testing  # first: it sets the environment that Django reads

sys.path.insert(0, str(Path(__file__).parents[1]))  # the small world of the tests

NODES = 5_000
LEVELS = (17, 289, NODES - 1 - 17 - 289)  # regions, then sub-regions, then local envelopes
EACH = 10_000  # cents of a leaf


def main() -> int:
    import django

    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    testing.fresh_database()
    django.setup()
    try:
        measures = list(_measures(times))
    finally:
        django.db.connections.close_all()
        testing.pytest_unconfigure()
    for label, value, unit in measures:
        print(f"{label}: {value:.1f} {unit}")
    for label, value, unit in measures:
        measure = {"measure": label, "ours": round(value, 1), "peer": None, "peer_name": None}
        print(json.dumps({**measure, "unit": unit, "ratio": None}))
    return 0


def _measures(times: int) -> Iterator[tuple[str, float, str]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    started = time.perf_counter()
    places, officer = _tree()
    print(f"built {NODES} envelopes in {time.perf_counter() - started:.0f} s")
    client = Client(headers={"host": "localhost"})
    client.force_login(officer)
    for label, url in places.items():
        if client.get(url).status_code != 200:
            raise SystemExit(f"{label}: no page")
        with CaptureQueriesContext(connection) as met:
            client.get(url)
        yield f"{label}, queries", len(met), "queries"
        spent = sorted(_timed(client, url) for _ in range(times))
        yield f"{label}, median", median(spent), "ms"
        yield f"{label}, p95", spent[int(len(spent) * 0.95)], "ms"


def _timed(client: Any, url: str) -> float:
    started = time.perf_counter()
    client.get(url)
    return (time.perf_counter() - started) * 1_000


def _tree() -> tuple[dict[str, str], Any]:
    """Every leaf holds the same; each level gave the whole of what it received to the next."""
    from django.db import connection, transaction
    from django.urls import reverse
    from tests import factories

    world = factories.world()
    with transaction.atomic():
        top = factories.envelope(world, world.here, LEVELS[-1] * EACH, name="Sommet")
        levels = [[top]]
        for count in LEVELS:
            levels.append(_level(world, levels[-1], count))
        _hand_down(world, levels)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    pages = {"top": levels[0][0], "region": levels[1][0], "sub-region": levels[2][0], "leaf": levels[3][0]}
    urls = {f"page of the {name}": reverse("ministry_envelope", args=[row.pk]) for name, row in pages.items()}
    listed = reverse("ministry_envelope_list")
    urls |= {"list": listed, "list of the slow ones": f"{listed}?rythme=lent"}
    return urls, world.here.officer


def _level(world: SimpleNamespace, above: list[Any], count: int) -> list[Any]:
    from alliances.domain.envelopes.actions.parts import make_part
    from alliances.domain.envelopes.models import Component

    place, officer = world.here.region, world.here.officer
    return [
        make_part(parent, place, Component.WHOLE, f"Partie {number}", officer)
        for number, parent in enumerate(islice(cycle(above), count))
    ]


def _hand_down(world: SimpleNamespace, levels: list[list[Any]]) -> None:
    """From the top, each envelope gives its parts what the leaves below them will hold."""
    from alliances.domain.ledger.actions import post
    from alliances.domain.ledger.models import TransferKind

    holds = {row.pk: EACH for row in levels[-1]}
    for level in levels[-1:0:-1]:
        for row in level:
            holds[row.parent_id] = holds.get(row.parent_id, 0) + holds[row.pk]
    for row in (row for level in levels[1:] for row in level):
        post(
            kind=TransferKind.ALLOCATION, origin=row.parent.account, destination=row.account,
            amount_cents=holds[row.pk], document="bench", actor=world.here.officer, key=f"bench:{row.pk}",
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
