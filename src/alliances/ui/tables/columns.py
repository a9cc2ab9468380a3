"""What a column is, how its value is read from a row, and how it is written on screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.encoding import force_str

from alliances.ui import formats


class Kind(StrEnum):
    TEXT = "text"
    MONEY = "money"  # integer cents
    NUMBER = "number"  # int, Decimal or Fraction; see `decimals`
    PERCENT = "percent"  # a ratio: 0.125 reads 12,5 %
    DAY = "day"  # date or datetime
    BADGE = "badge"  # a `Badge`, or a text shown as a neutral one


NUMERIC = frozenset({Kind.MONEY, Kind.NUMBER, Kind.PERCENT})


def read_path(row: Any, path: str) -> Any:
    """`territory.name` or `territory__name` read on objects and mappings; None as soon as one step is None."""
    for step in path.replace("__", ".").split("."):
        if row is None:
            return None
        row = row[step] if isinstance(row, dict) else getattr(row, step)
        row = row() if callable(row) else row
    return row


@dataclass(frozen=True)
class Column:
    """One column.

    `value` reads a row; without it, the attribute path `key` does. `field` is the database field behind it (`key`
    when empty), used by `sortable` and `total`: for names give the `sort_key` field, so that É sorts with E.
    `href` makes the cell a link. `hole` is what an unknown value reads (« non publié » when empty).
    The first column is the heading of its row.
    """

    key: str
    label: Any
    kind: Kind = Kind.TEXT
    value: Callable[[Any], Any] | None = None
    href: Callable[[Any], str] | None = None
    field: str = ""
    sortable: bool = False
    total: bool = False
    decimals: int = 0
    hole: Any = ""

    @property
    def db_field(self) -> str:
        return (self.field or self.key).replace(".", "__")

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def css(self) -> str:
        return "is-number" if self.is_numeric else "is-day" if self.kind is Kind.DAY else ""

    def read(self, row: Any) -> Any:
        return self.value(row) if self.value else read_path(row, self.key)

    def write(self, value: Any) -> str:
        """The text on screen; empty for an unknown value (the template shows the hole)."""
        if value is None:
            return ""
        if self.kind is Kind.MONEY:
            return formats.money(value)
        if self.kind is Kind.NUMBER:
            return formats.number(value, self.decimals)
        if self.kind is Kind.PERCENT:
            return formats.percent(value, self.decimals)
        return formats.day_short(value) if self.kind is Kind.DAY else force_str(value)


@dataclass(frozen=True)
class ChoiceFilter:
    """A filter shown as words, « Tous · Ouverts · Fermés », or as a list beyond `WORDS` choices.

    `choices` are (value, label) pairs or a function that gives them. `apply(rows, value)` narrows the rows;
    without it, the database field `field` (`key` when empty) must equal the value.
    """

    key: str
    label: Any
    choices: Sequence[tuple[Any, Any]] | Callable[[], Sequence[tuple[Any, Any]]]
    field: str = ""
    apply: Callable[[Any, str], Any] | None = None

    WORDS = 6

    def options(self) -> list[tuple[str, str]]:
        found = self.choices() if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in found]

    def narrow(self, rows: Any, value: str) -> Any:
        if self.apply:
            return self.apply(rows, value)
        path = self.field or self.key
        if isinstance(rows, list):
            return [row for row in rows if str(read_path(row, path)) == value]
        return rows.filter(**{path.replace(".", "__"): value})
