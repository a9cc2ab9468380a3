"""The reference files of this room: the bodies of the law and their seats."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from alliances.domain.bodies.models import Body, Seat, SeatQuota
from alliances.domain.common.reference import Loaded, read_rows, upsert

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> Loaded:
    """Loads the bodies, their quotas, and one seat for each seat of a quota.

    Nobody is named: nobody was read.
    """
    loaded = Loaded()
    ours = Body.objects.filter(territory=None)  # those of the regions are entered on screen
    bodies = upsert(
        Body, read_rows(DATA / "bodies.csv"), key=("code",), loaded=loaded, name="bodies", scope=ours
    )
    quotas = list(_quotas({code: body.pk for code, body in bodies.items()}))
    upsert(
        SeatQuota, quotas, key=("body_id", "category"), loaded=loaded, name="seat quotas",
        scope=SeatQuota.objects.filter(body__in=ours),
    )  # fmt: skip
    upsert(
        Seat, _seats(quotas), key=("body_id", "number"), loaded=loaded, name="seats",
        scope=Seat.objects.filter(body__in=ours),
    )  # fmt: skip
    return loaded


def _quotas(bodies: dict[Any, int]) -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "seat_quotas.csv"):
        yield {
            "body_id": bodies[line["body"]],
            "rank": int(line["rank"]),
            "category": line["category"],
            "seats": int(line["seats"]),
            "lived_experience_minimum": int(line["lived_experience_minimum"]),
            "voting": line["voting"] == "yes",
            "rule": line["rule"],
            "rule_en": line["rule_en"],
            "source": line["source"],
        }


def _seats(quotas: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    numbers: dict[int, int] = {}
    for quota in quotas:
        for _ in range(quota["seats"]):
            numbers[quota["body_id"]] = numbers.get(quota["body_id"], 0) + 1
            yield {
                "body_id": quota["body_id"],
                "number": numbers[quota["body_id"]],
                "category": quota["category"],
                "voting": quota["voting"],
                "source": quota["source"],
            }
