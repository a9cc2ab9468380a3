"""``./run allocate FILE``: share an amount among territories, from a file. Needs no database.

FILE is JSON (one problem, or ``{"cases": […]}``) or a table (CSV, XLSX, ODS) with one column per criterion. The
answer is JSON on standard output: one object, or a list of ``{"id", "status", …}`` for cases; ``--table`` prints
it for people. Exit status: 0 answered, 2 what cannot be read (one line on standard error), 3 a single problem
whose rules have no answer (its code and amounts are printed).
"""

import argparse
import json
import sys
from typing import Any

from alliances.engine.allocation import ProblemError, solve
from alliances.ops.answer_table import as_table
from alliances.ops.problem_files import Cases, TableOptions, read_problems

UNREADABLE = 2
INFEASIBLE = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All options are read as text here, and checked with the file: one line says what is wrong."""
    parser.add_argument(
        "file", metavar="FILE", help="JSON, CSV, XLSX or ODS; - reads JSON from standard input"
    )
    parser.add_argument("--table", action="store_true", help="print for people instead of JSON")
    parser.add_argument("--trail", action="store_true", help="add the origin of bounds, and remedies")
    table = parser.add_argument_group(
        "tables",
        "Columns: code, optionally prev, lo and hi (cents), and one column per criterion. Money is in cents.",
    )
    table.add_argument("--envelope", metavar="CENTS", help="the amount to share (needed)")
    table.add_argument(
        "--weights",
        metavar="NAME=N,…",
        help="columns to use and their weights; equal=N gives a part to all alike (all columns, weight 1)",
    )
    table.add_argument("--floor", metavar="CENTS", help="the least for each")
    table.add_argument("--cap", metavar="CENTS", help="the most for each")
    table.add_argument("--max-loss", metavar="SHARE", help="largest loss against prev: 0.05 for 5 %%")
    table.add_argument("--max-gain", metavar="SHARE", help="largest gain against prev: 0.10 for 10 %%")
    table.add_argument("--unit", metavar="CENTS", help="payment unit: 100 for whole dollars (1)")
    table.add_argument("--base", metavar="CENTS", help="paid to each before the formula (0)")


def run(args: argparse.Namespace) -> int:
    """Read, solve, print. Returns the exit status."""
    try:
        problems = read_problems(args.file, _table_options(args))
        if isinstance(problems, Cases):
            answers = [_answer_case(case_id, case, trail=args.trail) for case_id, case in problems]
            _print_cases(answers, for_people=args.table)
            return 0
        answer = solve(problems, trail=args.trail or args.table)
    except ProblemError as error:
        print(f"{args.file}: {error}".replace("\n", " "), file=sys.stderr)
        return UNREADABLE
    print(as_table(answer) if args.table else _as_json(answer))
    return INFEASIBLE if answer["status"] == "infeasible" else 0


def _table_options(args: argparse.Namespace) -> TableOptions:
    return TableOptions(
        envelope=args.envelope,
        weights=args.weights,
        floor=args.floor,
        cap=args.cap,
        max_loss=args.max_loss,
        max_gain=args.max_gain,
        unit=args.unit,
        base=args.base,
    )


def _answer_case(case_id: str | int, case: dict[str, Any], *, trail: bool) -> dict[str, Any]:
    try:
        return {"id": case_id, **solve(case, trail=trail)}
    except ProblemError as error:
        raise ProblemError(f"case {case_id}: {error.field}", error.expected) from None


def _print_cases(answers: list[dict[str, Any]], *, for_people: bool) -> None:
    if for_people:
        print("\n\n".join(f"{answer['id']}\n{as_table(answer)}" for answer in answers))
    else:
        print(_as_json(answers))


def _as_json(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="allocate", description=__doc__, allow_abbrev=False)
    add_arguments(parser)
    return run(parser.parse_args(arguments))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
