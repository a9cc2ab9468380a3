"""What the ministry and a region type of an Alliance: its protocol, its parties, its years, why it changes."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.actions import PartyTyped, years_are_whole
from alliances.domain.agreements.models import Alliance, Capacity
from alliances.domain.envelopes.money import received_cents
from alliances.domain.people.models import Organisation
from alliances.engine.fiscal_years import FiscalYear
from alliances.engine.money import split
from alliances.ui.forms import DayField, MoneyField, TextField, WatchedForm, dress

PARTY_LINES = 4
PARTY_NAMES = ("name", "capacity", "function", "signed_on")
CHOOSE = _("Choisissez…")


class AllianceEditForm(WatchedForm):
    """An Alliance as it is written; the years must make its envelope, or all stay empty."""

    name = TextField(label=_("Nom de l’Alliance"))
    mandataire = forms.ModelChoiceField(
        label=_("Mandataire"), queryset=Organisation.objects.none(), empty_label=CHOOSE
    )
    protocol_number = TextField(
        label=_("Numéro du protocole"),
        max_length=60,
        required=False,
        help_text=_("Il peut attendre; il le faut pour signer."),
    )
    protocol_url = forms.URLField(
        label=_("Adresse du document"), required=False, max_length=500, assume_scheme="https"
    )
    starts_on = DayField(label=_("Début"))
    ends_on = DayField(label=_("Fin"))

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        self.alliance = alliance
        self.years = range(alliance.envelope.first_year, alliance.envelope.last_year + 1)
        kwargs["initial"] = {**_initial(alliance), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        around = Organisation.objects.filter(territory__path__startswith=alliance.territory.path)
        known = around | Organisation.objects.filter(pk=alliance.mandataire_id)
        self.fields["mandataire"].queryset = known.alphabetical()  # type: ignore[attr-defined]
        for line in range(1, PARTY_LINES + 1):
            for name, field in _party_line().items():
                self._add(f"party_{name}_{line}", field)
        for year in self.years:
            label = _("Exercice %(year)s") % {"year": FiscalYear(year)}
            self._add(f"year_{year}", MoneyField(label=label, required=False))

    def _add(self, name: str, field: forms.Field) -> None:
        dress(field)
        self.fields[name] = field

    def main_fields(self) -> list[Any]:
        return [
            bound for bound in self if not bound.name.startswith(("party_", "year_", "reason", "effective"))
        ]

    def party_rows(self) -> list[dict[str, Any]]:
        return [
            {name: self[f"party_{name}_{line}"] for name in PARTY_NAMES} for line in range(1, PARTY_LINES + 1)
        ]

    def year_fields(self) -> list[Any]:
        return [self[f"year_{year}"] for year in self.years]

    def fields_typed(self) -> dict[str, Any]:
        names = ("name", "mandataire", "protocol_number", "protocol_url", "starts_on", "ends_on")
        return {name: self.cleaned_data[name] for name in names}

    def parties_typed(self) -> list[PartyTyped]:
        lines = [
            {name: self.cleaned_data[f"party_{name}_{line}"] for name in PARTY_NAMES}
            for line in range(1, PARTY_LINES + 1)
        ]
        return [PartyTyped(**line) for line in lines if line["name"]]

    def years_typed(self) -> dict[int, int]:
        """Cents by fiscal year; an empty box among filled ones is zero; all empty: nothing said yet."""
        typed = {year: self.cleaned_data[f"year_{year}"] for year in self.years}
        if all(cents is None for cents in typed.values()):
            return {}
        return {year: cents or 0 for year, cents in typed.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("L’Alliance finit avant de commencer."))
        for line in range(1, PARTY_LINES + 1):
            if cleaned.get(f"party_name_{line}") and not cleaned.get(f"party_capacity_{line}"):
                self.add_error(f"party_capacity_{line}", _("Dites à quel titre cette partie signe."))
        if all(f"year_{year}" in cleaned for year in self.years) and (years := self.years_typed()):
            whole = years_are_whole(self.alliance.envelope, years)
            if not whole:
                self.add_error(f"year_{self.years[-1]}", whole.reason)
        return cleaned


class AmendForm(AllianceEditForm):
    """The same, once signed: from when, and why."""

    effective_on = DayField(label=_("En vigueur à partir du"))
    reason = TextField(label=_("Raison de la modification"), lines=3, max_length=2000)

    def reason_fields(self) -> list[Any]:
        return [self["effective_on"], self["reason"]]


def _party_line() -> dict[str, forms.Field]:
    """One party; the group it stands in says its number."""
    return {
        "name": TextField(label=_("Nom de la partie"), required=False),
        "capacity": forms.ChoiceField(
            label=_("À quel titre elle signe"), choices=[("", CHOOSE), *Capacity.choices], required=False
        ),
        "function": TextField(label=_("Fonction de la personne qui signe"), required=False),
        "signed_on": DayField(label=_("A signé le"), required=False),
    }


def _initial(alliance: Alliance) -> dict[str, Any]:
    """What the Alliance says; where it says nothing of its years, equal ones are proposed, to the cent."""
    names = ("name", "mandataire", "protocol_number", "protocol_url", "starts_on", "ends_on")
    initial: dict[str, Any] = {name: getattr(alliance, name) for name in names}
    for line, party in enumerate(alliance.parties.order_by("rank")[:PARTY_LINES], start=1):
        initial |= {f"party_{name}_{line}": getattr(party, name) for name in PARTY_NAMES}
    envelope = alliance.envelope
    years = {str(year.fiscal_year): year.amount_cents for year in alliance.years.all()} or split(
        received_cents(envelope),
        {str(year): 1 for year in range(envelope.first_year, envelope.last_year + 1)},
    )
    initial |= {f"year_{year}": cents for year, cents in years.items()}
    return initial | {"effective_on": timezone.localdate()}
