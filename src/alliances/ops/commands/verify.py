"""Check the sums of the ledger."""

import argparse

from alliances.ops import verification


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(args: argparse.Namespace) -> int:
    findings = verification.verify_all()
    for finding in findings:
        print(finding)
    return 1 if findings else 0
