"""Worlds built once for a whole run of the tests.

Each is a database that every process copies and whose tests are rolled back, and the objects that stand in it.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from alliances.ops import testing

_copied: set[str] = set()  # databases that this process has already


@dataclass(frozen=True)
class World:
    """`build()` makes it in an empty database; with `on`, `build(the other world)` adds to a copy of the other one."""

    name: str
    build: Callable[..., SimpleNamespace]
    on: "World | None" = None

    @property
    def template(self) -> str:
        return f"test_world_{self.name}"

    @property
    def _objects(self) -> Path:
        return testing.cluster().base / f"{self.template}.pickle"

    def load(self) -> SimpleNamespace:
        """The objects, as they were just after the building: nobody else holds these ones."""
        return pickle.loads(self._objects.read_bytes())  # noqa: S301 - written by `_fill`

    @contextmanager
    def open(self) -> Iterator[None]:
        """The process works in its own copy of this world, in place of its empty database."""
        self._prepare()
        name = f"{testing.database_name()}_{self.name}"
        if name not in _copied:
            testing.copy_of(self.template, name)
            _copied.add(name)
        with _working_in(name):
            yield

    def _prepare(self) -> None:
        if self.on:
            self.on._prepare()
        testing.fill_once(self.template, self._fill, on=self.on.template if self.on else testing.SCHEMA)

    def _fill(self) -> None:
        with (
            _working_in(self.template),
            translation.override(settings.LANGUAGE_CODE),
            transaction.atomic(),
        ):
            built = self.build(self.on.load()) if self.on else self.build()
        self._objects.write_bytes(pickle.dumps(built))


@contextmanager
def _working_in(name: str) -> Iterator[None]:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


class WorldTestCase(TestCase):
    """Each test starts in `where`, untouched, and finds its objects in `self.world`."""

    where: ClassVar[World]
    world: SimpleNamespace

    @classmethod
    def setUpClass(cls) -> None:
        cls.enterClassContext(cls.where.open())
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = cls.where.load()


def opened(world: World) -> Any:
    """A fixture to name in a module of plain tests: all of them work in `world`."""

    @pytest.fixture(scope="module", autouse=True)
    def opened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
        with django_db_blocker.unblock(), world.open():
            yield

    return opened
