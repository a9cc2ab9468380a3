"""Load or refresh the reference data."""

import argparse

from alliances.ops import reference
from alliances.ops.progress import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(args: argparse.Namespace) -> int:
    reference.load_all(Progress().detail)
    return 0
