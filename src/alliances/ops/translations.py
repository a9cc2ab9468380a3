"""Compares the strings of the product with its English catalogues."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from alliances.ops import messages
from alliances.ops.extraction import Found, catalogue_of, strings
from alliances.ops.paths import project_root

HEADER = rb"""msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
# Marks, in the catalogue of `ui`, the words that we give to the sentences of Django and allauth.
LIBRARY = "Replaces the sentence of a library."
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%[sd]|\{\w*\}")


def by_catalogue() -> dict[Path, list[Found]]:
    """The strings of each app, in file order, the first place of each only."""
    grouped: dict[Path, list[Found]] = defaultdict(list)
    seen = set()
    for found in strings():
        path = catalogue_of(found.path)
        if (path, found.key) not in seen:
            seen.add((path, found.key))
            grouped[path].append(found)
    return grouped


def findings() -> list[str]:
    """One line per string without English, obsolete or doubtful entry, placeholder or English text that differs."""
    grouped = by_catalogue()
    english = [path for path in messages.catalogues() if path.parent.parent.name == "en"]
    paths = sorted({*grouped, *english})
    alone = [line for path in paths for line in _compare(path, grouped.get(path, []))]
    return [*alone, *disagreements({path: messages.read(path) for path in english})]


def disagreements(catalogues: Mapping[Path, Catalog]) -> Iterator[str]:
    """One line per French string to which two catalogues give two English texts.

    The first app wins silently for all, so the other text is never read: make them agree, or give one a context.
    """
    texts: dict[tuple[str | None, str], dict[str, Path]] = defaultdict(dict)
    for path, catalogue in catalogues.items():
        for message in catalogue:
            if message.id and message.string:
                texts[_key(message)].setdefault(_first_text(message), path)
    for (_context, original), known in texts.items():
        if len(known) > 1:
            said = " / ".join(f"{text!r} ({_app(path)})" for text, path in known.items())
            yield f"two English texts for {original!r}: {said}"


def _first_text(message: Message) -> str:
    return message.string if isinstance(message.string, str) else (message.string or [""])[0]


def _app(path: Path) -> str:
    return path.parents[3].name


def _compare(path: Path, found: list[Found]) -> Iterator[str]:
    catalogue = messages.read(path) if path.exists() else Catalog(locale="en")
    wanted = {each.key: each for each in found}
    for key, each in wanted.items():
        if problem := _problem(catalogue.get(key[1], context=key[0])):
            yield f"{each.place}: {problem}: {key[1]!r}"
    name = path.relative_to(project_root())
    for message in catalogue:
        if message.id and _key(message) not in wanted and not _is_library(message):
            yield f"{name}: no longer used: {_key(message)[1]!r}"
    for message in catalogue.obsolete.values():
        yield f"{name}: marked obsolete: {_key(message)[1]!r}"


def _problem(message: Message | None) -> str:
    if message is None:
        return "not in the English catalogue"
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if not all(texts):
        return "no English text"
    if message.fuzzy:
        return "fuzzy"
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    expected = set().union(*(_placeholders(text) for text in originals))
    if any(not _placeholders(text) <= expected for text in texts) or _placeholders(texts[-1]) != expected:
        return "placeholders differ"
    return ""


def _placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text)}


def _is_library(message: Message) -> bool:
    return LIBRARY in message.auto_comments


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def update(*, prune: bool) -> int:
    """Add the missing strings with an empty English text, in file order; number of entries added or removed."""
    return sum(_update(path, found, prune=prune) for path, found in by_catalogue().items())


def _update(path: Path, wanted: list[Found], *, prune: bool) -> int:
    before = messages.read(path) if path.exists() else _new_catalogue()
    after = _new_catalogue()
    added = 0
    for found in wanted:
        known = before.get(found.key[1], context=found.context)
        added += known is None
        after.add(
            found.identifier,
            known.string if known else None,
            context=found.context,
            flags=known.flags if known else (),
            user_comments=known.user_comments if known else (),
        )
    keys = {found.key for found in wanted}
    unused = [message for message in before if message.id and _key(message) not in keys]
    kept = [message for message in unused if _is_library(message) or not prune]
    for message in kept:
        after[message.id] = message
    changes = added + len(unused) - len(kept)
    if changes:
        _write(path, after)
    return changes


def _new_catalogue() -> Catalog:
    return Catalog(locale="en", charset="utf-8", fuzzy=False)


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    output = io.BytesIO()
    write_po(output, catalogue, width=0, no_location=True, omit_header=True)
    path.write_bytes(HEADER + output.getvalue().rstrip(b"\n") + b"\n")
