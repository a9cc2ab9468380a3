"""Which characters the shipped fonts can draw, and how text that holds others is written.

PDF/UA refuses a character that no font can draw. Nothing somebody typed is dropped for that: such a character is
printed as its code (« [U+4E2D] »). Characters that would turn the order of a line around without being seen are
printed as their code too.
"""

import re
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
ORDER_TURNERS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
PLAIN = re.compile(r"[ -~\u00a0-\u017f\u2013\u2014\u2018-\u201d\u2026\n]*")
# A run of this many characters without a place to break would leave the page: it may break after each of them.
LONGEST_RUN = 40
RUN = re.compile(rf"\S{{{LONGEST_RUN}}}(?=\S)")
BREAK = "\u200b"


def drawable(text: str) -> str:
    """`text` as the fonts can print it, with places to break inside endless runs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    if not PLAIN.fullmatch(text):
        known = covered()
        text = "".join(sign if sign in known or sign == "\n" else f"[U+{ord(sign):04X}]" for sign in text)
    return RUN.sub(rf"\g<0>{BREAK}", text)


@cache
def covered() -> frozenset[str]:
    """Every character that at least one shipped font draws, those that turn the order of a line left out."""
    return (
        frozenset(chr(code) for path in FONTS.glob("*.ttf") for code in _codes(path.read_bytes()))
        - ORDER_TURNERS
    )


def _codes(font: bytes) -> Iterator[int]:
    """The characters of a TrueType font, from the tables of its `cmap` (formats 4 and 12, those of Unicode)."""
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for record in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 4 + 8 * record + 4)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if kind == 4:
            yield from _segments(font, start + offset)
        elif kind == 12:
            yield from _groups(font, start + offset)


def _table(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for record in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * record)
        if tag == name:
            return offset
    raise ValueError(f"no table {name!r} in this font")


def _segments(font: bytes, at: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", font, at + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + twice)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * twice)
    ranges_at = at + 16 + 3 * twice
    ranges = struct.unpack_from(f">{count}H", font, ranges_at)
    for index, (first, last, delta, ranged) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if not ranged:
                glyph = (code + delta) & 0xFFFF
            else:
                (glyph,) = struct.unpack_from(">H", font, ranges_at + 2 * index + ranged + 2 * (code - first))
            if glyph:
                yield code


def _groups(font: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    for group in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * group)
        yield from range(first, last + 1)
