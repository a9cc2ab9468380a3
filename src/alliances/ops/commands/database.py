"""Print the address of the database, or open it."""

import argparse
import os
import subprocess

from alliances.ops.errors import Refusal
from alliances.ops.postgres import database, psql


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--owner", action="store_true", help="as the owner role")
    parser.add_argument("--sql", action="store_true", help="open psql instead of printing the address")


def run(args: argparse.Namespace) -> int:
    with database() as urls:
        url = urls.owner_url if args.owner else urls.app_url
        if not url:
            raise Refusal("DATABASE_OWNER_URL est vide · DATABASE_OWNER_URL is empty.")
        if not args.sql:
            print(url)
            return 0
        return subprocess.run(
            [psql(), url], env=os.environ | {"PGOPTIONS": "-c search_path=public"}, check=False
        ).returncode
