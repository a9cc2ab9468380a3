"""What changed from one version to the next, field by field: before, then after, in the reader's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.agreements.models import Amendment, Capacity
from alliances.engine.fiscal_years import FiscalYear
from alliances.spaces.framework import RuleLine
from alliances.ui.formats import day, money

NAMES: dict[str, Any] = {
    "name": gettext_lazy("Nom"),
    "mandataire": gettext_lazy("Mandataire"),
    "protocol_number": gettext_lazy("Numéro du protocole"),
    "protocol_url": gettext_lazy("Document"),
    "starts_on": gettext_lazy("Début"),
    "ends_on": gettext_lazy("Fin"),
}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Difference:
    """One field; an empty side is a hole: nothing stood there, or nothing stands any more."""

    label: str
    before: str
    after: str


def of_amendment(amendment: Amendment) -> list[Difference]:
    """The protocol's own fields first, then its years, then its parties."""
    found = [
        Difference(_label(name), _shown(name, before), _shown(name, after))
        for name, before, after in sorted(amendment.changes, key=_place)
    ]
    return [each for each in found if each.before != each.after]


def of_rules(older: Sequence[RuleLine], newer: Sequence[RuleLine]) -> list[Difference]:
    """The rules whose value changed from one version of a framework to the next."""
    pairs = zip(older, newer, strict=True)
    return [Difference(new.label, old.shown, new.shown) for old, new in pairs if old.shown != new.shown]


def _place(change: Sequence[str]) -> tuple[int, str]:
    name = change[0]
    if name in NAMES:
        return list(NAMES).index(name), ""
    return (len(NAMES) if name.startswith("year_") else len(NAMES) + 1), name


def _label(name: str) -> str:
    kind, _separator, number = name.partition("_")
    if kind == "year":
        return _("Exercice %(year)s") % {"year": FiscalYear(int(number))}
    if kind == "party":
        return _("Partie %(number)s") % {"number": number}
    return str(NAMES.get(name, name))


def _shown(name: str, text: str) -> str:
    """An amount, a day, or the words as they were kept."""
    if name.startswith("year_"):
        return money(int(text)) if text else ""
    parts = [_word(part) for part in text.split("; ")]
    return ", ".join(parts)


def _word(part: str) -> str:
    if ISO_DAY.fullmatch(part):
        return day(date.fromisoformat(part))
    return str(Capacity(part).label) if part in Capacity.values else part
