"""The filters every template has without loading anything. An absent value reads « non publié ».

`{{ cents|money }}`, `{{ cents|money_short }}`, `{{ ratio|percent }}`, `{{ ratio|percent:2 }}`, `{{ value|points }}`,
`{{ count|number }}`, `{{ bytes|size }}`, `{{ date|day }}`, `{{ date|day_short }}`, `{{ instant|clock }}`,
`{{ instant|moment }}`, `{{ date|fiscal_year }}`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from alliances.engine.fiscal_years import FiscalYear
from alliances.ui import formats, sizes

register = template.Library()


def _or_hole(write: Callable[..., str], value: Any, *args: Any) -> str:
    """`write(value)`, « non publié » for None, and nothing for a name the template does not know."""
    if value is None:
        return _("non publié")
    return "" if value == "" else write(value, *args)


@register.filter
def money(cents: int | None) -> str:
    return _or_hole(formats.money, cents)


@register.filter
def money_short(cents: int | None) -> str:
    return _or_hole(formats.money_short, cents)


@register.filter
def percent(ratio: formats.Exact | None, decimals: int = 1) -> str:
    return _or_hole(formats.percent, ratio, decimals)


@register.filter
def points(value: formats.Exact | None, decimals: int = 1) -> str:
    return _or_hole(formats.points, value, decimals)


@register.filter
def number(value: formats.Exact | None, decimals: int = 0) -> str:
    return _or_hole(formats.number, value, decimals)


@register.filter
def size(value: int | None) -> str:
    return _or_hole(sizes.size, value)


@register.filter
def day(value: date | None) -> str:
    return _or_hole(formats.day, value)


@register.filter
def day_short(value: date | None) -> str:
    return _or_hole(formats.day_short, value)


@register.filter
def clock(value: Any) -> str:
    return _or_hole(formats.clock, value)


@register.filter
def moment(value: Any) -> str:
    return _or_hole(formats.moment, value)


@register.filter
def fiscal_year(value: Any) -> str:
    """« 2026-2027 » from a date in the year, its opening calendar year, or a FiscalYear."""

    def write(found: Any) -> str:
        if isinstance(found, int):
            return FiscalYear(found).label
        return FiscalYear.of(formats.local_date(found)).label if isinstance(found, date) else str(found)

    return _or_hole(write, value)
