"""What an officer types to move money after the split, and the lines it makes. One form for each kind of movement.

Every form answers `lines()`, in the order in which the money would walk; nothing is written here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Component, Envelope, MovementKind
from alliances.domain.envelopes.money import received_of
from alliances.engine.allocation import Infeasible, Revised, revise, uniform
from alliances.spaces.ministry.carry_over import CarryOverForm
from alliances.spaces.ministry.forms import CHOOSE
from alliances.spaces.ministry.moving import (
    EnvelopeChoice,
    MovementForm,
    PartsChoice,
    PercentField,
    year_field,
)
from alliances.ui import formats
from alliances.ui.forms import DayField, MoneyField

LAST_YEARS_FIRST = _("Les derniers exercices d’abord")


class TransferForm(MovementForm):
    kind = MovementKind.TRANSFER
    lead = _("L’argent passe à une autre enveloppe du même fonds, avec sa tranche.")
    destination = EnvelopeChoice(label=_("Vers"), queryset=Envelope.objects.none(), empty_label=CHOOSE)
    amount = MoneyField(label=_("Montant"), min_cents=1)
    from_year = year_field(_("Pris dans l’exercice"))

    def offer(self) -> None:
        self.fields["destination"].queryset = self.others()  # type: ignore[attr-defined]
        self.offer_years("from_year", self.years, LAST_YEARS_FIRST)

    def lines(self) -> list[Line]:
        data = self.cleaned_data
        return [Line(self.envelope, data["destination"], data["amount"], self.year("from_year"))]


class AdditionForm(MovementForm):
    kind = MovementKind.ADDITION
    lead = _("De l’argent s’ajoute à cette enveloppe.")
    origin = forms.ChoiceField(label=_("L’argent vient"))
    amount = MoneyField(label=_("Montant"), min_cents=1)
    to_year = year_field(_("Mis dans l’exercice"))

    def offer(self) -> None:
        self.fields["origin"].choices = _above(self.envelope, _("du crédit du fonds"))  # type: ignore[attr-defined]
        years = range(self.envelope.first_year, self.envelope.last_year + 1)
        self.offer_years("to_year", years, _("Partagé entre les exercices qui restent"))

    def lines(self) -> list[Line]:
        origin = self.envelope.parent if self.cleaned_data["origin"] == "parent" else None
        year = self.year("to_year")
        return [Line(origin, self.envelope, self.cleaned_data["amount"], year if origin else None, year)]


class ReturnForm(MovementForm):
    kind = MovementKind.RETURN
    lead = _("De l’argent qui ne servira pas ici remonte d’où il vient.")
    destination = forms.ChoiceField(label=_("L’argent retourne"))
    amount = MoneyField(label=_("Montant"), min_cents=1)
    from_year = year_field(_("Pris dans l’exercice"))

    def offer(self) -> None:
        self.fields["destination"].choices = _above(self.envelope, _("au crédit du fonds"))  # type: ignore[attr-defined]
        self.offer_years("from_year", self.years, LAST_YEARS_FIRST)

    def lines(self) -> list[Line]:
        goes_up = self.envelope.parent if self.cleaned_data["destination"] == "parent" else None
        return [Line(self.envelope, goes_up, self.cleaned_data["amount"], self.year("from_year"))]


def _above(envelope: Envelope, fund: Any) -> list[tuple[str, Any]]:
    """Where money comes from or goes back to: the envelope above, when there is one, or the credit of the fund."""
    parent = [("parent", envelope.parent.name)] if envelope.parent else []
    return [*parent, ("fund", fund)]


class PoolingForm(MovementForm):
    kind = MovementKind.POOLING
    lead = _(
        "Ce qui reste dans les enveloppes choisies, le jour dit, va à une seule enveloppe ouverte à tous. "
        "La date est annoncée d’avance sur les pages publiques."
    )
    parts = PartsChoice(
        label=_("Enveloppes mises en commun"),
        queryset=Envelope.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    destination = EnvelopeChoice(label=_("Vers"), queryset=Envelope.objects.none(), empty_label=CHOOSE)
    day = DayField(label=_("Date de la remise en commun"))

    def offer(self) -> None:
        parts = self.envelope.children.select_related("account").order_by("territory__path", "component")
        self.fields["parts"].queryset = parts  # type: ignore[attr-defined]
        self.fields["parts"].initial = [part.pk for part in parts if part.component == Component.LOCAL]
        self.fields["destination"].queryset = Envelope.objects.filter(  # type: ignore[attr-defined]
            pk__in=[self.envelope.pk, *(part.pk for part in parts)]
        ).select_related("account").order_by("pk")  # fmt: skip

    @property
    def effective_on(self) -> date | None:
        return self.cleaned_data["day"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("destination") in (cleaned.get("parts") or []):
            self.add_error(
                "destination", _("Cette enveloppe est aussi parmi celles qui donnent. Décochez-la.")
            )
        return cleaned

    def lines(self) -> list[Line]:
        return [Line(part, self.cleaned_data["destination"], None) for part in self.cleaned_data["parts"]]


class RevisionForm(MovementForm):
    """New amounts for the parts of an envelope. What is already reserved, committed or paid is a floor."""

    kind = MovementKind.REVISION
    lead = _(
        "Les montants des enveloppes issues de celle-ci changent en cours de plan. "
        "Ce qui est déjà réservé, engagé ou versé est un plancher : rien de promis n’est repris."
    )
    METHODS = (
        ("uniform", _("Le même pourcentage pour toutes (prolongation)")),
        ("step", _("La même somme pour chacune")),
        ("total", _("Un nouveau total, selon leurs parts actuelles")),
    )
    method = forms.ChoiceField(label=_("Méthode"), choices=METHODS, widget=forms.RadioSelect)
    rate = PercentField(
        label=_("Pourcentage ajouté"), required=False, help_text=_("Pour la première méthode.")
    )
    step = MoneyField(
        label=_("Somme ajoutée à chacune"), required=False, help_text=_("Pour la deuxième méthode.")
    )
    total = MoneyField(
        label=_("Nouveau total des parts"), required=False, help_text=_("Pour la troisième méthode.")
    )
    source = forms.ChoiceField(label=_("La différence vient de, ou retourne à"))

    def offer(self) -> None:
        self.parts = list(self.envelope.children.select_related("account", "territory").order_by("pk"))
        self.received = received_of(self.parts)
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            ("own", _("ce que cette enveloppe tient (%s)") % formats.money(self.held_cents)),
            ("fund", _("au crédit du fonds")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        method = cleaned.get("method")
        needed = {"uniform": "rate", "step": "step", "total": "total"}.get(method or "")
        if needed and not self.errors and cleaned.get(needed) is None:
            self.add_error(needed, _("Remplissez ce champ pour la méthode choisie."))
        if needed and not self.errors:
            try:
                self.amounts = self._new_amounts(method or "", cleaned)
            except Infeasible:
                least = sum(cents - part.account.balance_cents for part, cents in self._each())
                self.add_error(
                    "total",
                    _("Ce total est plus bas que ce qui est déjà promis, %s.") % formats.money(least),
                )
        return cleaned

    def _each(self) -> Iterable[tuple[Envelope, int]]:
        return ((part, self.received[part.pk]) for part in self.parts)

    def _new_amounts(self, method: str, cleaned: Mapping[str, Any]) -> dict[int, int]:
        codes = {f"{part.pk:020}": cents for part, cents in self._each()}
        if method == "uniform":
            found = uniform(codes, 1 + cleaned["rate"])
        elif method == "step":
            found = {code: cents + cleaned["step"] for code, cents in codes.items()}
        else:
            claims = [
                Revised(f"{part.pk:020}", weight=cents, paid=cents - part.account.balance_cents)
                for part, cents in self._each()
            ]
            found = revise(cleaned["total"], claims).allocation.cents
        return {int(code): cents for code, cents in found.items()}

    def lines(self) -> list[Line]:
        """What goes up first, then the difference with the fund, then what comes down."""
        changes = [(part, self.amounts[part.pk] - cents) for part, cents in self._each()]
        whole, difference = self.envelope, sum(change for _part, change in changes)
        from_fund = self.cleaned_data["source"] == "fund"
        up = [Line(part, whole, -change) for part, change in changes if change < 0]
        middle = [Line(None, whole, difference)] if from_fund and difference > 0 else []
        down = [Line(whole, part, change) for part, change in changes if change > 0]
        last = [Line(whole, None, -difference)] if from_fund and difference < 0 else []
        return [*up, *middle, *down, *last]


FORMS: dict[str, type[MovementForm]] = {
    "virement": TransferForm,
    "ajout": AdditionForm,
    "retour": ReturnForm,
    "report": CarryOverForm,
    "remise-en-commun": PoolingForm,
    "revision": RevisionForm,
}


def offered(*, has_parts: bool, has_years: bool, held_cents: int) -> list[tuple[str, Any]]:
    """The movements that make sense from an envelope, as (name of the route, what it does)."""
    names = {
        "virement": (_("Virer de l’argent à une autre enveloppe"), held_cents > 0),
        "ajout": (_("Ajouter de l’argent"), True),
        "retour": (_("Retourner de l’argent"), held_cents > 0),
        "report": (_("Reporter un exercice au suivant"), has_years and not has_parts),
        "revision": (_("Réviser les parts en cours de plan"), has_parts),
        "remise-en-commun": (_("Remettre en commun ce qui reste, à une date"), has_parts),
    }
    return [(route_of(slug), label) for slug, (label, makes_sense) in names.items() if makes_sense]


def route_of(slug: str) -> str:
    return f"ministry_movement_{slug.replace('-', '_')}"
