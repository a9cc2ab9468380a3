"""What people type, read exactly: an amount in French or English habits, a date. Refusals say what to type instead."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from alliances.domain.common import formats

SPACES = "\u0020\u00a0\u2009\u202f"  # ordinary, no-break, thin, narrow no-break
_SPACE = f"[{SPACES}]"
_AMOUNT = re.compile(
    rf"(?P<whole>[0-9]+|[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+)(?:[.,](?P<cents>[0-9]{{1,2}}))?", re.ASCII
)
_ENGLISH_AMOUNT = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)\.(?P<cents>[0-9]{1,2})|[0-9]{1,3}(?:,[0-9]{3}){2,}", re.ASCII
)
_ENGLISH_THOUSANDS = re.compile(r"[0-9]{1,3},[0-9]{3}", re.ASCII)
_AMBIGUOUS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)


def _bare(text: str) -> tuple[str, bool]:
    """The digits and marks without the dollar, the outer spaces and the minus sign; and whether there was one."""
    inner = text.strip(SPACES)
    negative = inner[:1] in ("-", "\u2212")
    inner = inner[1:] if negative else inner
    if inner.startswith("$"):
        inner = inner[1:]
    elif inner.endswith("$"):
        inner = inner[:-1]
    return inner.strip(SPACES), negative


def cents(text: str) -> int:
    """Integer cents of a typed amount: `1 234,56 $`, `1234.5`, `$1,234.56`.

    Every kind of space is read. `1,234` is a thousand in English; in French it is refused as `1.234` is everywhere,
    because one person means a thousand and another means one; so are digits other than 0 to 9, and a third decimal.
    Raises ValidationError with the sentence to show.
    """
    inner, negative = _bare(text)
    if formats.is_english() and _ENGLISH_THOUSANDS.fullmatch(inner):
        inner = inner.replace(",", "")
    if _AMBIGUOUS.fullmatch(inner):
        plain = inner.replace(",", "").replace(".", "")
        raise ValidationError(
            _("« %(typed)s » se lit de deux façons. Écrivez %(thousands)s ou %(decimals)s."),
            code="ambiguous",
            params={
                "typed": inner,
                "thousands": plain,
                "decimals": f"{plain[:-3]}{'.' if formats.is_english() else ','}{plain[-3:-1]}",
            },
        )
    match = _AMOUNT.fullmatch(inner)
    if match is None and (match := _ENGLISH_AMOUNT.fullmatch(inner)):
        whole = (match["whole"] or inner).replace(",", "")
    elif match is not None:
        whole = re.sub(_SPACE, "", match["whole"])
    else:
        raise ValidationError(_("Écrivez un montant en chiffres, par exemple 1 234,56."), code="invalid")
    found = int(whole) * 100 + int((match["cents"] or "").ljust(2, "0"))
    return -found if negative else found


def day(text: str) -> date:
    """The date of a typed `AAAA-MM-JJ`. Raises ValidationError with an example."""
    match = _DAY.fullmatch(text.strip(SPACES))
    try:
        if match is None:
            raise ValueError
        return date(*map(int, match.groups()))
    except ValueError:
        raise ValidationError(
            _("Écrivez la date ainsi : année, mois, jour. Par exemple 2026-11-05."), code="invalid"
        ) from None
