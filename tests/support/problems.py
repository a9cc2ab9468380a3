"""Files of allocation problems as people give them to `./run allocate`."""

import io
from pathlib import Path

import xlsxwriter

OWN_CASES = Path(__file__).parents[1] / "engine" / "data" / "cases.json"
BOUNDED = {
    "kind": "bounded",
    "envelope": 10_000,
    "territories": [
        {"code": c, "weight": w, "lo": 0, "hi": None} for c, w in (("A", "4"), ("B", "2"), ("C", "1"))
    ],
}
TABLE = "code,lim,aide,prev\n01,2000,300,25000\n02,5000,900,40000\n03,3000,800,35000\n"
WEIGHTS = ("--envelope", "100000", "--weights", "equal=20,lim=50,aide=30")


def workbook(rows: list[list[object]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()
