"""The files of reference: counts, a second load that changes nothing, corrections, and what is absent."""

import shutil
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model, Q
from tests.support.reference import load_everything

from alliances.domain.common.reference import Loaded
from alliances.domain.territories import reference
from alliances.domain.territories.models import (
    BasketThreshold,
    Indicator,
    IndicatorValue,
    Level,
    SeriesValue,
    Territory,
)

ROOMS = ("territories", "bodies", "strategy")


def everything() -> dict[str, list[tuple[object, ...]]]:
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=repr)
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    }


def test_counts(loaded: Loaded) -> None:
    expected = {
        "province": 1,
        "regions": 17,
        "MRCs": 104,
        "municipalities": 1281,
        "indicator values": 3255,
        "series values": 79,
        "basket thresholds": 42,
        "articles": 70,
        "goals": 5,
        "legal axes": 5,
        "plans": 4,
        "numbered places": 43,
        "published amounts": 95,
        "obligations": 12,
        "seats": 17,
    }
    assert {name: loaded[name] for name in expected} == expected
    assert not [name for name in loaded if name.endswith(("corrected", "vanished"))]


def test_second_load_changes_nothing_and_is_quick(loaded: Loaded) -> None:
    before = everything()
    started = time.perf_counter()
    again = load_everything()
    assert time.perf_counter() - started < 6
    assert again == loaded
    assert everything() == before


@pytest.mark.parametrize("room", ROOMS)
def test_every_row_has_its_source_and_its_date(loaded: Loaded, room: str) -> None:
    for model in apps.get_app_config(room).get_models():
        if hasattr(model, "source_date"):
            lacking = model._base_manager.filter(Q(source="") | Q(source_date=None))
            assert not lacking.exists(), f"{model._meta.label}: {lacking.first()}"


def _sourced_models() -> list[type[Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def test_everything_said_in_french_is_said_in_english(loaded: Loaded) -> None:
    """Where a row has a text of ours and a column for its English, both are filled, or neither."""
    missing = [
        f"{model._meta.label}.{name} of {row}"
        for model in _sourced_models()
        for name in [field.name for field in model._meta.fields if f"{field.name}_en" in _names(model)]
        for row in model._base_manager.exclude(**{name: ""}).filter(**{f"{name}_en": ""})
        if not _reads_the_same(model, name)
    ]
    assert missing == []


def _names(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.fields}


def _reads_the_same(model: type[Model], name: str) -> bool:
    """Proper names and words that are the same in both languages may leave their English empty."""
    return (model._meta.label, name) in {
        ("territories.SeriesValue", "place"),
        ("territories.SeriesValue", "variant"),
        ("strategy.PublishedAmount", "recipient"),
        ("territories.Indicator", "unit"),
    }


def test_the_tree(loaded: Loaded) -> None:
    assert Territory.objects.filter(level=Level.MRC).exclude(tile_column=None).count() == 104
    longueuil = Territory.objects.get(code="580")
    assert longueuil.path == "QC/16/16-LON/580/"
    assert longueuil.region_code == "16"
    monteregie = Territory.objects.get(code="16")
    assert Territory.objects.filter(level=Level.MRC).within(monteregie).count() == 13
    assert Territory.objects.get(code="PN").level == Level.NATION
    assert [place.code for place in Territory.objects.containing(longueuil)] == ["QC", "16", "16-LON", "580"]
    assert not Territory.objects.filter(parent=None).exclude(code="QC").exists()


def test_missing_stays_missing(loaded: Loaded) -> None:
    rate = Indicator.objects.get(code="low_income_rate_lim_at")
    shared = Territory.objects.get(code="371")
    assert not IndicatorValue.objects.filter(indicator=rate, territory=shared).exists()
    assert not IndicatorValue.objects.filter(indicator=rate, territory__level=Level.REGION).exists()
    assert IndicatorValue.objects.filter(indicator=rate, territory__level=Level.MRC).count() == 93
    of_division = IndicatorValue.objects.get(indicator=rate, census_division=shared.census_division)
    assert of_division.territory is None
    share = SeriesValue.objects.get(indicator__code="BELOW_VIABLE")
    assert (share.value, share.published) == (None, "17-19")
    assert not IndicatorValue.objects.filter(published="").exists()


def test_values_are_exact(loaded: Loaded) -> None:
    value = SeriesValue.objects.get(indicator__code="MPC_RATE", published="9.0")
    assert str(value.value.normalize()) == "9"
    assert value.decimals == 1
    assert (
        BasketThreshold.objects.get(year=2018, base="base 2018", family_size=4).threshold_cents == 4_016_000
    )


def test_two_sources_that_disagree_are_two_rows(loaded: Loaded) -> None:
    rates = SeriesValue.objects.filter(
        indicator__code="MPC_RATE", year=2018, variant="base 2018", population="toutes les personnes"
    )
    assert sorted(rates.values_list("published", flat=True)) == ["9.7", "9.8"]


def test_corrections_update_and_vanished_rows_are_reported(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(reference.DATA, tmp_path / "data")
    file = tmp_path / "data" / "indicator_series.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("RENT_30,")]
    file.write_text(
        "\n".join(kept).replace("tableau 7, toutes", "tableau sept, toutes") + "\n", encoding="utf-8"
    )
    monkeypatch.setattr(reference, "DATA", tmp_path / "data")

    corrected = reference.load()

    assert corrected["series values"] == 77
    assert corrected["series values corrected"] == 1
    assert corrected["series values vanished"] == 2
    assert SeriesValue.objects.filter(indicator__code="RENT_30").count() == 2
    assert SeriesValue.objects.filter(note__startswith="tableau sept").exists()
