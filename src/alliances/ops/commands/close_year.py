"""Close a fiscal year: what blocks it, then one person proposes and another closes."""

import argparse
import sys

from django.utils.module_loading import import_string


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("year", type=int, help="the year it starts in: 2025 for 2025-2026")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--propose", metavar="EMAIL", help="the first person, by the e-mail of the account")
    who.add_argument("--close", metavar="EMAIL", help="the second person, who is not the first")


def run(args: argparse.Namespace) -> int:
    """Without a person: what blocks the closing, 1 when something does. It never closes by itself."""
    closing = import_string("alliances.ops.closing.act")  # by name: it imports models, which wait for Django
    sentence, status = closing(args.year, propose=args.propose, close=args.close)
    print(sentence, file=sys.stdout if status == 0 else sys.stderr)
    return status
