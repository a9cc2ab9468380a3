"""Build the demonstration data."""

import argparse

from django.utils.module_loading import import_string


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(args: argparse.Namespace) -> int:
    import_string("alliances.ops.demo.build")()  # by name: it imports models, which wait for Django
    return 0
