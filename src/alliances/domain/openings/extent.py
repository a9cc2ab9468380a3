"""How far the cells of a workbook reach, read before the workbook is.

The reader of workbooks makes a rectangle up to the last cell: one cell at the far corner of an empty sheet would ask
for more memory than any machine has, and stop the server with it.
"""

import io
import re
import zipfile

from alliances.domain.files.contents import inspect

MOST_CELLS = 2_000_000  # of the rectangle from A1 to the last cell of one sheet
_PLACE = re.compile(rb"""\sr\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,7})")


class TooFar(ValueError):
    """A sheet whose cells are not where a person writes."""


def check_extent(content: bytes) -> None:
    """Raises TooFar, or Refused with its own sentence when these bytes are no sound XLSX package."""
    inspect("xlsx", content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                _check_sheet(package.read(name))


def _check_sheet(sheet: bytes) -> None:
    last_row = last_column = 1
    for place in _PLACE.finditer(sheet):
        found = _CELL.fullmatch(place[1] or place[2] or b"")
        if found is None:
            raise TooFar
        last_row = max(last_row, int(found[2]))
        last_column = max(last_column, _column(found[1]))
    if last_row * last_column > MOST_CELLS:
        raise TooFar


def _column(letters: bytes) -> int:
    """« A » is 1, « XFD » is 16 384; a row of its own has no letter."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return max(number, 1)
