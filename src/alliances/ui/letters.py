"""A notice in the reader's language: its event's sentences with the facts of that day written in them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from alliances.domain.notices.models import Notice
from alliances.domain.notices.rules import BY_CODE
from alliances.ui.formats import day, money


@dataclass(frozen=True)
class Letter:
    title: str
    body: str


def written(notice: Notice) -> Letter:
    """The message as it reads now, in the active language. Facts named `*_cents` become amounts, `*_on` days."""
    event = BY_CODE[notice.event]
    facts = {name.removesuffix("_cents"): _fact(name, value) for name, value in notice.facts.items()}
    return Letter(str(event.title) % facts, str(event.body) % facts)


def _fact(name: str, value: Any) -> Any:
    if name.endswith("_on") and value:
        return day(date.fromisoformat(value))
    return money(value) if name.endswith("_cents") and value is not None else value
