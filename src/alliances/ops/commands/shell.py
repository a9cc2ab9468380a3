"""Open a Python shell with the models loaded."""

import argparse

from django.core.management import call_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-c", "--command", help="run this and leave")


def run(args: argparse.Namespace) -> int:
    call_command("shell", **({"command": args.command} if args.command else {}))
    return 0
