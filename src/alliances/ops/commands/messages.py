"""List strings without English translation, or add them to the catalogues."""

import argparse
import sys

from alliances.ops import translations


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--update", action="store_true", help="add missing strings with an empty English text"
    )
    parser.add_argument(
        "--prune", action="store_true", help="with --update: also remove strings no longer used"
    )


def run(args: argparse.Namespace) -> int:
    if args.update:
        print(f"{translations.update(prune=args.prune)} changes", file=sys.stderr)
    lines = translations.findings()
    for line in lines:
        print(line)
    return 1 if lines else 0
