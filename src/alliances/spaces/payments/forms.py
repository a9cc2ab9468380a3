"""What people type in the payments space."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.grants.models import Attestation, Instalment
from alliances.ui.forms import DayField, Form, MoneyField, TextField


class RequestForm(Form):
    """One instalment asked for: its amount or less, and how its condition is known to be met."""

    amount_cents = MoneyField(label=_("Montant du versement"), min_cents=1)
    evidence = TextField(
        label=_("Ce qui montre que la condition est remplie"),
        help_text=_("Par exemple, convention signée le 3 mars; rapport d’étape accepté."),
        lines=3,
        max_length=2000,
    )
    attestations = forms.MultipleChoiceField(
        label=_("Ce que vous attestez"),
        help_text=_("Les quatre cases engagent la personne qui demande. Elles restent au dossier."),
        choices=Attestation.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez les quatre attestations.")},
    )

    def __init__(self, *args: Any, instalment: Instalment, **kwargs: Any) -> None:
        super().__init__(*args, initial={"amount_cents": instalment.amount_cents}, **kwargs)
        self.fields["amount_cents"].max_cents = instalment.amount_cents  # type: ignore[attr-defined]

    def clean_attestations(self) -> list[str]:
        ticked = self.cleaned_data["attestations"]
        if set(ticked) != set(Attestation.values):
            raise forms.ValidationError(
                _("Cochez les quatre attestations. S’il en manque une, ne demandez pas.")
            )
        return ticked


class RefusalForm(Form):
    reason = TextField(label=_("Raison du refus"), lines=3, help_text=_("La personne qui a demandé la lira."))


class ReceivedForm(Form):
    """The money that came back."""

    received_on = DayField(label=_("Date du remboursement"))
    reference = TextField(
        label=_("Référence bancaire"),
        max_length=60,
        help_text=_("Elle reste au dossier et n’est pas publiée."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].latest = timezone.localdate()  # type: ignore[attr-defined]


class PaidForm(Form):
    paid_on = DayField(label=_("Date du versement"))
    reference = TextField(
        label=_("Référence bancaire"),
        max_length=60,
        help_text=_("Elle reste au dossier et n’est pas publiée."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].latest = timezone.localdate()  # type: ignore[attr-defined]
