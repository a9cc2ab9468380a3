"""Run the job worker alone, in the foreground."""

import argparse

from django.core.management import call_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(args: argparse.Namespace) -> int:
    call_command("procrastinate", "worker")
    return 0
