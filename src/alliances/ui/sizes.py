"""How the size of a file is written."""

from fractions import Fraction

from alliances.ui.formats import NBSP, is_english, number


def size(count: int) -> str:
    """Bytes as people read them: `2,4 Mo`, `312 ko` (a thousand is 1 024)."""
    letter = "B" if is_english() else "o"
    if count >= 1024 * 1024:
        return f"{number(Fraction(count, 1024 * 1024), 1)}{NBSP}M{letter}"
    return f"{number(-(-count // 1024))}{NBSP}k{letter}"
