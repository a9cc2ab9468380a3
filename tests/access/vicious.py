"""What breaks software, by kind of field: one field of a form at a time, the other ones as a person fills them.

Every field receives NUL and markup, is left out once, and takes one more value in turn, so that each value meets
many fields of its kind; `./test --exhaustive` sends every value to every field. A line repeated in a form (`amount_1`,
`amount_2`…) is one field: the second and the third take one value each, those after them are the same code again.
"""

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.files import samples
from tests.support import exhaustive, pages

Values = dict[str, Any]
MARK = "<b id=pwned>"
SUM = "91834"  # what a template engine would make of MARKUP
MARKUP = f'"\'>{MARK}{{{{ 7|add:91827 }}}}{{% now "Y" %}}'
ANY: Values = {"NUL": "a\0b", "markup": MARKUP}
TEXTS: Values = {
    "very long": "x" * 100_000,
    "spaces": " \u00a0 ",
    "four bytes": "😀𐐷",
    "right to left": "\u202eessai\u2066",
    "marks alone": "\u0301\u0489\u0301",
    "SQL": "'\"\\'); DROP TABLE people_person;--%_",
}
NUMBERS: Values = {
    "negative": "-1",
    "zero": "0",
    "1e309": "1e309",
    "not a number": "NaN",
    "infinity": "Infinity",
    "beyond": "9" * 20,
    "very long": "9" * 100_000,
    "Arabic digits": "٣٤",
    "wide digits": "１２",
    "true": "true",
    "None": "None",
    "a half cent": "1,005",
    "spaces": TEXTS["spaces"],
}
DAYS: Values = {
    "no month": "0000-00-00",
    "the last day": "9999-12-31",
    "five digits": "10000-01-01",
    "the first day": "0001-01-01",
    "30 February": "2026-02-30",
    "Arabic digits": "٢٠٢٦-٠١-٠١",
    "very long": TEXTS["very long"],
}
HOURS: Values = {"25 h": "25:99", "a leap": "23:59:60", "wide digits": "１２:００", "very long": "1" * 10_000}
KEYS: Values = {
    "a key of nothing": "999999999",
    "beyond bigint": "9" * 20,
    "no key": "x",
    "negative": "-1",
    "Arabic digits": "٣٤",
    "nothing": "",
    "four bytes": "😀",
}
HIDDEN: Values = {**KEYS, "very long": TEXTS["very long"], "infinity": "Infinity", "a path": "../../x"}
AGAIN = 4  # values that a line already met receives, when all are asked for
LINES = 3  # of a repeated line, those that receive something, unless all are asked for
ALWAYS = ("NUL", "markup", "missing")  # what every field receives
NUMBERED = re.compile(r"\d+")
CHOICES = frozenset({"select", "radio", "checkbox"})


def _file(name: str, content: bytes, kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def _files() -> Values:
    good = samples.pdf("hostile")
    return {
        "empty": _file("vide.pdf", b""),
        "another kind": _file("lettre.pdf", b"MZ\x90\0" * 40),
        "no extension": _file("lettre", good),
        "a huge name": _file("x" * 5_000 + ".pdf", good),
        "NUL in the name": _file("a\0b.pdf", good),
        "a path": _file("../../../etc/x.pdf", good),
        "markup": _file(f"{MARK}.pdf", good),
        "right to left": _file("\u202efdp.exe", good),
        "too large": _file("grand.pdf", b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024)),
        "a workbook that is none": _file("reprise.xlsx", b"PK\x03\x04" + b"\0" * 200),
        "several": [_file("un.pdf", samples.pdf("un")), _file("deux.pdf", samples.pdf("deux"))],
        "a text": "lettre.pdf",
    }


@dataclass(frozen=True)
class Trial:
    """One body: `field` of the form received what `label` names."""

    url: str
    field: str
    label: str
    body: dict[str, Any]
    follow: bool = False  # the answer leads to a page that shows what was taken


def values_for(one: pages.Field) -> Values:
    """Everything that this kind of field receives, a missing and a repeated one apart."""
    by_kind: dict[str, Callable[[], Values]] = {
        "date": lambda: ANY | DAYS,
        "time": lambda: ANY | HOURS,
        "number": lambda: ANY | NUMBERS,
        "file": _files,
        "hidden": lambda: ANY | HIDDEN,
        **dict.fromkeys(CHOICES, lambda: ANY | KEYS),
    }
    if one.digits in {"decimal", "numeric"}:
        return ANY | NUMBERS
    return by_kind.get(one.kind, lambda: ANY | TEXTS)()


def trials(
    form: pages.Form, url: str, sent: dict[str, Any], met: Counter[tuple[str, str]] | None = None
) -> Iterator[Trial]:
    """Each field of the form, vicious in turn; `sent` is the body that a person would send.

    `met`: the lines of other forms that are the same piece of code, such as the search boxes of the tables.
    """
    met = Counter() if met is None else met
    for one in form.fields.values():
        if one.name == pages.TOKEN:
            continue
        line = (NUMBERED.sub("", one.name), one.kind)
        place = f"{NUMBERED.sub('', url)} {one.name}"
        if exhaustive.ASKED or met[line] < LINES:
            yield from _share(list(_of_field(form, url, one, sent)), place, again=met[line] > 0)
        met[line] += 1


def _share(found: list[Trial], place: str, *, again: bool) -> list[Trial]:
    """Of all that a field can receive, what it does receive; `again`: as a line that is known already."""
    turn = zlib.crc32(place.encode())
    if again:
        first = turn % len(found)
        return (found + found)[first : first + (AGAIN if exhaustive.ASKED else 1)]
    if exhaustive.ASKED:
        return found
    rest = [trial for trial in found if trial.label not in ALWAYS]
    return [trial for trial in found if trial.label in ALWAYS] + [rest[turn % len(rest)]]


def _of_field(form: pages.Form, url: str, one: pages.Field, sent: dict[str, Any]) -> Iterator[Trial]:
    usual = sent.get(one.name, [])
    usual = usual if isinstance(usual, list) else [usual]
    for label, value in values_for(one).items():
        yield Trial(url, one.name, label, {**sent, one.name: value}, follow=label == "markup")
    vicious = MARKUP if one.kind != "file" else "un texte"
    yield Trial(url, one.name, "repeated", {**sent, one.name: [*usual, vicious, *usual]})
    yield Trial(url, one.name, "missing", {name: given for name, given in sent.items() if name != one.name})
    if one.kind != "file" and form.method == "post":
        yield Trial(url, one.name, "a file", {**sent, one.name: _file("lettre.pdf", b"%PDF-1.7")})
