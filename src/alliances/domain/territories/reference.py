"""The reference files of this room: the tree of territories, the indicators and their values."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import transaction

from alliances.domain.common.reference import Loaded, read_rows, upsert
from alliances.domain.common.text import sort_key
from alliances.domain.territories.models import (
    BasketThreshold,
    BoundaryChange,
    Indicator,
    IndicatorValue,
    Level,
    SeriesValue,
    Territory,
)

DATA = Path(__file__).parent / "data"
DIRECTORY = "MAMH, Répertoire des municipalités du Québec, version de mars 2026 (Données Québec, CC BY 4.0)"
POPULATION_SOURCE = "MAMH, Répertoire des municipalités du Québec (population au décret de l’année)"


@transaction.atomic
def load() -> Loaded:
    """Loads every file of the room.

    Returns how many rows each holds, and how many were corrected or vanished.
    """
    loaded = Loaded()
    territories = _load_tree(loaded)
    indicators = {
        code: row.pk
        for code, row in upsert(
            Indicator, _indicators(), key=("code",), loaded=loaded, name="indicators"
        ).items()
    }
    _load_values(territories, indicators, loaded)
    upsert(
        BoundaryChange,
        (
            {
                "territory_id": territories[line["territory_code"]].pk,
                "former_parent_id": territories[line["former_parent_code"]].pk,
                "until": date.fromisoformat(line["until"]),
                "note": line["note"],
                "note_en": line["note_en"],
                "source": line["source"],
            }
            for line in read_rows(DATA / "boundary_changes.csv")
        ),
        key=("territory_id", "until"),
        loaded=loaded,
        name="boundary changes",
    )
    upsert(
        BasketThreshold,
        _thresholds(),
        key=("region", "year", "base", "dollars", "family_size"),
        loaded=loaded,
        name="basket thresholds",
    )
    return loaded


def exact(text: str) -> Decimal | None:
    """The value as published, exactly; None when nothing, or something that is no single number, was
    published.
    """
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


# The tree, from the province down: a level needs the keys of the level above.


def _load_tree(loaded: Loaded) -> dict[str, Territory]:
    """Every territory by its code."""
    known: dict[str, Territory] = {}
    groupings = read_rows(DATA / "groupings.csv")
    member_of = {code: line["code"] for line in groupings for code in line["member_codes"].split()}
    steps = (
        ("province", [_province()], Level.PROVINCE),
        ("regions", _regions(), Level.REGION),
        ("nations", _groupings(groupings, Level.NATION), Level.NATION),
        ("sub-regions", _groupings(groupings, Level.SUBREGION), Level.SUBREGION),
        ("MRCs", _mrcs(member_of), Level.MRC),
        ("municipalities", _municipalities(), Level.MUNICIPALITY),
    )
    for name, lines, level in steps:
        held = upsert(
            Territory,
            [_placed(line, known) for line in lines],
            key=("code",),
            loaded=loaded,
            name=name,
            scope=Territory.objects.filter(level=level),
        )
        known.update({str(code): territory for code, territory in held.items()})
    return known


def _placed(line: dict[str, Any], known: dict[str, Territory]) -> dict[str, Any]:
    """The line with its parent, path and sort key; it must not wait for `save()`, which bulk loading skips."""
    parent = known[line.pop("parent")] if line.get("parent") else None
    line.pop("parent", None)
    return {
        "source": DIRECTORY,
        **line,
        "parent_id": parent.pk if parent else None,
        "path": f"{parent.path if parent else ''}{line['code']}/",
        "sort_key": sort_key(line["name"]),
    }


def _province() -> dict[str, Any]:
    return {"code": "QC", "name": "Québec", "level": Level.PROVINCE, "kind": "province"}


def _regions() -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "regions.csv"):
        yield {
            "code": line["region_code"],
            "name": line["name"],
            "level": Level.REGION,
            "kind": "region",
            "parent": "QC",
        }


def _groupings(lines: list[dict[str, str]], level: Level) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line["level"] == level:
            yield {
                "code": line["code"],
                "name": line["name"],
                "level": level,
                "kind": line["kind"],
                "parent": line["parent_code"],
                "attachment_note": line["attachment_note"],
                "attachment_note_en": line["attachment_note_en"],
                "source": line["source"],
            }


def _mrcs(member_of: dict[str, str]) -> Iterator[dict[str, Any]]:
    tiles = {line["mrc_code"]: line for line in read_rows(DATA / "tilegrid.csv")}
    for line in read_rows(DATA / "mrc.csv"):
        code = line["mrc_code"]
        yield {
            "code": code,
            "name": line["name"],
            "level": Level.MRC,
            "kind": line["type"],
            "parent": member_of.get(code, line["region_code"]),
            "census_division": line["statcan_cd_code"],
            "tile_column": int(tiles[code]["col"]),
            "tile_row": int(tiles[code]["row"]),
        }


def _municipalities() -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "municipalities.csv"):
        yield {
            "code": line["mun_code"],
            "name": line["name"],
            "level": Level.MUNICIPALITY,
            "kind": line["designation"],
            "parent": line["mrc_code"],
            "within_jurisdiction": line["legal_in_mrc"] == "yes",
        }


# Indicators


def _indicators() -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "indicator_list.csv"):
        yield {**line, "on_map": line["on_map"] == "yes", "rank": int(line["rank"])}


def _load_values(territories: dict[str, Territory], indicators: dict[Any, int], loaded: Loaded) -> None:
    key = ("indicator_id", "territory_id", "census_division", "year", "variant")
    of_municipalities = IndicatorValue.objects.filter(territory__level=Level.MUNICIPALITY)
    upsert(
        IndicatorValue,
        _values(territories, indicators),
        key=key,
        loaded=loaded,
        name="indicator values",
        scope=IndicatorValue.objects.exclude(pk__in=of_municipalities.values("pk")),
    )
    upsert(
        IndicatorValue,
        _municipal_values(territories, indicators),
        key=key,
        loaded=loaded,
        name="municipal values",
        scope=of_municipalities,
    )
    upsert(
        SeriesValue,
        _series(indicators),
        key=("indicator_id", "place", "population", "variant", "year_label", "published"),
        loaded=loaded,
        name="series values",
    )


def _values(territories: dict[str, Territory], indicators: dict[Any, int]) -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "indicators.csv"):
        in_division = line["territory_level"] == "census_division"
        yield {
            "indicator_id": indicators[line["indicator"]],
            "territory_id": None if in_division else territories[line["territory_code"]].pk,
            "census_division": line["territory_code"] if in_division else "",
            "variant": "",
            "year": int(line["year"]),
            "value": exact(line["value"]),
            "published": line["value"],
            "source": line["source"],
        }


def _municipal_values(
    territories: dict[str, Territory], indicators: dict[Any, int]
) -> Iterator[dict[str, Any]]:
    columns = (
        ("population_2026", "population_decree", 2026, POPULATION_SOURCE),
        ("population_2025", "population_decree", 2025, POPULATION_SOURCE),
        ("population_2023", "population_decree", 2023, POPULATION_SOURCE),
        ("area_km2", "total_area_directory", 2026, DIRECTORY),
        ("land_area_km2", "land_area_directory", 2026, DIRECTORY),
    )
    for line in read_rows(DATA / "municipalities.csv"):
        for column, indicator, year, source in columns:
            if line[column]:  # an absent number stays absent
                yield {
                    "indicator_id": indicators[indicator],
                    "territory_id": territories[line["mun_code"]].pk,
                    "census_division": "",
                    "variant": "",
                    "year": year,
                    "value": exact(line[column]),
                    "published": line[column],
                    "source": source,
                }


def _series(indicators: dict[Any, int]) -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "indicator_series.csv"):
        published, label = line.pop("value"), line.pop("year")
        yield {
            **{field: text for field, text in line.items() if field != "indicator"},
            "indicator_id": indicators[line["indicator"]],
            "year_label": label,
            "year": int(label[:4]) if label[:4].isdigit() else None,
            "value": exact(published),
            "published": published,
        }


def _thresholds() -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "mbm_thresholds.csv"):
        yield {
            "region": line["mbm_region"],
            "region_en": line["mbm_region_en"],
            "year": int(line["year"]),
            "base": line["base"],
            "base_en": line["base_en"],
            "dollars": line["dollars"],
            "dollars_en": line["dollars_en"],
            "family_size": int(line["family_size"]),
            "threshold_cents": int(Decimal(line["threshold"]) * 100),
            "source": line["source"],
        }
