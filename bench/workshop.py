"""The allocation workshop on a province of 104 territories and six criteria: queries and time of one change.

    .venv/bin/python bench/workshop.py [TIMES]

Works on a throw-away database of its own, as the application role, through the whole web stack but the network. Human
lines first; then one JSON object per measure. Target: 95 % of the answers under 200 ms. No peer yet.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

from alliances.ops import testing  # first: it sets the environment that Django reads

sys.path.insert(0, str(Path(__file__).parents[1]))  # the small world of the tests

TERRITORIES = 104
COUNTS = ("population", "menages", "logements", "superficie")
UNITS = {"menages": "ménages", "logements": "logements", "superficie": "km²"}
WEIGHTS = {
    "base": 10,
    "population": 30,
    "low_income": 30,
    "menages_2021": 10,
    "logements_2021": 10,
    "superficie_2021": 10,
}


def main() -> int:
    import django

    times = int(sys.argv[1]) if len(sys.argv) > 1 else 40
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
    from django.urls import reverse

    envelope, officer = _province()
    client = Client(headers={"host": "localhost"})
    client.force_login(officer)
    url = reverse("ministry_workshop", args=[envelope.pk])
    for label, asked in _questions().items():
        answer = client.get(url, asked)
        if "Ce que chaque territoire reçoit" not in answer.content.decode():
            raise SystemExit(f"{label}: no result")
        with CaptureQueriesContext(connection) as met:
            client.get(url, asked)
        yield f"{label}, queries", len(met), "queries"
        clock, processor = zip(*(_timed(client, url, asked) for _ in range(times)), strict=True)
        spent = sorted(clock)
        yield f"{label}, median", median(spent), "ms"
        yield f"{label}, p95", spent[int(len(spent) * 0.95)], "ms"
        yield f"{label}, median of the processor without the database", median(processor), "ms"


def _questions() -> dict[str, dict[str, Any]]:
    codes = [f"{rank:03d}" for rank in range(TERRITORIES)]
    lines = "\n".join(f"{code}; {1_000_000 + 10_000 * rank}" for rank, code in enumerate(codes))
    common = {"local_percent": "90", "territories": codes, "reference": "written", "previous_lines": lines}
    weights = {f"weight_{code}": weight for code, weight in WEIGHTS.items()}
    rules = {"floor": "20000", "max_loss": "30", "max_gain": "60", "unit": "100"}
    return {
        "six criteria, four rules": {**common, **weights, **rules},
        "previous share and increment": {
            **common,
            "method": "increment",
            "shown": "increment",
            "step": "1000",
        },
    }


def _timed(client: Any, url: str, asked: dict[str, Any]) -> tuple[float, float]:
    """Milliseconds on the clock, and of this process alone."""
    clock, processor = time.perf_counter(), time.process_time()
    client.get(url, asked)
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def _province() -> tuple[Any, Any]:
    """An envelope of the whole province with its published figures, and the officer who splits it."""
    from tests import factories

    from alliances.domain.people.roles import Role
    from alliances.domain.territories.models import Level

    world = factories.world()
    for rank in range(TERRITORIES):
        place = factories.territory(f"{rank:03d}", f"Territoire {rank}", Level.MRC, world.province)
        _publish(place, rank)
    officer = factories.hold(factories.account("banc"), Role.MINISTRY_OFFICER, world.province)
    where = SimpleNamespace(officer=officer, region=world.province)
    return factories.envelope(world, where, 16_010_000_000), officer


def _publish(place: Any, rank: int) -> None:
    from alliances.domain.territories.models import Indicator, IndicatorValue

    figures = {(code, 2021): 5_000 + 977 * rank for code in COUNTS} | {
        ("low_income_rate_lim_at", 2020): 6 + rank % 11
    }
    for (code, year), value in figures.items():
        indicator, _created = Indicator.objects.get_or_create(
            code=code, defaults={"name": code, "source": "banc", "unit": UNITS.get(code, "")}
        )
        IndicatorValue.objects.create(
            indicator=indicator, territory=place, year=year, value=value, published=str(value), source="banc"
        )


if __name__ == "__main__":
    sys.exit(main())
