"""How amounts, numbers, dates and hours are written in Canadian French and English.

Exact integer arithmetic only: an amount is integer cents and never passes through a float. The rules come from the
Office québécois de la langue française: a no-break space (U+00A0) between thousands and before `$` and `%`, the
decimal comma, « 1er » for the first of the month, « 14 h 30 ».
"""

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import get_language

NBSP = "\u00a0"
Exact = int | Decimal | Fraction

MONTHS_FR = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def is_english() -> bool:
    """Whether the page is in English; French in every other case."""
    return (get_language() or "fr-ca").startswith("en")


def _round(value: Exact, decimals: int) -> int:
    """`value` times ten to the `decimals`, rounded half away from zero, exactly."""
    if isinstance(value, int):
        return value * 10**decimals
    scaled = Fraction(value) * 10**decimals
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return -whole if scaled < 0 else whole


def number(value: Exact, decimals: int = 0) -> str:
    """`1 234 567,5`, with exactly `decimals` decimals. TypeError for anything inexact."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"expected an exact number, found {type(value).__name__}")
    return _written(_round(value, decimals), decimals, is_english())


def _written(scaled: int, decimals: int, english: bool) -> str:
    """The digits of `scaled`, the last `decimals` of them after the mark."""
    whole, rest = divmod(abs(scaled), 10**decimals)
    digits = f"{whole:,}" if english else f"{whole:,}".replace(",", NBSP)
    sign, mark = "-" if scaled < 0 else "", "." if english else ","
    return f"{sign}{digits}{mark}{rest:0{decimals}d}" if decimals else f"{sign}{digits}"


def _with_dollar(text: str, english: bool, unit: str = "") -> str:
    """Puts the dollar where the language wants it, around a text that may start with a minus sign."""
    if english:
        sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
        return f"{sign}${digits}{unit}"
    return f"{text}{NBSP}{unit}$"


def _cents(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"an amount is integer cents, found {type(value).__name__}")
    return value


def in_dollars(cents: int) -> Fraction:
    """The exact number of dollars of integer cents."""
    return Fraction(_cents(cents), 100)


def money(cents: int) -> str:
    """`1 234,56 $` or `$1,234.56`, from integer cents."""
    english = is_english()
    return _with_dollar(_written(_cents(cents), 2, english), english)


def money_short(cents: int) -> str:
    """A rounded amount for pictures and table heads: `160,1 M$`, `1,2 G$`, and `845 200 $` under a million."""
    amount, english = in_dollars(cents), is_english()
    for size, unit_fr, unit_en in ((10**9, "G", "B"), (10**6, "M", "M")):
        if abs(_round(amount / size, 1)) >= 10:
            return _with_dollar(number(amount / size, 1), english, unit_en if english else unit_fr)
    return _with_dollar(number(amount), english)


def percent(ratio: Exact, decimals: int = 1) -> str:
    """`12,5 %` from the ratio 0.125."""
    return points(Fraction(ratio) * 100, decimals)


def points(value: Exact, decimals: int = 1) -> str:
    """`12,5 %` from 12.5, for figures published as percentages."""
    return f"{number(value, decimals)}{'' if is_english() else NBSP}%"


def local_date(value: date) -> date:
    """The date in Québec of a date or of an instant."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day(value: date) -> str:
    """`1er novembre 2026` or `November 1, 2026`."""
    found = local_date(value)
    if is_english():
        return f"{MONTHS_EN[found.month - 1]}{NBSP}{found.day}, {found.year}"
    number_of_day = "1er" if found.day == 1 else str(found.day)
    return f"{number_of_day}{NBSP}{MONTHS_FR[found.month - 1]}{NBSP}{found.year}"


def day_short(value: date) -> str:
    """`2026-11-05`: the only numeric form that nobody reads two ways."""
    return local_date(value).isoformat()


def clock(value: datetime | time) -> str:
    """`14 h 30`, `9 h`; `2:30 pm` in English."""
    at = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    if is_english():
        return f"{(at.hour - 1) % 12 + 1}:{at.minute:02d}{NBSP}{'am' if at.hour < 12 else 'pm'}"
    return f"{at.hour}{NBSP}h" + (f"{NBSP}{at.minute:02d}" if at.minute else "")


def moment(value: datetime) -> str:
    """`5 novembre 2026 à 14 h 30`."""
    return f"{day(value)}{' at ' if is_english() else ' à '}{clock(value)}"
