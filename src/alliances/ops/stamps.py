"""What was last migrated, loaded and built, kept in the database: later starts skip what has not changed.

One table, `launcher.stamp`, made and written by the owner, readable by all.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import psycopg

from alliances.ops.paths import PACKAGE, project_root

SCHEMA, REFERENCE, DEMONSTRATION = "schema", "reference", "demonstration"


def fingerprints() -> dict[str, str]:
    """A digest of the files each step depends on."""
    rooms = [path for path in (PACKAGE / "domain").rglob("*") if _counts(path)]
    schema = [path for path in rooms if _shapes_the_schema(path)]
    schema += [PACKAGE / "config" / "settings.py", project_root() / "uv.lock"]
    return {
        SCHEMA: _digest(schema),
        REFERENCE: _digest([*rooms, PACKAGE / "ops" / "reference.py"]),
        DEMONSTRATION: _digest(path for path in (PACKAGE / "ops" / "demo").rglob("*") if _counts(path)),
    }


def _shapes_the_schema(path: Path) -> bool:
    """Migrations, their SQL, the models the rights are read from, and the code that grants them."""
    return (
        path.suffix == ".sql"
        or path.name in {"models.py", "apps.py"}
        or not {"migrations", "models", "common"}.isdisjoint(path.parts)
    )


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".po", ".mo", ".pyc"}


def _digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(files):
        if path.exists():
            total.update(str(path.relative_to(project_root())).encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stored(url: str) -> dict[str, str]:
    """The stamps of a database; empty before its first start."""
    with psycopg.connect(url) as connection:
        try:
            return dict(connection.execute("SELECT name, value FROM launcher.stamp").fetchall())
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return {}


def store(owner_url: str, name: str, value: str) -> None:
    """Write one stamp, as the owner."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS launcher")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS launcher.stamp "
            "(name text PRIMARY KEY, value text NOT NULL, at timestamptz NOT NULL DEFAULT now())"
        )
        connection.execute("GRANT USAGE ON SCHEMA launcher TO PUBLIC")
        connection.execute("GRANT SELECT ON launcher.stamp TO PUBLIC")
        connection.execute(
            "INSERT INTO launcher.stamp (name, value) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = now()",
            [name, value],
        )
