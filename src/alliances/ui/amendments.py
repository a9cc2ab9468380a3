"""What an amendment changes, line by line, as its readers see it: on the screens and in the letter."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.grants.models import Amendment, AmendmentRequest, Awaits
from alliances.domain.grants.queries import Difference, differences
from alliances.ui.formats import day, money, number

NAMES = {
    "amount_cents": gettext_lazy("Montant de la convention"),
    "starts_on": gettext_lazy("Début du projet"),
    "ends_on": gettext_lazy("Fin du projet"),
}
ROWS = {
    "instalments": gettext_lazy("Tranche %(rank)s"),
    "results": gettext_lazy("Résultat %(rank)s"),
    "costs": gettext_lazy("Coût %(rank)s"),
    "revenues": gettext_lazy("Autre revenu %(rank)s"),
}
FIELDS = {
    "amount_cents": gettext_lazy("montant"),
    "due_on": gettext_lazy("date prévue"),
    "condition": gettext_lazy("condition"),
    "awaits": gettext_lazy("reddition attendue"),
    "activity_year": gettext_lazy("année d’activité"),
    "label": gettext_lazy("nom"),
    "target": gettext_lazy("nombre visé"),
    "unit": gettext_lazy("unité"),
}
HOLE = "–"


@dataclass(frozen=True)
class Change:
    """One field: its name, what the agreement said, what it would say."""

    name: str
    before: str
    after: str


PUBLIC = ("amount_cents", "starts_on", "ends_on", "due_on", "target")
"""Amounts, dates and numbers aimed at. Names, conditions and reasons are words between the two parties."""


def public_changes(amendment: Amendment) -> list[Change]:
    """What anybody may read of `changes`; the budget is not published."""
    return [
        Change(_name(each), _said(each.field, each.before), _said(each.field, each.after))
        for each in differences(amendment.before, amendment.after)
        if each.field in PUBLIC and each.part in ("agreement", "instalments", "results")
    ]


def changes(amendment: Amendment | AmendmentRequest) -> list[Change]:
    found = differences(amendment.before, amendment.after)
    return [
        Change(_name(each), _said(each.field, each.before), _said(each.field, each.after)) for each in found
    ]


def _name(each: Difference) -> str:
    if each.part == "agreement":
        return str(NAMES[each.field])
    return f"{ROWS[each.part] % {'rank': each.rank}} – {FIELDS[each.field]}"


def _said(field: str, value: Any) -> str:
    if value is None or value == "":
        return HOLE
    if field == "amount_cents":
        return money(value)
    if field.endswith("_on"):
        return day(date.fromisoformat(value))
    if field == "awaits":
        return str(Awaits(value).label)
    if field == "activity_year":
        return str(value)
    return number(value) if field == "target" else str(value)


def what_happens_to_the_money(amendment: Amendment | AmendmentRequest) -> str:
    """One sentence, before the answer as after it."""
    cents = amendment.added_cents
    if cents == 0:
        return _("Le montant de la convention ne change pas.")
    if cents < 0:
        sentence = _("%(amount)s retournent à l’enveloppe quand l’organisme accepte.")
    elif amendment.resolution_id:
        sentence = _("%(amount)s de plus sont réservés par la résolution. L’acceptation les engage.")
    else:
        sentence = _("%(amount)s de plus demandent une résolution du conseil. Rien n’est réservé avant.")
    return sentence % {"amount": money(abs(cents))}
