"""Two accounts of one natural person: list those who may be, unite those who are."""

import argparse

from django.utils.module_loading import import_string


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kept", nargs="?", metavar="EMAIL", help="an account of the person")
    parser.add_argument("other", nargs="?", metavar="EMAIL", help="another account of the same person")


def run(args: argparse.Namespace) -> int:
    """Without addresses: the accounts of one name that count as several persons. It never unites by itself."""
    act = import_string("alliances.ops.same_person.act")  # by name: it imports models, which wait for Django
    print(act(args.kept, args.other))
    return 0
