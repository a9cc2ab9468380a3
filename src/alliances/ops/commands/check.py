"""Check the settings."""

import argparse

from django.core.management import call_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deploy", action="store_true", help="also what production needs")
    parser.add_argument("--fail-level", default="ERROR", choices=["ERROR", "WARNING", "INFO"])


def run(args: argparse.Namespace) -> int:
    call_command("check", deploy=args.deploy, fail_level=args.fail_level)
    return 0
