"""The first two officers of the ministry: they invite and confirm everybody else."""

import argparse

from django.utils.module_loading import import_string


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL", help="the address the officer signs in with")
    parser.add_argument("name", metavar="NAME", help="first and last name")


def run(args: argparse.Namespace) -> int:
    """Opens the account of one of the first two officers; she chooses her password by the link of her letter."""
    open_account = import_string(
        "alliances.ops.officers.open_account"
    )  # imports models, which wait for Django
    print(open_account(args.email, args.name))
    return 0
