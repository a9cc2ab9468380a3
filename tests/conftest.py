"""Every test: no network, no accidental order, no unknown template variable, real database roles."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from django.utils import translation
from tests.support import network, ordering, templates

from alliances.ops import messages, testing
from alliances.ops.postgres.cluster import ADMIN, OWNER

JOURNEYS = Path(__file__).parent / "journeys"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "journey_server"}
SEED = os.environ.setdefault("ALLIANCES_TEST_SEED", str(int.from_bytes(os.urandom(4))))


def pytest_configure() -> None:
    messages.compile_stale()
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = templates.FailingText("unknown")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Journeys share one browser and one server, hence one process. Said here, before tests are shared out."""
    if JOURNEYS in item.path.parents:
        item.add_marker(pytest.mark.journey)
        item.add_marker(pytest.mark.xdist_group("journey"))
    if item.get_closest_marker("django_db") or DATABASE_FIXTURES.intersection(
        getattr(item, "fixturenames", [])
    ):
        item.add_marker(pytest.mark.database)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Screens are written on demand only."""
    if not os.environ.get("ALLIANCES_SCREENS"):
        on_demand = [item for item in items if item.get_closest_marker("screens")]
        items[:] = [item for item in items if item not in on_demand]
        config.hook.pytest_deselected(items=on_demand)


def pytest_report_header() -> str:
    return f"order of unordered rows: ALLIANCES_TEST_SEED={SEED}"


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    with network.blocked():
        yield


@pytest.fixture(autouse=True)
def _in_french() -> Iterator[None]:
    """A page asked for in English leaves its language to whoever comes next in the same process."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _no_accidental_order(request: pytest.FixtureRequest) -> Iterator[None]:
    with ordering.shuffled(f"{SEED} {request.node.nodeid}"):
        yield


@pytest.fixture(scope="session")
def django_db_setup() -> Iterator[None]:
    """This process's own copy of the migrated schema, used as the application role."""
    testing.fresh_database()
    TransactionTestCase._fixture_teardown = _start_afresh  # type: ignore[method-assign]
    yield
    connections.close_all()


def _start_afresh(case: TransactionTestCase) -> None:
    """After a test that commits, a new copy: nobody may empty the ledger, the application no table at all."""
    connections.close_all()
    testing.fresh_database()


@pytest.fixture
def owner_connection(transactional_db: None) -> Iterator[psycopg.Connection]:
    """The owner's view of the same database, in autocommit. It sees committed rows only."""
    with psycopg.connect(testing.owner_url(), autocommit=True) as connection:
        yield connection


@pytest.fixture
def as_superuser(django_db_setup) -> Iterator[None]:
    """Set up before the test's transaction, put back after it."""
    with _connected_as(ADMIN):
        yield


@contextmanager
def _connected_as(role: str) -> Iterator[None]:
    usual = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = role
    yield
    connection.close()
    connection.settings_dict["USER"] = usual


@pytest.fixture
def as_owner(django_db_setup) -> Iterator[None]:
    """Like `as_superuser`, for the role that migrates: it may switch triggers off, and give rights."""
    with _connected_as(OWNER):
        yield


@pytest.fixture
def owner(as_owner, db) -> None:
    """The whole test works as the owner; nothing stays."""


@pytest.fixture
def superuser(as_superuser, db) -> None:
    """The whole test works as the superuser, who can do everything by hand; nothing stays."""
