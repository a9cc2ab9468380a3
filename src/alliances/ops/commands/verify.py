"""Recompute the ledger, and compare every amount with the decision it rests on."""

import argparse
import importlib
import json
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="name every difference, not the first alone")
    parser.add_argument("--english", action="store_true", help="answer in English")
    parser.add_argument(
        "--against",
        type=Path,
        metavar="FILE",
        help="also compare with the digests noted there: the output of --heads, or the manifest of a backup",
    )
    parser.add_argument(
        "--heads",
        action="store_true",
        help="only print the last digest of each book and of the evidence, to be noted elsewhere",
    )


def run(args: argparse.Namespace) -> int:
    """0 with what was checked and how many, 1 with the first difference."""
    verification = importlib.import_module("alliances.ops.verification")  # it imports models: after Django
    if args.heads:
        print(json.dumps(verification.heads(), indent=1))
        return 0
    with override("en" if args.english else "fr-ca"):
        checked = verification.checks(args.against)
        if found := verification.findings(checked):
            print("\n".join(found) if args.all else found[0])
            return 1
        counts = ", ".join(f"{each.count} {each.what}" for each in checked)
        print(_("Tout concorde : %(counts)s.") % {"counts": counts})
    return 0
