"""A workbook of a few kilobytes must not ask for the memory of the whole machine."""

import io
import zipfile

import pytest
import xlsxwriter
from tests.openings.test_openings import rows_for, workbook

from alliances.domain.common.verdict import Refused
from alliances.domain.openings.extent import TooFar, check_extent
from alliances.domain.openings.sheets import read_book


def with_a_cell_at(row: int, column: int) -> bytes:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        book.add_worksheet("Soldes").write(row - 1, column - 1, "x")
    return output.getvalue()


def test_a_cell_at_the_far_corner_is_refused_before_the_workbook_is_read():
    content = with_a_cell_at(1_048_576, 16_384)
    assert len(content) < 10_000
    with pytest.raises(TooFar):
        check_extent(content)
    assert "très loin" in read_book(content).problems[0].sentence


def test_a_long_sheet_of_ordinary_width_is_read():
    check_extent(with_a_cell_at(20_001, 20))
    check_extent(workbook(rows_for("161")))


def test_a_place_written_otherwise_is_refused():
    package = io.BytesIO(with_a_cell_at(1, 1))
    with zipfile.ZipFile(package) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'r="A1"', b'r="&#88;FD1048576"')
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as written:
        for name, content in parts.items():
            written.writestr(name, content)
    with pytest.raises(TooFar):
        check_extent(output.getvalue())


def test_what_is_no_package_is_refused_with_a_sentence():
    with pytest.raises(Refused):
        check_extent(b"PK\x03\x04 rien")
