"""Restore a backup into an empty place, and compare everything."""

import argparse
import sys
from pathlib import Path

from alliances.ops import restore
from alliances.ops.postgres import database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR", help="what ./run backup wrote")


def run(args: argparse.Namespace) -> int:
    """0 when every table, last digest and file is as in the backup; 1 with the differences."""
    with database() as urls:
        manifest, differences = restore.restore(urls, args.directory.resolve())
    if differences:
        print(
            "La restauration diffère de la sauvegarde · The restore differs from the backup:", file=sys.stderr
        )
        print("\n".join(differences), file=sys.stderr)
        return 1
    rows = sum(manifest.tables.values())
    print(f"Restauré, identique à la sauvegarde du {manifest.made_at} · Restored, as in that backup:")
    print(f"{len(manifest.tables)} tables, {rows} lignes · rows, {len(manifest.files)} fichiers · files")
    for head in manifest.heads:
        print(f"Livre · Book {head['book']}: nᵒ {head['number']}, {head['digest']}")
    return 0
