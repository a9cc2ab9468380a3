"""How the screens write amounts, numbers and dates: as the whole house does, under the name that templates use."""

from alliances.domain.common.formats import (
    MONTHS_EN,
    MONTHS_FR,
    NBSP,
    Exact,
    clock,
    day,
    day_short,
    in_dollars,
    is_english,
    local_date,
    moment,
    money,
    money_short,
    number,
    percent,
    points,
)

__all__ = [
    "MONTHS_EN",
    "MONTHS_FR",
    "NBSP",
    "Exact",
    "clock",
    "day",
    "day_short",
    "in_dollars",
    "is_english",
    "local_date",
    "moment",
    "money",
    "money_short",
    "number",
    "percent",
    "points",
]
