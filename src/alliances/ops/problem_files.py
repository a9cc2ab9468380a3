"""Problems from files: JSON as written, or a table with one column per criterion.

Whatever cannot be read raises ProblemError, whose single line names the place and what was expected.
"""

import csv
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, load_workbook

from alliances.engine.allocation import ProblemError
from alliances.engine.numbers import as_fraction

Problem = dict[str, Any]
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
_TEXT_TABLES = frozenset({".csv", ".tsv", ".txt"})
_MONEY_COLUMNS = ("prev", "lo", "hi")
_EQUAL = "equal"
_LARGEST_FILE = 200_000_000


class Cases(list[tuple[str | int, Problem]]):
    """The problems of a file of cases, each with its id (its rank where it has none)."""


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a table does not say itself, as typed on the command line."""

    envelope: str | None = None
    weights: str | None = None
    floor: str | None = None
    cap: str | None = None
    max_loss: str | None = None
    max_gain: str | None = None
    unit: str | None = None
    base: str | None = None

    def given(self) -> list[str]:
        return [name for name in self.__slots__ if getattr(self, name) is not None]


def read_problems(name: str, options: TableOptions) -> Problem | Cases:
    """The problem or the cases of a file, by its extension; anything that is not a table is read as JSON."""
    suffix = Path(name).suffix.lower()
    content = _content(name)
    if suffix in _WORKBOOKS:
        return _problem_of_table(_workbook_rows(content), options)
    if suffix in _TEXT_TABLES:
        return _problem_of_table(_text_rows(content), options)
    if options.given():
        raise ProblemError(
            f"--{options.given()[0].replace('_', '-')}", "a table: a JSON problem holds its own rules"
        )
    return _problem_of_json(content)


def _content(name: str) -> bytes:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise ProblemError("file", f"a file that can be read ({getattr(error, 'strerror', error)})") from None
    if not content.strip():
        raise ProblemError("file", "a problem, found an empty file")
    if len(content) > _LARGEST_FILE:
        raise ProblemError("file", "at most 200 MB")
    return content


# JSON


def _problem_of_json(content: bytes) -> Problem | Cases:
    try:
        whole = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_duplicates,
        )
    except UnicodeDecodeError as error:
        raise ProblemError(f"byte {error.start}", "UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise ProblemError(f"line {error.lineno}, column {error.colno}", f"JSON ({error.msg})") from None
    except RecursionError:
        raise ProblemError("file", "JSON that is not nested hundreds of times") from None
    except ProblemError:
        raise
    except ValueError:  # an integer of thousands of digits
        raise ProblemError("file", "numbers of at most 4000 digits") from None
    cases = whole.get("cases") if isinstance(whole, dict) else None
    if cases is not None:
        return _cases(cases)
    if not isinstance(whole, dict):
        raise ProblemError("file", "an object with a kind, or with cases")
    return whole


def _cases(listed: object) -> Cases:
    if not isinstance(listed, list):
        raise ProblemError("cases", "a list of problems")
    cases = Cases()
    for rank, case in enumerate(listed, start=1):
        if not isinstance(case, dict):
            raise ProblemError(f"cases[{rank - 1}]", "an object with id, kind and input")
        case_id = case.get("id", rank)
        if not isinstance(case_id, str | int):
            raise ProblemError(f"cases[{rank - 1}].id", "a text or a whole number")
        cases.append((case_id, case))
    return cases


def _refuse_constant(name: str) -> None:
    raise ProblemError("file", f"exact numbers, found {name}")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Problem:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ProblemError(twice[:40], "each field once in an object, found it twice")
    return found


# Tables


def _text_rows(content: bytes) -> list[list[str]]:
    """Cells of a CSV file: UTF-8, or the Windows code page of spreadsheets; comma, semicolon or tab."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    header = text.splitlines()[0]
    delimiter = max(",;\t", key=header.count)
    try:
        rows = list(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
        )
    except csv.Error as error:
        raise ProblemError("file", f"CSV ({error})") from None
    if delimiter == ",":
        return [[cell.strip() for cell in row] for row in rows]
    return [rows[0], *([_with_point(cell) for cell in row] for row in rows[1:])]


def _with_point(cell: str) -> str:
    """A number typed with a decimal comma, once it cannot be mistaken for a separator."""
    stripped = cell.strip()
    return stripped.replace(",", ".") if stripped.count(",") == 1 else stripped


def _workbook_rows(content: bytes) -> list[list[str]]:
    """Cells of the first sheet. A spreadsheet keeps numbers as floats: their shortest form is what was typed."""
    try:
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise ProblemError("file", f"a workbook ({str(error)[:80]})") from None
    return [[_cell_text(cell) for cell in row] for row in rows]


