"""Pages made of rows that one adds and removes: fields are named « cost-0-label », « result-2-target »."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from alliances.spaces.organisation.forms import LenientForm


def without_row(data: QueryDict, row: str) -> QueryDict:
    """What was sent, without the fields of `row` (« cost-3 »)."""
    left = data.copy()
    for name in [name for name in left if name.startswith(f"{row}-")]:
        del left[name]
    return left


@dataclass(frozen=True)
class Row:
    """One row on screen. `is_blank`: the one that waits at the end."""

    name: str
    fields: list[forms.BoundField]
    is_blank: bool


class RowsForm(LenientForm):
    """Rows found in the data, then one blank row for each prefix, so that one can add without a script.

    A row in which nothing was typed is no row: `told` names the fields that make it one.
    """

    prefixes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.numbers = {prefix: self._numbers(prefix) for prefix in self.prefixes}
        self.rows: dict[str, list[Row]] = {}
        for prefix, numbers in self.numbers.items():
            blank = max(numbers, default=-1) + 1
            self.rows[prefix] = [self._row(prefix, n, is_blank=n == blank) for n in [*numbers, blank]]

    def _numbers(self, prefix: str) -> list[int]:
        """The numbers of the rows of `prefix` in which something was typed, in order."""
        pattern = re.compile(rf"{prefix}-([0-9]{{1,4}})-({'|'.join(self.told)})", re.ASCII)
        found = {
            int(match[1])
            for name in self.data
            if (match := pattern.fullmatch(name)) and str(self.data[name]).strip()
        }
        return sorted(found)

    def _row(self, prefix: str, number: int, *, is_blank: bool) -> Row:
        names = []
        for word, field in self.fields_of(prefix).items():
            names.append(f"{prefix}-{number}-{word}")
            self.add_field(names[-1], field)
        return Row(f"{prefix}-{number}", [self[name] for name in names], is_blank)

    def fields_of(self, prefix: str) -> dict[str, forms.Field]:
        """The fields of one row, by their last word."""
        raise NotImplementedError

    def typed(self, name: str) -> str:
        """Word for word."""
        return str(self.data.get(name, ""))

    def read(self, name: str) -> tuple[Any, str]:
        """The value of a field and nothing; or nothing and what was typed, when it cannot be read."""
        if name in self.errors:
            return None, self.typed(name)
        return self.cleaned_data.get(name), ""
