"""A letter as data, and its rendering as a tagged PDF (PDF/UA-1).

A document says *what* it holds with the few kinds of block below; `typst/letter.typ` says how each kind looks. What
people typed travels as JSON and is set as text: nothing is ever put into the markup.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from alliances.interfaces.documents.glyphs import FONTS, drawable
from alliances.ui.formats import is_english

HOME = Path(__file__).parent / "typst"
TEMPLATE = HOME / "letter.typ"

Block = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """One document. `facts` is what it states, in no language: its digest is the same in French and in English.

    `digest` replaces the one of `facts` where the file already carries a digest that people signed or received.
    `wide` lays the paper on its side, for tables of many columns.
    """

    title: str
    kicker: str
    is_fictitious: bool
    blocks: Sequence[Block]
    facts: dict[str, Any] = field(default_factory=dict)
    digest: str = ""
    wide: bool = False

    def digest_shown(self) -> str:
        return self.digest or digest_of(self.facts)


def digest_of(facts: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON (sorted keys, UTF-8, no spaces) of what a document states."""
    canonical = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def render(letter: Letter) -> bytes:
    """The letter as a PDF in the language in force. Raises typst.TypstError if it would not be accessible."""
    data = _printable({"lang": "en" if is_english() else "fr", "words": _words(letter), **_head(letter)})
    data["blocks"] = _printable(list(letter.blocks))
    return typst.compile(
        TEMPLATE,
        root=HOME,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards="ua-1",
        format="pdf",
    )


@cache
def _fonts() -> typst.Fonts:
    """Ours, and those inside the program: what is installed on the machine changes nothing."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def _head(letter: Letter) -> dict[str, Any]:
    return {
        "title": letter.title,
        "kicker": letter.kicker,
        "fictitious": letter.is_fictitious,
        "digest": letter.digest_shown(),
        "wide": letter.wide,
    }


def _words(letter: Letter) -> dict[str, str]:
    return {
        "tagline": _("Suivre l’argent public, de la loi jusqu’au dernier reçu"),
        "fictitious": _("Données fictives"),
        "fictitious_banner": _("Données fictives. Ce document est un exemple : il n’engage personne."),
        "not_official": _("Ce document ne vient pas d’un site officiel."),
        "digest": _("Empreinte SHA-256 :"),
        "page": _("Page"),
        "of": _("de"),
    }


def _printable(data: Any) -> Any:
    """The same data with every text made drawable."""
    if isinstance(data, str):
        return drawable(data)
    if isinstance(data, dict):
        return {key: _printable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_printable(value) for value in data]
    return data


def heading(text: str, level: int = 2) -> Block:
    """A heading is never empty: PDF/UA refuses it, and nobody could jump to it."""
    return {"kind": "heading", "level": level, "text": text.strip() or "–"}


def text(words: str) -> Block:
    return {"kind": "text", "text": words}


def lead(words: str) -> Block:
    """The one sentence that says the thing."""
    return {"kind": "lead", "text": words}


def small(words: str) -> Block:
    """A source or a remark."""
    return {"kind": "small", "text": words}


def quote(words: str) -> Block:
    """What somebody wrote, as it was written."""
    return {"kind": "quote", "text": words}


def code(words: str) -> Block:
    """A command or a digest, sign by sign."""
    return {"kind": "code", "text": words}


def facts(items: Iterable[tuple[Any, Any]]) -> Block:
    """Label and value pairs; empty values are left out."""
    colon = ":" if is_english() else "\u00a0:"
    return {
        "kind": "facts",
        "items": [[f"{label}{colon}", str(value)] for label, value in items if value != ""],
    }


def items(sentences: Iterable[Any]) -> Block:
    """A list of sentences."""
    return {"kind": "list", "items": [str(sentence) for sentence in sentences]}


@dataclass(frozen=True)
class Col:
    """A column of a table. `width` is its share of what is left; 0 takes what its text needs."""

    head: Any
    number: bool = False
    width: int = 0


def table(
    title: Any, columns: Sequence[Col], rows: Iterable[Sequence[Any]], foot: Sequence[Any] = ()
) -> Block:
    """A table with its title and column heads; the first column names the row."""
    return {
        "kind": "table",
        "title": str(title),
        "head": [str(column.head) for column in columns],
        "align": ["right" if column.number else "left" for column in columns],
        "widths": [column.width for column in columns],
        "rows": [[str(cell) for cell in row] for row in rows],
        "foot": [str(cell) for cell in foot],
    }


@dataclass(frozen=True)
class Place:
    """One signature: given (a name and when), or to be given (`name` empty: a line to sign on)."""

    role: Any
    name: str = ""
    detail: Any = ""


def signatures(places: Iterable[Place]) -> Block:
    items = [{"role": str(p.role), "name": p.name, "detail": str(p.detail)} for p in places]
    return {"kind": "signatures", "items": items}
