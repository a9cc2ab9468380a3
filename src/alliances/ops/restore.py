"""Restoring a backup into an empty place, then comparing what is there with what the manifest says."""

from pathlib import Path

import psycopg

from alliances.ops import backup, paths
from alliances.ops.errors import Refusal
from alliances.ops.postgres import Urls


def restore(urls: Urls, directory: Path) -> tuple[backup.Manifest, list[str]]:
    """The manifest, and a sentence for each difference after restoring; none when all is as it was.

    Refuses, before it touches anything, a damaged backup and a place that already holds something.
    """
    manifest = backup.read(directory)
    if not urls.owner_url:
        raise Refusal("DATABASE_OWNER_URL est vide · DATABASE_OWNER_URL is empty.")
    _refuse_used_database(urls.owner_url)
    _refuse_used_files(paths.files_dir())
    backup.run_client(
        "pg_restore", urls.owner_url, "--no-owner", "--single-transaction", "--exit-on-error",
        str(directory / backup.DUMP),
    )  # fmt: skip
    backup.copy_files(directory / backup.FILES, paths.files_dir())
    return manifest, differences(urls, manifest)


def differences(urls: Urls, manifest: backup.Manifest) -> list[str]:
    """Each table's rows, each book's last digest and each file, beside the manifest."""
    with psycopg.connect(urls.owner_url, autocommit=True) as connection:
        connection.execute("ANALYZE")  # a restored database knows nothing of its own sizes
        rows, heads = backup.counts(connection), backup.last_entries(connection)
    files = backup.digests(paths.files_dir())
    found = [
        f"{name} : {rows.get(name, 'absente')} lignes, {manifest.tables.get(name, 'aucune')} dans la sauvegarde"
        for name in sorted(rows.keys() | manifest.tables.keys())
        if rows.get(name) != manifest.tables.get(name)
    ]
    if heads != manifest.heads:
        found.append(f"dernières empreintes : {heads}, {manifest.heads} dans la sauvegarde")
    found += [
        f"fichier {name} : différent ou absent"
        for name in sorted(files.keys() | manifest.files.keys())
        if files.get(name) != manifest.files.get(name)
    ]
    return found


def _refuse_used_database(owner_url: str) -> None:
    with psycopg.connect(owner_url) as connection:
        there = backup.tables(connection)
    if there:
        raise Refusal(
            f"La base contient déjà {len(there)} tables : une restauration ne se fait que dans une base vide. Rien n’a "
            "été touché. Créez une base neuve, ou mettez de côté celle de var/pg (docs/operations.md).\n"
            f"The database already holds {len(there)} tables: a restore needs an empty database. Nothing was touched. "
            "Create a new database, or put the one of var/pg aside (docs/operations.md)."
        )


def _refuse_used_files(directory: Path) -> None:
    if directory.is_dir() and any(path.is_file() for path in directory.rglob("*")):
        raise Refusal(
            f"« {directory} » contient déjà des fichiers : mettez-le de côté. Rien n’a été touché.\n"
            f"“{directory}” already holds files: put it aside. Nothing was touched."
        )
