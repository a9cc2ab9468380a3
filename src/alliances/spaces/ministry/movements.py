"""What an officer types to move money after the split, and the lines it makes. One form for each kind of movement.

Every form answers `lines()`, in the order in which the money would walk; nothing is written here.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Component, Envelope, MovementKind, Tranche
from alliances.domain.envelopes.money import received_of, years_of
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.engine.allocation import CarryOver, Infeasible, Revised, carry_over, revise, uniform
from alliances.engine.fiscal_years import FiscalYear
from alliances.spaces.ministry.forms import CHOOSE
from alliances.spaces.ministry.perimeter import territories_where
from alliances.ui import formats
from alliances.ui.forms import DayField, Form, MoneyField, TextField

_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,6}))?", re.ASCII)


class PercentField(TextField):
    """A percentage as one types it (« 17,001 »); `cleaned_data` holds the exact ratio (0.17001) as a Fraction."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input-short"}
        )
        super().__init__(max_length=12, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace("%", "").strip()
        if not text:
            return None
        match = _PERCENT.fullmatch(text)
        if match is None:
            raise ValidationError(_("Écrivez un pourcentage en chiffres, par exemple 17,5."), code="invalid")
        whole, decimals = match[1], match[2] or ""
        return Fraction(int(whole + decimals), 100 * 10 ** len(decimals))


def _with_balance(envelope: Envelope) -> str:
    return f"{envelope.name} ({formats.money(envelope.account.balance_cents)})"


class EnvelopeChoice(forms.ModelChoiceField):
    def label_from_instance(self, envelope: Envelope) -> str:
        return _with_balance(envelope)


class PartsChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, envelope: Envelope) -> str:
        return _with_balance(envelope)


class MovementForm(Form):
    """What is asked of one kind of movement, read in the address: nothing is written before the lines were read."""

    kind: MovementKind
    lead: Any = ""
    asked = forms.CharField(initial="1", widget=forms.HiddenInput)

    def __init__(self, *args: Any, account: Account, envelope: Envelope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.envelope = account, envelope
        self.years = Tranche.objects.filter(envelope=envelope).by_year()
        self.held_cents = balance_cents(envelope.account_id)
        self.offer()

    def offer(self) -> None:
        """Fills the lists of the form."""

    def lines(self) -> list[Line]:
        raise NotImplementedError

    @property
    def effective_on(self) -> date | None:
        return None

    def others(self) -> Any:
        """The envelopes of the same fund that one may move money to."""
        places = territories_where(self.account, Permission.SPLIT_ENVELOPE)
        found = Envelope.objects.filter(fund=self.envelope.fund_id, territory__in=places)
        return (
            found.exclude(pk=self.envelope.pk).select_related("account").order_by("territory__path", "name")
        )

    def offer_years(self, name: str, years: Iterable[int], first: Any) -> None:
        """A list of fiscal years, or no field at all for an envelope never shared among them."""
        if not self.years:
            del self.fields[name]
            return
        choices = [("", first), *((str(year), FiscalYear(year).label) for year in years)]
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def year(self, name: str) -> int | None:
        return self.cleaned_data.get(name) or None


class SignForm(Form):
    """The reason, and the mark of the lines that one has read."""

    reason = TextField(
        label=_("Raison"), lines=4, help_text=_("Qui l’a demandé et pourquoi. Cette raison reste au dossier.")
    )
    read = forms.CharField(required=False, widget=forms.HiddenInput)


def _year_field(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)


LAST_YEARS_FIRST = _("Les derniers exercices d’abord")


class TransferForm(MovementForm):
    kind = MovementKind.TRANSFER
    lead = _("L’argent passe à une autre enveloppe du même fonds, avec sa tranche.")
    destination = EnvelopeChoice(label=_("Vers"), queryset=Envelope.objects.none(), empty_label=CHOOSE)
    amount = MoneyField(label=_("Montant"), min_cents=1)
    from_year = _year_field(_("Pris dans l’exercice"))

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
    to_year = _year_field(_("Mis dans l’exercice"))

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
    from_year = _year_field(_("Pris dans l’exercice"))

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


class CarryOverForm(MovementForm):
    kind = MovementKind.CARRY_OVER
    lead = _(
        "Ce qui n’a pas été versé dans un exercice passe au suivant, jusqu’à la part que permet la règle; "
        "le reste remonte."
    )
    from_year = forms.TypedChoiceField(label=_("Exercice qui se termine"), coerce=int)
    rate = PercentField(
        label=_("Part de la tranche qui peut être reportée, en %"),
        help_text=_(
            "La règle du fonds n’est pas publiée : écrivez dans la raison d’où vient ce pourcentage."
        ),
    )

    def offer(self) -> None:
        own = [year for year in years_of(self.envelope, [self.envelope.account_id]) if year.tranche_cents]
        self.by_year = {year.start: year for year in own}
        self.fields["from_year"].choices = [  # type: ignore[attr-defined]
            (str(year.start), _("%(year)s – tranche de %(tranche)s, versé %(paid)s") % {
                "year": FiscalYear(year.start),
                "tranche": formats.money(year.tranche_cents or 0),
                "paid": formats.money(year.paid_cents),
            })
            for year in own
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        year, rate = cleaned.get("from_year"), cleaned.get("rate")
        if year is None or rate is None:
            return cleaned
        if rate > 1:
            self.add_error("rate", _("Au plus 100 %."))
        elif rate and year + 1 > self.envelope.last_year:
            self.add_error(
                "rate", _("C’est le dernier exercice de l’enveloppe : rien ne se reporte, écrivez 0.")
            )
        return cleaned

    def figures(self) -> CarryOver:
        year = self.by_year[self.cleaned_data["from_year"]]
        spent = min(max(year.paid_cents, 0), year.tranche_cents or 0)
        return carry_over(year.tranche_cents or 0, spent, self.cleaned_data["rate"])

    def lines(self) -> list[Line]:
        year, found = self.cleaned_data["from_year"], self.figures()
        own, found_lines = self.envelope, []
        if found.carried:
            found_lines.append(Line(own, own, found.carried, year, year + 1))
        if found.returned:
            found_lines.append(Line(own, own.parent, found.returned, year))
        return found_lines


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
