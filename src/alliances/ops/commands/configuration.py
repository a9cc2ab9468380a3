"""Print the table of environment variables."""

import argparse

from alliances.config import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(args: argparse.Namespace) -> int:
    print(environment.as_markdown_table())
    return 0