def _cell_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return repr(cell) if isinstance(cell, float) else str(cell).strip()


def _problem_of_table(rows: list[list[str]], options: TableOptions) -> Problem:
    """A criteria problem from the cells of a table and the options."""
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(cell for cell in row)]
    if not numbered:
        raise ProblemError("row 1", "a header with a code column, found an empty table")
    header = _header(*numbered[0])
    weights = _weights(options.weights, header)
    territories = [_territory(number, row, header, weights) for number, row in numbered[1:]]
    if not territories:
        raise ProblemError("row 2", "a territory, found nothing below the header")
    rules = {name: _option(options, name, whole=name in {"floor", "cap"}) for name in _RULES}
    problem = {
        "kind": "criteria",
        "envelope": _option(options, "envelope", whole=True, needed=True),
        "criteria": _criteria(weights, header),
        "territories": territories,
        "rules": {name: value for name, value in rules.items() if value is not None},
        "unit": _option(options, "unit", whole=True),
        "base": _option(options, "base", whole=True),
    }
    return {name: value for name, value in problem.items() if value is not None}


_RULES = ("floor", "cap", "max_loss", "max_gain")


def _header(number: int, row: Sequence[str]) -> list[str]:
    names = [name.strip() for name in row]
    while names and not names[-1]:
        names.pop()
    if "code" not in names:
        raise ProblemError(f"row {number}", f"a column named code, found {', '.join(names)[:60]!r}")
    if "" in names:
        raise ProblemError(
            f"row {number}, column {names.index('') + 1}", "a name in the header, found nothing"
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ProblemError(f"row {number}", f"each column once, found {twice[:40]!r} twice")
    return names


def _weights(text: str | None, header: Sequence[str]) -> dict[str, str]:
    """Criterion -> weight, from the option or, without it, 1 for each column that is not code, prev, lo or hi."""
    columns = [name for name in header if name not in {"code", *_MONEY_COLUMNS}]
    if text is None:
        if not columns:
            raise ProblemError("row 1", "at least one column for a criterion")
        return dict.fromkeys(columns, "1")
    weights: dict[str, str] = {}
    for pair in text.split(","):
        name, sign, weight = (part.strip() for part in pair.partition("="))
        if not sign or name in weights or (name not in columns and name != _EQUAL):
            raise ProblemError(
                "--weights", f"column=number for columns of the table, each once, found {pair[:40]!r}"
            )
        weights[name] = _number(weight, f"--weights {name}")
    return weights


def _criteria(weights: dict[str, str], header: Sequence[str]) -> list[dict[str, str]]:
    """``equal`` is the criterion that gives to all alike, unless the table has a column of that name."""
    return [
        {"code": name, "weight": weight, "kind": "share" if name in header else "equal"}
        for name, weight in weights.items()
    ]


def _territory(number: int, row: Sequence[str], header: Sequence[str], weights: dict[str, str]) -> Problem:
    if any(row[len(header) :]) or len(row) < header.index("code") + 1:
        raise ProblemError(f"row {number}", f"{len(header)} cells, found {len(row)}")
    cells = dict(zip(header, [*row, *[""] * len(header)], strict=False))
    if not cells["code"]:
        raise ProblemError(f"row {number}, column code", "a code, found nothing")
    territory: Problem = {"code": cells["code"]}
    values = {name: cells[name] for name in weights if name in cells}
    territory["values"] = {
        name: _number(cell, f"row {number}, column {name}") for name, cell in values.items()
    }
    for name in _MONEY_COLUMNS:
        if cells.get(name):
            territory[name] = _whole(cells[name], f"row {number}, column {name}")
    return territory


def _option(options: TableOptions, name: str, *, whole: bool, needed: bool = False) -> int | str | None:
    text: str | None = getattr(options, name)
    flag = f"--{name.replace('_', '-')}"
    if text is None:
        if needed:
            raise ProblemError(flag, "a whole number of cents, found nothing")
        return None
    return _whole(text, flag) if whole else _number(text, flag)


def _number(cell: str, place: str) -> str:
    """A number as text, its spaces (thousands) taken out."""
    compact = "".join(cell.split())
    try:
        as_fraction(compact)
    except ValueError:
        raise ProblemError(
            place, f"a number, found {cell[:40]!r}" if cell else "a number, found nothing"
        ) from None
    return compact


def _whole(cell: str, place: str) -> int:
    value = as_fraction(_number(cell, place))
    if value.denominator != 1:
        raise ProblemError(place, f"a whole number of cents, found {cell[:40]!r}")
    return value.numerator
