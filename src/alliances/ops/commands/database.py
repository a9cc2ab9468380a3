"""Print the address of the database, or run one of PostgreSQL's programs on it."""

import argparse
import subprocess

from alliances.ops.errors import Refusal
from alliances.ops.postgres import client, database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--owner", action="store_true", help="as the owner role")
    parser.add_argument(
        "program",
        nargs=argparse.REMAINDER,
        metavar="PROGRAM ...",
        help="run psql, pg_dump or pg_restore on it, with these arguments",
    )


def run(args: argparse.Namespace) -> int:
    with database() as urls:
        url = urls.owner_url if args.owner else urls.app_url
        if not url:
            raise Refusal("DATABASE_OWNER_URL est vide · DATABASE_OWNER_URL is empty.")
        if not args.program:
            print(url)
            return 0
        name, *words = args.program
        try:
            return subprocess.run([client(name), f"--dbname={url}", *words], check=False).returncode
        except FileNotFoundError as error:
            raise Refusal(f"« {name} » est introuvable · “{name}” cannot be found.") from error
