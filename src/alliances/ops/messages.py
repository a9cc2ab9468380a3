"""Message catalogues, compiled and checked without the gettext programs.

Source strings are French; each room and space holds its English in `locale/en/LC_MESSAGES/django.po`.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from alliances.ops.paths import PACKAGE


def catalogues() -> Iterator[Path]:
    """Every `.po` file of the product."""
    yield from sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=path.parent.parent.name)


def compile_stale() -> int:
    """Write each `.mo` older than its `.po`; number of files written. Safe while others do the same."""
    written = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        with draft.open("wb") as output:
            write_mo(output, read(source))
        draft.replace(target)
        written += 1
    return written
