"""Pytest plugin: the environment of the tests and their throw-away database.

Loaded with `-p` before Django reads its settings. The cluster starts when a test first asks for the database,
so that tests without one stay instant; all processes of a parallel run share it. The schema is migrated once,
by the owner, into a template; each process copies it and then works as the application role, so that what
PostgreSQL refuses to the product is refused to the tests.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from alliances.ops import locks, processes, testcache
from alliances.ops.postgres import roles
from alliances.ops.postgres.cluster import APP, OWNER, Cluster
from alliances.ops.postgres.database import remove, throwaway_at

PREFIX = "alliances-test-"
DIRECTORY = "ALLIANCES_TEST_CLUSTER"
SCHEMA, DEMONSTRATION = "template_schema", "template_demonstration"


def _prepare_environment() -> bool:
    """Set what the settings read; True in the process that owns the directory."""
    owner = DIRECTORY not in os.environ
    if owner:
        _sweep()
        directory = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
        me = processes.look(os.getpid())
        (directory / "owner").write_text(f"{os.getpid()} {me.started if me else ''}")
        os.environ[DIRECTORY] = str(directory)
    directory = Path(os.environ[DIRECTORY])
    socket = str(directory / "socket").replace("/", "%2F")
    os.environ |= {
        "ALLIANCES_ENV": "test",
        "ALLIANCES_VAR": str(directory / "var"),
        "ALLIANCES_DATABASE_ROLE": "app",
        "DATABASE_URL": f"postgres://{APP}@{socket}/{database_name()}",
        "DATABASE_OWNER_URL": f"postgres://{OWNER}@{socket}/{database_name()}",
        "DJANGO_SETTINGS_MODULE": "alliances.config.settings",
    }
    (directory / "var" / "static").mkdir(parents=True, exist_ok=True)  # the web server warns without it
    return owner


def database_name() -> str:
    """One database for each process of a parallel run."""
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def _sweep() -> None:
    """Remove what test runs killed with -9 left behind."""
    for directory in Path("/tmp").glob(f"{PREFIX}*"):  # noqa: S108
        try:
            pid, _, started = (directory / "owner").read_text().partition(" ")
        except OSError:
            continue
        found = processes.look(int(pid))
        if directory.stat().st_uid == os.geteuid() and (found is None or found.started != started):
            remove(throwaway_at(directory))


_OWNS_DIRECTORY = _prepare_environment()


def pytest_unconfigure() -> None:
    if _OWNS_DIRECTORY:
        directory = Path(os.environ[DIRECTORY])
        if (directory / "data").exists():
            _put_away(throwaway_at(directory))
        shutil.rmtree(directory, ignore_errors=True)


def _put_away(running: Cluster) -> None:
    """Keep the migrated schema for the next run, then remove the rest."""
    if running.process() and (running.base / f"{SCHEMA}.done").exists():
        for name in [DEMONSTRATION, *_test_databases(running)]:
            roles.drop_database(running, name)
        running.stop()
        testcache.keep(running)
    remove(running)


def _test_databases(running: Cluster) -> list[str]:
    with running.admin() as admin:
        rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test%'").fetchall()
    return [name for (name,) in rows]


def cluster() -> Cluster:
    """The running cluster of this test run."""
    found = throwaway_at(Path(os.environ[DIRECTORY]))
    with locks.holding(found.base / "cluster.lock"):
        if found.process() is None:
            if not found.data.exists():
                testcache.restore(found)
            found.create()
            found.start()
    return found


def fresh_database(name: str | None = None, template: str = SCHEMA) -> str:
    """(Re)create a database from a template; its address for the application role."""
    _build_template(cluster(), template)
    return copy_of(template, name or database_name())


def copy_of(template: str, name: str) -> str:
    """(Re)create a database from a template that stands; its address for the application role."""
    running = cluster()
    roles.drop_database(running, name)
    roles.make_database(running, name, template)
    return running.url(APP, name)


def owner_url() -> str:
    """This process's database, as the owner: to look behind the application's back."""
    return os.environ["DATABASE_OWNER_URL"]


def _build_template(running: Cluster, template: str) -> None:
    if template == DEMONSTRATION:
        _build_template(running, SCHEMA)

    def fill() -> None:
        for words in [("migrate", "--quiet")] if template == SCHEMA else [("load",), ("demo",)]:
            command(running, template, *words)

    fill_once(template, fill, on=None if template == SCHEMA else SCHEMA)


def fill_once(template: str, fill: Callable[[], None], on: str | None) -> None:
    """Once for the whole run, whoever comes first: a template made from another one (or empty) and filled."""
    running = cluster()
    with locks.holding(running.base / f"{template}.lock"):
        done = running.base / f"{template}.done"
        if done.exists():
            return
        roles.drop_database(running, template)
        roles.make_database(running, template, on)
        fill()
        roles.seal_template(running, template)
        done.touch()


def command(running: Cluster, name: str, *words: str) -> None:
    """Run `alliances` on a test database; its output becomes the error when it fails."""
    addresses = {"DATABASE_URL": running.url(APP, name), "DATABASE_OWNER_URL": running.url(OWNER, name)}
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-m", "alliances.ops.cli", *words],
        env=os.environ | addresses,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(f"alliances {' '.join(words)} ended with {answer.returncode}:\n{answer.stdout}")
