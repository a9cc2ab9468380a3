"""The `alliances` command line. Without a subcommand it starts everything."""

import argparse
import importlib
import sys
from dataclasses import dataclass

from alliances.ops.errors import Refusal
from alliances.ops.needs import Needs


@dataclass(frozen=True)
class Subcommand:
    """`module` exposes `add_arguments(parser)` and `run(args) -> int`; it is imported only when asked for."""

    name: str
    help: str
    needs: Needs = Needs.DATABASE
    module: str = ""

    @property
    def path(self) -> str:
        return self.module or f"alliances.ops.commands.{self.name}"


SUBCOMMANDS = (
    Subcommand(
        "start", "Start the database, the job worker and the web server (the default).", Needs.NOTHING
    ),
    Subcommand("load", "Load or refresh the reference data."),
    Subcommand("demo", "Build the demonstration data (fictitious)."),
    Subcommand("migrate", "Bring the database schema up to date, as the owner role.", Needs.OWNER),
    Subcommand(
        "allocate",
        "Share an amount among territories, from a file; needs no database.",
        Needs.NOTHING,
        "alliances.ops.allocate",
    ),
    Subcommand("verify", "Recompute balances, chains and amounts; name the first difference."),
    Subcommand(
        "backup", "Copy the database and the files, with a manifest, into a directory.", Needs.NOTHING
    ),
    Subcommand("restore", "Put a backup into an empty place, and compare everything.", Needs.NOTHING),
    Subcommand(
        "close-year",
        "Close a fiscal year, by two people; alone, say what blocks it.",
        module="alliances.ops.commands.close_year",
    ),
    Subcommand("officer", "Open the account of one of the ministry's first two officers."),
    Subcommand(
        "same-person",
        "List accounts that may be one person; unite two that are.",
        module="alliances.ops.commands.same_person",
    ),
    Subcommand("worker", "Run the job worker alone."),
    Subcommand("check", "Check the settings (--deploy for production).", Needs.DJANGO),
    Subcommand("messages", "List strings without English translation; --update adds them.", Needs.DJANGO),
    Subcommand("configuration", "Print the table of environment variables.", Needs.NOTHING),
    Subcommand("database", "Print the address of the database, or run psql or pg_dump on it.", Needs.NOTHING),
    Subcommand("shell", "Open a Python shell with the models loaded."),
    Subcommand("manage", "Run any Django command, as the application role.", Needs.DATABASE),
)


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand; its exit status. Refusals are sentences on standard error."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or (words[0].startswith("-") and words[0] not in {"-h", "--help"}):
        words.insert(0, "start")
    chosen = next((each for each in SUBCOMMANDS if each.name == words[0]), None)
    try:
        parsed = parser(chosen).parse_args(words)
        if chosen is None:
            return 2  # not reached: argparse has refused the word
        command = importlib.import_module(chosen.path)
        if chosen.needs is Needs.NOTHING:
            return int(command.run(parsed))
        # By name: Django and the database driver take half a second, which `allocate` does not need.
        return int(importlib.import_module("alliances.ops.bootstrap").run(chosen.needs, command.run, parsed))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def parser(chosen: Subcommand | None) -> argparse.ArgumentParser:
    """One line of help for each subcommand; the arguments of the chosen one only, to import nothing else."""
    top = argparse.ArgumentParser(
        prog="./run",
        description="Alliances: from the law to the last receipt.",
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=24, width=100),
    )
    subparsers = top.add_subparsers(dest="subcommand", metavar="SUBCOMMAND [...]", required=True)
    for each in SUBCOMMANDS:
        sub = subparsers.add_parser(each.name, help=each.help, description=each.help, allow_abbrev=False)
        if each is chosen:
            importlib.import_module(each.path).add_arguments(sub)
    return top


if __name__ == "__main__":
    sys.exit(main())
