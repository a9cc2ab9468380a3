"""How the split of an envelope is said, on screens and in documents: reasons of amounts, guards, figures."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.envelopes.queries import Explained, Part
from alliances.ui.formats import money, number, percent

ORIGINS: dict[str, str | Promise] = {
    "floor": gettext_lazy("le plancher commun"),
    "max_loss": gettext_lazy("la limite de perte"),
    "own_floor": gettext_lazy("le plancher de ce territoire"),
    "paid": gettext_lazy("ce qui est déjà versé"),
    "cap": gettext_lazy("le plafond commun"),
    "max_gain": gettext_lazy("la limite de hausse"),
    "own_cap": gettext_lazy("le plafond de ce territoire"),
}
BOUNDS: dict[str, str | Promise] = {
    "floor": gettext_lazy("le minimum garanti"),
    "cap": gettext_lazy("le maximum permis"),
}
ROUNDING_CENTS = 1  # a difference of more than this is not a rounding alone


def reason_of(amount: Explained) -> str:
    """Why this amount: one sentence for each criterion, then what a guard or the rounding changed."""
    sentences = [_of_part(part) for part in amount.parts if part.criterion.share]
    return " ".join([*sentences, *_of_adjustment(amount)])


def _of_part(part: Part) -> str:
    words = {
        "criterion": part.label,
        "share": percent(part.criterion.share, 0),
        "amount": money(part.cents),
    }
    if part.criterion.is_equal:
        return _(
            "« %(criterion)s » partage %(share)s de la somme en %(count)s parts pareilles : %(amount)s."
        ) % {
            **words,
            "count": number(part.recipients),
        }
    if part.value is None or part.total is None:
        return _("« %(criterion)s » partage %(share)s de la somme : %(amount)s.") % words
    return _(
        "« %(criterion)s » partage %(share)s de la somme : %(value)s sur %(total)s donnent %(amount)s."
    ) % {
        **words,
        "value": number(part.value),
        "total": number(part.total),
    }


def _of_adjustment(amount: Explained) -> list[str]:
    cents = amount.adjustment_cents
    bound = ORIGINS.get(amount.origin) or BOUNDS.get(amount.state)
    if bound:
        words = {"bound": bound, "amount": money(abs(cents))}
        sentence = _("Une garde s’applique, %(bound)s : elle ajoute %(amount)s.")
        if cents < 0:
            sentence = _("Une garde s’applique, %(bound)s : elle retire %(amount)s.")
        return [sentence % words]
    if not cents:
        return []
    if abs(cents) <= ROUNDING_CENTS:
        return [_("L’arrondi au cent fait le reste : %(amount)s.") % {"amount": money(cents)}]
    sentence = _("Les gardes des autres territoires ajoutent %(amount)s.")
    if cents < 0:
        sentence = _("Les gardes des autres territoires retirent %(amount)s.")
    return [sentence % {"amount": money(abs(cents))}]


def guards_of(problem: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The floor, the cap and the largest loss of a problem, in words."""
    rules = problem.get("rules", {})
    found = []
    if "floor" in rules:
        found.append((_("Plancher par territoire"), money(rules["floor"])))
    if "cap" in rules:
        found.append((_("Plafond par territoire"), money(rules["cap"])))
    if "max_loss" in rules:
        found.append((_("Perte maximale"), percent(Fraction(str(rules["max_loss"])))))
    return found


def figure(value: Decimal | None) -> str | None:
    """An exact figure with the decimals it has: « 17 598 », « 2 428,524 »; None where nobody published one."""
    if value is None:
        return None
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)
