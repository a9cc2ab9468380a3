"""Finds the translatable strings of Python files and templates, in pure Python.

Django turns a template into something that reads like Python (`templatize`); Babel reads Python.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

from alliances.ops.paths import PACKAGE, project_root

LAZY = {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY}
ROOMS = ("domain", "spaces", "interfaces")  # each of their folders is an app with its own catalogue


@dataclass(frozen=True)
class Found:
    """One string at one place. `identifier` is the msgid, or (singular, plural)."""

    identifier: str | tuple[str, ...]
    context: str | None
    path: Path
    line: int

    @property
    def key(self) -> tuple[str | None, str]:
        """What a catalogue looks it up by."""
        return self.context, self.identifier if isinstance(self.identifier, str) else self.identifier[0]

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(project_root())}:{self.line}"


def catalogue_of(path: Path) -> Path:
    """The English catalogue of the app a file belongs to; what belongs to none is `ui`'s."""
    parts = path.relative_to(PACKAGE).parts
    app = PACKAGE.joinpath(*parts[:2]) if parts[0] in ROOMS and len(parts) > 2 else PACKAGE / "ui"
    return app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def strings() -> Iterator[Found]:
    """Every translatable string of the product, in file order."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _read(path, path.read_text())
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from _read(path, _as_python(path))


def _as_python(path: Path) -> str:
    """A template as Python-like text with the same line numbers."""
    text = templatize(path.read_text(), origin=str(path))
    # Indentation means nothing in a template and everything to a Python tokenizer.
    return "\n".join(line.strip() for line in text.split("\n"))


def _read(path: Path, source: str) -> Iterator[Found]:
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"})
    for line, identifier, _, context in found:
        if identifier and (isinstance(identifier, str) or identifier[0]):
            yield Found(identifier, context, path, line)
