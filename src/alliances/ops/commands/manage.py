"""Run any Django command, as the application role (`./run migrate` is the one that runs as the owner)."""

import argparse

from django.core.management import execute_from_command_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND ...", help="as for django-admin")


def run(args: argparse.Namespace) -> int:
    execute_from_command_line(["./run manage", *args.words])
    return 0
