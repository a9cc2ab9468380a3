"""How the split of an envelope is said, on screens and in documents: reasons of amounts, guards, figures."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.envelopes.methods import Method, kept_back_of, method_of
from alliances.domain.envelopes.normalising import Scale
from alliances.domain.envelopes.queries import Criterion, Explained, How, Part, criteria_of
from alliances.ui.formats import is_english, money, number, percent

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
METHODS: dict[Method, str | Promise] = {
    Method.CRITERIA: gettext_lazy(
        "Chaque critère partage sa part de la somme selon ses chiffres. Les gardes s’appliquent ensuite. "
        "Les cents qui restent vont aux plus forts restes. Le total égale la somme, au cent près."
    ),
    Method.IMPOSED: gettext_lazy("Chaque montant a été fixé par décision. Aucune formule ne le calcule."),
    Method.INCREMENT: gettext_lazy(
        "Chaque territoire reçoit le même ajout. Le reste se partage selon les montants précédents. "
        "Les cents qui restent vont aux plus forts restes. Le total égale la somme, au cent près."
    ),
    Method.UNIFORM: gettext_lazy(
        "Chaque territoire reçoit le même pourcentage de son montant précédent. "
        "Les cents qui restent vont aux plus forts restes."
    ),
}
ROUNDING_CENTS = 1  # a difference of more than this is not a rounding alone


def reason_of(amount: Explained) -> str:
    """Why this amount: one sentence for each criterion, then what a guard or the rounding changed."""
    sentences = [_of_part(part) for part in amount.parts if part.criterion.share]
    return " ".join([*sentences, *_of_adjustment(amount)])


def _of_part(part: Part) -> str:
    return _SENTENCES[part.criterion.how](part)


def _words(part: Part) -> dict[str, Any]:
    decimals = 0 if part.multiplier == 1 else 1
    return {
        "criterion": part.label,
        "share": _share(part.criterion.share, decimals, is_english()),
        "amount": money(part.cents),
    }


@lru_cache(maxsize=256)  # the same for every territory of a split
def _share(share: Fraction, decimals: int, _english: bool) -> str:
    return percent(share, decimals)


def _of_equal(part: Part) -> str:
    if part.value is not None:
        return _of_count(part)
    return _("« %(criterion)s » partage %(share)s de la somme en %(count)s parts pareilles : %(amount)s.") % {
        **_words(part),
        "count": number(part.recipients),
    }


def _of_count(part: Part) -> str:
    if part.value is None or part.total is None:
        return _("« %(criterion)s » partage %(share)s de la somme : %(amount)s.") % _words(part)
    return _(
        "« %(criterion)s » partage %(share)s de la somme : %(value)s sur %(total)s donnent %(amount)s."
    ) % {**_words(part), "value": counted(part), "total": totalled(part)}


def totalled(part: Part) -> str:
    """What the counts of all the territories are worth together in the calculation."""
    return "" if part.total is None else _total(part.total, is_english())


@lru_cache(maxsize=256)
def _total(total: Fraction, _english: bool) -> str:
    return _short(total)


def _of_previous(part: Part) -> str:
    return _(
        "« %(criterion)s » partage %(share)s de la somme : %(value)s sur %(total)s donnent %(amount)s."
    ) % {**_words(part), "value": money(int(part.value or 0)), "total": money(int(part.total or 0))}


def _of_rate(part: Part) -> str:
    return _(
        "Chaque territoire reçoit %(rate)s de son montant précédent : %(rate)s de %(value)s donnent %(amount)s."
    ) % {
        "rate": rate_of(part.criterion),
        "value": money(int(part.value or 0)),
        "amount": money(part.cents),
    }


def _of_imposed(_part: Part) -> str:
    return _("Ce montant a été fixé par décision : aucune formule ne le calcule.")


_SENTENCES = {
    How.EQUAL: _of_equal,
    How.SHARE: _of_count,
    How.PREVIOUS: _of_previous,
    How.RATE: _of_rate,
    How.IMPOSED: _of_imposed,
}


def rate_of(criterion: Criterion) -> str:
    """« 97,5 % » of the previous amount."""
    return percent(criterion.rate or Fraction(), 2)


def counted(part: Part) -> str:
    """What a count is worth in the calculation: « 300 », or « 345 (300 × 1,15) » with a cost multiplier."""
    if part.value is None:
        return ""
    if part.multiplier == 1 or part.figure is None:
        return _short(part.value)
    return f"{_short(part.value)} ({_short(part.figure)} × {_short(part.multiplier)})"


def _short(value: Fraction) -> str:
    """A count without decimals, or with two at most when it is small and has some."""
    return number(value, 2 if value.denominator > 1 and value < 100 else 0)


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
    if not amount.is_beside_guards and abs(cents) <= amount.unit_cents:
        words = {"unit": money(amount.unit_cents), "amount": money(cents)}
        return [_("L’arrondi à %(unit)s fait le reste : %(amount)s.") % words]
    sentence = _("Les gardes des autres territoires ajoutent %(amount)s.")
    if cents < 0:
        sentence = _("Les gardes des autres territoires retirent %(amount)s.")
    return [sentence % {"amount": money(abs(cents))}]


def settings_of(problem: Mapping[str, Any], *, with_criteria: bool = True) -> list[tuple[str, str]]:
    """The method of a problem, its criteria and its guards, in words."""
    method = method_of(problem)
    found: list[tuple[str, str]] = [(_("Méthode"), str(method.label))]
    if method is Method.CRITERIA and with_criteria:
        found += [
            (
                str(c.label),
                _("poids %(weight)s, %(share)s") % {"weight": c.weight, "share": percent(c.share, 0)},
            )
            for c in criteria_of(problem)
        ]
    elif method is Method.INCREMENT:
        found.append((_("Ajout à chaque territoire"), money(problem["step"])))
    elif method is Method.UNIFORM:
        found.append((_("Pourcentage du montant précédent"), percent(Fraction(str(problem["rate"])), 2)))
    if problem.get("scale"):
        found.append((_("Échelle des besoins"), str(Scale(problem["scale"]).label)))
    return found + guards_of(problem)


def guards_of(problem: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What bounds the amounts of a problem, in words: floor, cap, limits of change, multipliers, rounding, rest."""
    rules = problem.get("rules", {})
    found = []
    if "floor" in rules:
        found.append((_("Plancher par territoire"), money(rules["floor"])))
    if "cap" in rules:
        found.append((_("Plafond par territoire"), money(rules["cap"])))
    if "max_loss" in rules:
        found.append((_("Perte maximale"), percent(Fraction(str(rules["max_loss"])))))
    if "max_gain" in rules:
        found.append((_("Hausse maximale"), percent(Fraction(str(rules["max_gain"])))))
    if problem.get("previous_source"):
        found.append((_("Montants précédents"), problem["previous_source"]))
    multiplied = [line for line in problem["territories"] if "multiplier" in line]
    if multiplied:
        found.append((_("Multiplicateurs de coût"), number(len(multiplied))))
    if problem.get("unit", 1) > 1:
        found.append((_("Montants arrondis à"), money(problem["unit"])))
    if kept_back_of(problem):
        found.append((_("Reste dans l’enveloppe, à personne"), money(kept_back_of(problem))))
    return found


def figure(value: Decimal | None) -> str | None:
    """An exact figure with the decimals it has: « 17 598 », « 2 428,524 »; None where nobody published one."""
    if value is None:
        return None
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def figure_of(criterion: Criterion, value: Decimal | None) -> str | None:
    """The same, in dollars when the figures of the criterion are cents."""
    return money(int(value)) if criterion.is_money and value is not None else figure(value)
