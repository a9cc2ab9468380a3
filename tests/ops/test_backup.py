"""A backup that was never restored is not one: into an empty place, then everything compared."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests import factories

from alliances.domain.chain.evidence import record_evidence
from alliances.domain.chain.models import EvidenceAnchor
from alliances.domain.files import storage
from alliances.ops import backup, restore, testing
from alliances.ops.errors import Refusal
from alliances.ops.postgres import Urls, client, roles
from alliances.ops.postgres.cluster import APP, OWNER

CONTENTS = (b"%PDF-1.7 un", b"deux", b"")


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path) -> Path:
    """A place for the files of each installation; the settings and the environment say the same."""
    directory = tmp_path / "files"
    monkeypatch.setenv("ALLIANCES_FILES", str(directory))
    settings.FILES_DIR = directory
    return directory


@pytest.fixture
def urls(transactional_db: None, files: Path) -> Urls:
    """An installation with a grant that was paid, and three files."""
    world = factories.world()
    factories.paid_grant(factories.open_call(world), world.here)
    record_evidence()
    for content in CONTENTS:
        storage.write(content)
    (files / "ab").mkdir(exist_ok=True)
    (files / "ab" / ".unfinished-x").write_bytes(b"half")
    running = testing.cluster()
    return Urls(running.url(APP, testing.database_name()), running.url(OWNER, testing.database_name()))


@pytest.fixture
def empty(urls: Urls, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Urls]:
    """Another database, never migrated; the files go elsewhere once `move` is used."""
    running, name = testing.cluster(), f"{testing.database_name()}_restored"
    roles.drop_database(running, name)
    roles.make_database(running, name)
    yield Urls(running.url(APP, name), running.url(OWNER, name))
    roles.drop_database(running, name)


def test_restored_into_an_empty_place_everything_is_as_it_was(
    urls: Urls, empty: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.make(urls, tmp_path / "kept")
    assert len(made.files) == 3
    assert made.tables["public.ledger_transfer"] == 6 + 1
    assert made.heads[0]["number"] == 7
    monkeypatch.setenv("ALLIANCES_FILES", str(tmp_path / "elsewhere"))
    manifest, differences = restore.restore(empty, tmp_path / "kept")
    assert differences == []
    assert manifest == made
    assert manifest.evidence[0]["digest"] == EvidenceAnchor.objects.get().digest
    kept = str(tmp_path / "kept" / "manifest.json")
    testing.command(testing.cluster(), f"{testing.database_name()}_restored", "verify", "--against", kept)
    assert sorted(
        path.read_bytes() for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()
    ) == sorted(CONTENTS)
    with psycopg.connect(empty.app_url) as restored:
        for statement in ("UPDATE ledger_transfer SET amount_cents = 1", "CREATE TABLE smuggled (id int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), restored.transaction():
                restored.execute(statement)
    with psycopg.connect(empty.owner_url) as owner, pytest.raises(psycopg.Error, match="never changed"):
        owner.execute("DELETE FROM ledger_transfer")

    # What is changed afterwards is said, thing by thing.
    with psycopg.connect(empty.owner_url) as owner:
        owner.execute("INSERT INTO auth_group (name) VALUES ('de trop')")
    next(path for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()).write_bytes(b"autre")
    said = restore.differences(empty, manifest)
    assert any("auth_group" in sentence for sentence in said)
    assert any("fichier" in sentence for sentence in said)


def test_a_place_that_holds_something_is_refused_untouched(urls: Urls, empty: Urls, tmp_path: Path) -> None:
    backup.make(urls, tmp_path / "kept")
    with pytest.raises(Refusal, match="base vide"):
        restore.restore(urls, tmp_path / "kept")
    with pytest.raises(Refusal, match="contient déjà des fichiers"):
        restore.restore(empty, tmp_path / "kept")
    with psycopg.connect(empty.owner_url) as owner:
        assert backup.tables(owner) == []


def test_a_damaged_backup_is_refused_before_anything_is_touched(
    urls: Urls, empty: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    backup.make(urls, kept)
    monkeypatch.setenv("ALLIANCES_FILES", str(tmp_path / "elsewhere"))
    with (kept / "database.dump").open("ab") as dump:
        dump.write(b"x")
    with pytest.raises(Refusal, match=r"abîmée : database\.dump"):
        restore.restore(empty, kept)
    (kept / "manifest.json").write_text(json.dumps({"format": 1}))
    with pytest.raises(Refusal, match="pas une sauvegarde complète"):
        restore.restore(empty, kept)
    with psycopg.connect(empty.owner_url) as owner:
        assert backup.tables(owner) == []
    assert not (tmp_path / "elsewhere").exists()


def test_a_backup_never_replaces_another(tmp_path: Path) -> None:
    (tmp_path / "note").touch()
    with pytest.raises(Refusal, match="pas vide"):
        backup.make(Urls("", "postgres://nowhere"), tmp_path)


def test_a_server_newer_than_every_program_is_a_sentence(django_db_setup: None) -> None:
    with pytest.raises(Refusal, match="PostgreSQL 99"):
        client("pg_dump", 99)
