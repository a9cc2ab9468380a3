"""How a fact is written: in the reader's language, with its precision, its partial date and its source."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliances.domain.common.fields import Precision
from alliances.domain.territories.models import Measurement
from alliances.ui import formats

register = template.Library()
URL = re.compile(r"https?://\S+")


@register.filter
def said(row: Any, field: str) -> str:
    """A text of ours in the reader's language: the English column when it is filled, French otherwise."""
    english = getattr(row, f"{field}_en", "") if formats.is_english() else ""
    return english or getattr(row, field)


@register.simple_tag
def official(row: Any, field: str = "title") -> SafeString:
    """An official French text. In English it stays French, marked as such, with our gloss after it."""
    text = getattr(row, field)
    gloss = getattr(row, f"{field}_en", "")
    if not formats.is_english():
        return format_html("{}", text)
    marked = format_html('<span lang="fr-CA">{}</span>', text)
    return format_html("{} ({})", marked, gloss) if gloss and gloss != text else marked


@register.simple_tag
def measure_title(measure: Any) -> SafeString:
    """An official title stays French; a description in our words is translated."""
    if measure.title_status == "official":
        return official(measure)
    return format_html("{}", said(measure, "title"))


@register.simple_tag
def published(cents: int | None, precision: str = Precision.EXACT) -> SafeString:
    """A published amount and how well it is known; the hole when nobody published it."""
    if cents is None:
        return format_html('<span class="hole">{}</span>', _("non publié"))
    short = precision in (Precision.ROUNDED, Precision.AT_LEAST) and _reads_short(cents)
    amount = format_html(
        '<span class="amount">{}</span>', (formats.money_short if short else formats.money)(cents)
    )
    if precision == Precision.EXACT:
        return amount
    return format_html('{} <span class="precision">({})</span>', amount, precision_label(precision))


def _reads_short(cents: int) -> bool:
    """Whether « 160,1 M$ » says the whole amount: nothing may be lost by writing it short."""
    unit = 10**11 if cents >= 10**11 else 10**8 if cents >= 10**8 else 100
    return cents * 10 % unit == 0


@register.filter
def precision_label(precision: str) -> str:
    return {
        Precision.EXACT: pgettext("précision", "exact"),
        Precision.ROUNDED: pgettext("précision", "arrondi"),
        Precision.AT_LEAST: pgettext("précision", "au moins"),
        Precision.CONFLICTING: pgettext("précision", "sources en désaccord"),
    }.get(precision, precision)  # type: ignore[call-overload]


@register.simple_tag
def measured(row: Measurement | None, unit: str = "") -> SafeString:
    """The value as published, with its unit; the source's own text when it is no single number."""
    if row is None:
        return format_html('<span class="hole">{}</span>', _("non publié"))
    text = row.published if row.value is None else formats.number(row.value, row.decimals)
    return format_html('<span class="amount">{}</span>', with_unit(text, unit))


def with_unit(text: str, unit: str) -> str:
    """« 12,5 % », « 55 200 $ », « 8 501 833 personnes »: the unit where the language wants it."""
    if formats.is_english() and unit.startswith("$"):
        return f"${text}{unit[1:]}"
    if formats.is_english() and unit == "%":
        return f"{text}%"
    return f"{text}{formats.NBSP}{unit}" if unit else text


@register.filter
def partial_day(text: str) -> str:
    """A date as published: a day, a month or a year (`2023-03-31`, `2004-04`, `2010`)."""
    if len(text) == 10:
        return formats.day(date.fromisoformat(text))
    if len(text) == 7:
        months = formats.MONTHS_EN if formats.is_english() else formats.MONTHS_FR
        return f"{months[int(text[5:]) - 1]}{formats.NBSP}{text[:4]}"
    return text


@register.simple_tag
def source(row: Any) -> SafeString:
    """« Source : … (lu le …) », with links."""
    return format_html(
        '<p class="source">{} {}{}</p>', _("Source :"), source_links(row), _read_on(row.source_date)
    )


@register.simple_tag
def source_links(row: Any) -> SafeString:
    """The source alone, for a cell of a table."""
    return format_html_join("", "{}", ((part,) for part in _linked(row.source)))


def _linked(text: str) -> list[str]:
    parts: list[str] = []
    position = 0
    for found in URL.finditer(text):
        host = (urlsplit(found[0]).hostname or found[0]).removeprefix("www.")
        parts += [
            text[position : found.start()],
            format_html('<a href="{}" rel="external noopener">{}</a>', found[0], host),
        ]
        position = found.end()
    return [*parts, text[position:]]


def _read_on(day: date | None) -> str:
    return "" if day is None else _(" (lu le %(day)s)") % {"day": formats.day(day)}
