"""A backup: the database, the stored files, and a manifest that says what both must hold.

The counts of the manifest and the dump are of one snapshot, so that people may work meanwhile. The manifest is written
last: a directory without one is not a backup.
"""

import hashlib
import json
import shutil
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from alliances.ops import paths, stamps
from alliances.ops.errors import Refusal
from alliances.ops.postgres import Urls, client

FORMAT = 1
DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"
UNFINISHED = ".unfinished-"  # what domain/files names a file that is still being written
OURS = "nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_%'"


@dataclass(frozen=True)
class Manifest:
    """`tables`: rows by table. `heads`: the last entry of each book. `files`: SHA-256 by relative path.

    `evidence`: the last digest of the day, as `./run verify --heads` prints it; none in an older backup.
    """

    format: int
    made_at: str
    server: str
    schema: str
    dump_sha256: str
    tables: dict[str, int]
    heads: list[dict[str, str | int]]
    files: dict[str, str]
    evidence: list[dict[str, str]] = field(default_factory=list)

    def write(self, directory: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False)
        (directory / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read(directory: Path) -> Manifest:
    """Refuses what is not a backup of ours, and one whose dump or files are not those it was made of."""
    try:
        found = Manifest(**json.loads((directory / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Refusal(
            f"« {directory} » n’est pas une sauvegarde complète : {MANIFEST} ne se lit pas ({error}).\n"
            f"“{directory}” is not a complete backup: {MANIFEST} cannot be read ({error})."
        ) from error
    if found.format != FORMAT:
        raise Refusal(
            f"Cette sauvegarde est au format {found.format}, il faut le format {FORMAT}.\n"
            f"This backup is in format {found.format}, format {FORMAT} is needed."
        )
    altered = [name for name, digest in found.files.items() if _digest(directory / FILES / name) != digest]
    if _digest(directory / DUMP) != found.dump_sha256:
        altered.insert(0, DUMP)
    if altered:
        raise Refusal(
            f"La sauvegarde est abîmée : {', '.join(altered[:5])}. Rien n’a été restauré ; prenez-en une autre.\n"
            f"The backup is damaged: {', '.join(altered[:5])}. Nothing was restored; take another one."
        )
    return found


def make(urls: Urls, directory: Path) -> Manifest:
    """Write a backup into an empty or missing directory."""
    _refuse_used(directory)
    if not urls.owner_url:
        raise Refusal("DATABASE_OWNER_URL est vide · DATABASE_OWNER_URL is empty.")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    copy_files(paths.files_dir(), directory / FILES)  # first those that one may remove meanwhile
    with psycopg.connect(urls.owner_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        run_client("pg_dump", urls.owner_url, "--format=custom", f"--snapshot={snapshot}",
                   f"--file={directory / DUMP}")  # fmt: skip
        tables, heads, version = counts(connection), last_entries(connection), server(connection)
        evidence = last_day(connection)
    copy_files(paths.files_dir(), directory / FILES)
    manifest = Manifest(
        format=FORMAT,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        server=version,
        schema=stamps.stored(urls.owner_url).get(stamps.SCHEMA, ""),
        dump_sha256=_digest(directory / DUMP),
        tables=tables,
        heads=heads,
        files=digests(directory / FILES),
        evidence=evidence,
    )
    manifest.write(directory)
    return manifest


def run_client(name: str, url: str, *words: str) -> None:
    """Run one of PostgreSQL's programs to its end; what it says becomes the refusal when it fails."""
    with psycopg.connect(url) as connection:
        program = client(name, connection.info.server_version // 10000)
    answer = subprocess.run(
        [program, f"--dbname={url}", *words],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if answer.returncode:
        raise Refusal(f"{name} a échoué · {name} failed:\n{answer.stderr.strip()[-2000:]}")


def tables(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """Schema and name of every table that is ours."""
    return connection.execute(
        f"SELECT nspname, relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "  # noqa: S608
        f"WHERE relkind = 'r' AND {OURS} ORDER BY 1, 2"
    ).fetchall()


def counts(connection: psycopg.Connection) -> dict[str, int]:
    found = {}
    for schema, name in tables(connection):
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, name))
        (found[f"{schema}.{name}"],) = connection.execute(query).fetchone() or (0,)
    return found


def last_entries(connection: psycopg.Connection) -> list[dict[str, str | int]]:
    """As `./run verify --heads` prints them: number 0 for a book without an entry."""
    rows = connection.execute(
        "SELECT DISTINCT ON (code) code, coalesce(number, 0), coalesce(digest, repeat('0', 64)) FROM ledger_book "
        "LEFT JOIN ledger_transfer ON book_id = ledger_book.id ORDER BY code, number DESC"
    ).fetchall()
    return [{"book": code, "number": number, "digest": digest} for code, number, digest in rows]


def last_day(connection: psycopg.Connection) -> list[dict[str, str]]:
    """The last digest of the evidence; none before the first, nor in a schema older than it."""
    if connection.execute("SELECT to_regclass('public.chain_evidenceanchor')").fetchone() == (None,):
        return []
    rows = connection.execute(
        "SELECT day::text, digest FROM chain_evidenceanchor ORDER BY day DESC LIMIT 1"
    ).fetchall()
    return [{"day": day, "digest": digest} for day, digest in rows]


def server(connection: psycopg.Connection) -> str:
    return f"PostgreSQL {connection.info.server_version // 10000}"


def copy_files(source: Path, target: Path) -> None:
    """Every stored file, whose name is the digest of its content: one already there is not copied again."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        copy = target / path.relative_to(source)
        if path.is_file() and not path.name.startswith(UNFINISHED) and not copy.exists():
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(path, copy)


def digests(directory: Path) -> dict[str, str]:
    """SHA-256 of each file below, by its relative path."""
    found = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {path.relative_to(directory).as_posix(): _digest(path) for path in found}


def _digest(path: Path) -> str:
    """Empty for a file that is not there."""
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _refuse_used(directory: Path) -> None:
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refusal(
            f"« {directory} » n’est pas vide : nommez un dossier nouveau, une sauvegarde n’en remplace pas une autre.\n"
            f"“{directory}” is not empty: name a new directory, a backup does not replace another."
        )
