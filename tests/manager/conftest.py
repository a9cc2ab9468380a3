"""The same small world, walked as far as a grant when a test asks for it."""

from types import SimpleNamespace

import pytest
from django.test import Client
from tests import factories


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    return factories.world()


@pytest.fixture
def call(world: SimpleNamespace):
    return factories.open_call(world)


@pytest.fixture
def as_manager(world: SimpleNamespace) -> Client:
    return signed_in(world.here.manager)


def signed_in(account: object) -> Client:
    client = Client()
    client.force_login(account)
    return client
