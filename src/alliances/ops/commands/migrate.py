"""Bring the schema up to date, as the owner role."""

import argparse

from django.core.management import call_command

from alliances.ops.migrating import rendering_little


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all goes well")


def run(args: argparse.Namespace) -> int:
    with rendering_little():
        call_command("migrate", interactive=False, verbosity=0 if args.quiet else 1)
    return 0
