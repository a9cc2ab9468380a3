"""What people type in the payments space."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.grants.models import Attestation
from alliances.ui.forms import DayField, Form, MoneyField, TextField


class RequestForm(Form):
    """A payment asked for; `payable_cents` is what is left to ask for."""

    amount_cents = MoneyField(label=_("Montant du versement"), min_cents=1)
    purpose = TextField(
        label=_("Objet"), help_text=_("Par exemple : premier versement, 60 % à la signature.")
    )
    attestations = forms.MultipleChoiceField(
        label=_("Ce que vous attestez"),
        help_text=_("Les quatre cases engagent la personne qui demande. Elles restent au dossier."),
        choices=Attestation.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez les quatre attestations.")},
    )

    def __init__(self, *args: Any, payable_cents: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount_cents"].max_cents = payable_cents  # type: ignore[attr-defined]

    def clean_attestations(self) -> list[str]:
        ticked = self.cleaned_data["attestations"]
        if set(ticked) != set(Attestation.values):
            raise forms.ValidationError(
                _("Cochez les quatre attestations. S’il en manque une, ne demandez pas.")
            )
        return ticked


class RefusalForm(Form):
    reason = TextField(label=_("Raison du refus"), lines=3, help_text=_("La personne qui a demandé la lira."))


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
