"""What every form that moves money shares: its lists, its percentage, its signature."""

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Envelope, MovementKind, Tranche
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.engine.fiscal_years import FiscalYear
from alliances.spaces.ministry.perimeter import territories_where
from alliances.ui import formats
from alliances.ui.forms import Form, TextField

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

    @property
    def approval(self) -> str:
        """The approval that the rule of a carry-over asks for."""
        return ""

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


def year_field(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)
