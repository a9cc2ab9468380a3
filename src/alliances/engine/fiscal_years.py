"""Québec's fiscal year: 1 April to 31 March, named after both calendar years (« 2026-2027 »)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_LABEL = re.compile(r"(?P<start>[0-9]{4})[-\u2010-\u2013/](?P<end>[0-9]{4}|[0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """The fiscal year that opens on 1 April of ``start``. Years sort in time."""

    start: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The fiscal year that contains ``day``: 31 March 2027 is in 2026-2027, 1 April opens the next."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @classmethod
    def parse(cls, label: str) -> Self:
        """Read « 2026-2027 » or « 2026-27 ». Raises ValueError when the two years do not follow."""
        match = _LABEL.fullmatch(label.strip())
        if match is None or (int(match["start"]) + 1) % 10 ** len(match["end"]) != int(match["end"]):
            raise ValueError(f"expected two consecutive years such as 2026-2027, found {label[:40]!r}")
        return cls(int(match["start"]))

    @classmethod
    def spanning(cls, first_day: date, last_day: date) -> tuple[Self, ...]:
        """Every fiscal year touched by the period, in order; empty when it ends before it begins."""
        if last_day < first_day:
            return ()
        return tuple(cls(start) for start in range(cls.of(first_day).start, cls.of(last_day).start + 1))

    @property
    def label(self) -> str:
        return f"{self.start}-{self.start + 1}"

    @property
    def first_day(self) -> date:
        return date(self.start, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 3, 31)

    @property
    def bounds(self) -> tuple[date, date]:
        """First and last day, both included."""
        return self.first_day, self.last_day

    @property
    def next(self) -> "FiscalYear":
        return FiscalYear(self.start + 1)

    @property
    def previous(self) -> "FiscalYear":
        return FiscalYear(self.start - 1)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return self.label
