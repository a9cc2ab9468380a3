"""A small world with figures to share by: population of 2021 and low-income rate of 2020 of two MRCs."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from tests import factories

from alliances.domain.territories.models import Indicator, IndicatorValue, Territory


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    built = factories.world()
    for place, population, rate in zip(built.here.mrcs, (30_000, 10_000), ("10.5", "14.0"), strict=True):
        publish(place, "population", 2021, population)
        publish(place, "low_income_rate_lim_at", 2020, rate)
    return built


def publish(place: Territory, code: str, year: int, value: object) -> IndicatorValue:
    indicator, _created = Indicator.objects.get_or_create(
        code=code, defaults={"name": code, "source": "essai"}
    )
    return IndicatorValue.objects.create(
        indicator=indicator, territory=place, year=year, value=Decimal(str(value)), published=str(value),
        source="essai",
    )  # fmt: skip


@pytest.fixture
def as_officer(world: SimpleNamespace) -> Client:
    return signed_in(world.here.officer)


def signed_in(account: object) -> Client:
    client = Client()
    client.force_login(account)
    return client
