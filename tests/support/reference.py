"""The reference data, loaded once for a module of tests and undone after it; each test undoes its own changes."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from alliances.domain.bodies import reference as bodies
from alliances.domain.common.reference import Loaded
from alliances.domain.strategy import reference as strategy
from alliances.domain.territories import reference as territories


def load_everything() -> Loaded:
    loaded = Loaded()
    for room in (territories, bodies, strategy):
        loaded.update(room.load())
    return loaded


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_everything()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once: Loaded, db: None) -> Loaded:
    """What the loaders said. The tests of one module share the rows, not the changes they make to them."""
    return loaded_once
