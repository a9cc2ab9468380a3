"""The launcher of PostgreSQL: which server, which directory, which roles."""

import os
from pathlib import Path

import psycopg
import pytest

from alliances.ops import processes, testing
from alliances.ops.errors import Refusal
from alliances.ops.postgres import account, binaries, roles
from alliances.ops.postgres.cluster import OWNER, Cluster
from alliances.ops.postgres.database import Urls, external, local_cluster


def _pretend_server(directory: Path, version: str) -> Path:
    directory.mkdir()
    program = directory / "postgres"
    program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
    program.chmod(0o755)
    return directory


@pytest.mark.parametrize("version", ["17", "19"])
def test_data_of_another_version_are_refused_untouched(var: Path, version: str) -> None:
    other = var / "pg" / version / "data"
    other.mkdir(parents=True)
    (other / "PG_VERSION").write_text(f"{version}\n")
    with pytest.raises(Refusal, match=rf"PostgreSQL {version}(?s:.*)docs/operations.md"):
        local_cluster()
    assert [path.name for path in other.iterdir()] == ["PG_VERSION"]


def test_data_of_another_version_in_the_right_directory_are_refused(var: Path) -> None:
    major = binaries.find(account.current()).major
    data = var / "pg" / str(major) / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(Refusal, match=r"PostgreSQL 9\.6"):
        local_cluster()


def test_a_server_below_the_floor_is_refused(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(_pretend_server(var / "bin", "14.9")))
    with pytest.raises(Refusal, match="trop ancien"):
        local_cluster()


def test_a_missing_server_is_a_sentence(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(var / "nowhere"))
    with pytest.raises(Refusal, match="nowhere"):
        local_cluster()


def test_the_operators_own_database_comes_first(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/alliances")
    assert external() == Urls("postgres://somewhere/alliances", "")
    with pytest.raises(Refusal, match="DATABASE_OWNER_URL"):
        Urls("postgres://somewhere/alliances", "").export(as_owner=True)


@pytest.fixture
def cluster(django_db_setup: None) -> Cluster:
    return testing.cluster()


def test_the_server_never_runs_as_root_nor_on_the_network(cluster: Cluster) -> None:
    running = cluster.process()
    assert running is not None
    assert Path(f"/proc/{running.pid}").stat().st_uid != 0
    assert len(str(cluster.socket / ".s.PGSQL.5432")) <= 100
    with cluster.admin() as admin:
        assert admin.execute("SHOW listen_addresses").fetchone() == ("",)
        assert admin.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert admin.execute("SELECT lower('ÉLAN ŒUVRE')").fetchone() == ("élan œuvre",)
    assert cluster.socket.stat().st_mode & 0o777 == 0o700


def test_the_roles_can_do_no_more_than_their_work(cluster: Cluster) -> None:
    with cluster.admin() as admin:
        rights = admin.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles "
            "WHERE rolname LIKE 'alliances%' ORDER BY 1"
        ).fetchall()
    assert rights == [("alliances_app", *[False] * 4), ("alliances_owner", *[False] * 4)]


def test_the_application_role_creates_nothing(django_db_setup: None) -> None:
    with (
        psycopg.connect(os.environ["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE smuggled (id int)")


def test_making_a_database_twice_is_making_it_once(cluster: Cluster) -> None:
    name = f"{testing.database_name()}_twice"
    assert roles.make_database(cluster, name)
    assert not roles.make_database(cluster, name)
    with psycopg.connect(cluster.url(OWNER, name)) as owner:
        owner.execute("CREATE EXTENSION unaccent")
    roles.drop_database(cluster, name)


def test_a_number_given_to_another_process_is_not_the_server(var: Path) -> None:
    stopped = local_cluster()
    stopped.data.mkdir()
    (stopped.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert processes.look(os.getpid()) is not None
    assert stopped.process() is None
