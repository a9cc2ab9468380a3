"""Write a backup: database, files and a manifest."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from alliances.ops import backup, paths
from alliances.ops.postgres import database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "directory",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="a new directory; var/backups/<moment> without it",
    )


def run(args: argparse.Namespace) -> int:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    directory = (args.directory or paths.var_dir() / "backups" / moment).resolve()
    with database() as urls:
        manifest = backup.make(urls, directory)
    rows = sum(manifest.tables.values())
    print(f"Sauvegarde · Backup: {directory}")
    print(f"{len(manifest.tables)} tables, {rows} lignes · rows, {len(manifest.files)} fichiers · files")
    for head in manifest.heads:
        print(f"Livre · Book {head['book']}: nᵒ {head['number']}, {head['digest']}")
    return 0
