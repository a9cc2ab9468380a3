"""Reading the fields of a problem written as JSON: each error names the field and what was expected.

JSON numbers with a decimal point must arrive as Decimal or text (``json.loads(…, parse_float=Decimal)``).
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from alliances.engine.allocation.errors import ProblemError
from alliances.engine.numbers import EXPECTED, Exact, as_fraction

T = TypeVar("T")
_REQUIRED: Any = object()
_WHOLE_CENTS = "a whole number of cents"


class Reader:
    """An object of a problem, and the path that leads to it."""

    def __init__(self, value: object, path: str = "problem") -> None:
        if not isinstance(value, Mapping):
            raise ProblemError(path, f"an object, found {_shown(value)}")
        self.fields: Mapping[str, Any] = value
        self.path = path

    def has(self, name: str) -> bool:
        return self.fields.get(name) is not None

    def at(self, name: str) -> str:
        """The path of a field."""
        return name if self.path == "problem" else f"{self.path}.{name}"

    def get(self, name: str, expected: str, default: Any = _REQUIRED) -> Any:
        """The value of a field; null counts as absent."""
        value = self.fields.get(name)
        if value is not None:
            return value
        if default is _REQUIRED:
            raise ProblemError(self.at(name), f"{expected}, found nothing")
        return default

    def cents(self, name: str, default: Any = _REQUIRED) -> int:
        return as_cents(self.get(name, _WHOLE_CENTS, default), self.at(name))

    def cents_or_none(self, name: str) -> int | None:
        return self.cents(name) if self.has(name) else None

    def number(self, name: str, default: Any = _REQUIRED) -> Exact:
        return as_number(self.get(name, EXPECTED, default), self.at(name))

    def number_or_none(self, name: str) -> Exact | None:
        return self.number(name) if self.has(name) else None

    def text(self, name: str, default: Any = _REQUIRED) -> str:
        value = self.get(name, "a text", default)
        if not isinstance(value, str) or not value:
            raise ProblemError(self.at(name), f"a text, found {_shown(value)}")
        return value

    def choice(self, name: str, choices: Mapping[str, T], default: Any = _REQUIRED) -> T:
        value = self.text(name, default)
        if value not in choices:
            raise ProblemError(self.at(name), f"one of {', '.join(choices)}, found {_shown(value)}")
        return choices[value]

    def choices(self, name: str, choices: Mapping[str, T]) -> list[T]:
        """A list of names among ``choices``; absent, an empty one."""
        listed = self._list(name, ())
        for k, value in enumerate(listed):
            if not isinstance(value, str) or value not in choices:
                raise ProblemError(
                    f"{self.at(name)}[{k}]", f"one of {', '.join(choices)}, found {_shown(value)}"
                )
        return [choices[value] for value in listed]

    def yes_or_no(self, name: str, default: bool) -> bool:
        value = self.get(name, "true or false", default)
        if not isinstance(value, bool):
            raise ProblemError(self.at(name), f"true or false, found {_shown(value)}")
        return value

    def inside(self, name: str) -> "Reader":
        """An object field."""
        return Reader(self.get(name, "an object"), self.at(name))

    def inside_or_empty(self, name: str) -> "Reader":
        return Reader(self.get(name, "an object", {}), self.at(name))

    def items(self, name: str, read: Callable[["Reader"], T], default: Any = _REQUIRED) -> list[T]:
        """A list of objects; the path of each shows its rank and, when it has one, its code."""
        listed = self._list(name, default)
        return [read(Reader(item, f"{self.at(name)}[{k}]{_code_of(item)}")) for k, item in enumerate(listed)]

    def pairs(self, name: str) -> list[tuple[str, int]]:
        """A list of [label, cents]."""
        found = []
        for k, pair in enumerate(self._list(name, _REQUIRED)):
            where = f"{self.at(name)}[{k}]"
            if not isinstance(pair, list | tuple) or len(pair) != 2 or not isinstance(pair[0], str):
                raise ProblemError(where, f"[label, cents], found {_shown(pair)}")
            found.append((pair[0], as_cents(pair[1], where)))
        return found

    def _list(self, name: str, default: Any) -> Sequence[Any]:
        listed = self.get(name, "a list", default)
        if not isinstance(listed, list | tuple):
            raise ProblemError(self.at(name), f"a list, found {_shown(listed)}")
        return listed

    def all_numbers(self) -> dict[str, Exact]:
        return {name: as_number(value, self.at(name)) for name, value in self.fields.items()}

    def all_cents(self) -> dict[str, int]:
        return {name: as_cents(value, self.at(name)) for name, value in self.fields.items()}


def as_cents(value: object, path: str) -> int:
    """A whole number, written 100 or 100.0; text is refused, since it may have been meant as dollars."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 40 and value % 1 == 0:
        return int(value)
    raise ProblemError(path, f"{_WHOLE_CENTS}, found {_shown(value)}")


def as_number(value: object, path: str) -> Exact:
    """An exact number; true, false and floats are not."""
    if type(value) is int:
        return value
    if isinstance(value, str | Decimal):
        try:
            return as_fraction(value)
        except ValueError:
            pass
    raise ProblemError(path, f"{EXPECTED}, found {_shown(value)}")


def _code_of(item: object) -> str:
    code = item.get("code") if isinstance(item, Mapping) else None
    return f" {code}" if isinstance(code, str) else ""


def _shown(value: object) -> str:
    """A value as an error shows it: short, on one line."""
    names = {None: "nothing", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return names[value]
    if isinstance(value, Mapping | list | tuple):
        return "a list" if isinstance(value, list | tuple) else "an object"
    text = repr(str(value)) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
