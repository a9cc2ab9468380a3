"""What a region's people type about an agreement: the offer and its instalments, the paper answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.files import rules as files
from alliances.domain.grants.actions import Paper
from alliances.domain.grants.models import Grant, ReportSection
from alliances.domain.grants.rules import recoverable_cents
from alliances.spaces.instalment_lines import LINES, InstalmentLines
from alliances.ui.forms import DayField, Form, MoneyField, TextField, dress
from alliances.ui.uploads import too_large

LONGEST_NAME = 1_000
"""Characters of the name of a file as it is sent; the shelf shortens it."""


class OfferForm(InstalmentLines):
    """The offer: until when it stands, who signs for the organisation, and its instalments."""

    signed_for_organisation = TextField(
        label=_("Qui signe au nom de l’organisme"),
        help_text=_("Nom et fonction, par exemple : présidence du conseil."),
    )
    offered_on = DayField(
        label=_("Offre remise le"), help_text=_("Aujourd’hui, ou le jour où le papier a été remis.")
    )
    expires_on = DayField(
        label=_("Dernier jour pour répondre"),
        help_text=_("Après ce jour, l’argent peut retourner à l’enveloppe."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in LINES:
            amount, day, condition = (
                self.fields[f"{name}_{line}"] for name in ("amount", "due", "condition")
            )
            proposed = self.get_initial_for_field(amount, f"amount_{line}")
            if proposed and not self.get_initial_for_field(condition, f"condition_{line}"):
                day.help_text = _(
                    "Le cadre de gestion ne dit pas quand. Inscrivez le jour prévu du versement."
                )
                condition.help_text = _(
                    "Dites ce qui doit être fait avant, par exemple : le rapport d’étape est accepté."
                )

    def clean_offered_on(self) -> Any:
        return not_in_future(self.cleaned_data["offered_on"])


class PaperForm(Form):
    """A yes on paper, to an offer or to an amendment: its day, who signed it, and the paper itself."""

    signed_on = DayField(label=_("Date de la signature"))
    signed_for_organisation = TextField(label=_("Signature au nom de l’organisme"), max_length=200)
    paper = forms.FileField(
        label=_("Papier signé"),
        help_text=_("Un PDF ou une photo, 10 Mo au plus. L’organisme le lira aussi dans son espace."),
        max_length=LONGEST_NAME,
    )

    def __init__(
        self,
        words: QueryDict | None = None,
        request: HttpRequest | None = None,
        *,
        grant: Grant,
        **kwargs: Any,
    ) -> None:
        """`words`: what was typed, None to show the form empty; `request`: the one that brings the paper."""
        initial = {"signed_for_organisation": grant.signed_for_organisation}
        super().__init__(words, request.FILES if request else None, initial=initial, **kwargs)
        self.too_large = too_large(request) if request else []
        self.fields["paper"].error_messages["required"] = _("Joignez le papier signé.")

    def clean_signed_on(self) -> Any:
        return not_in_future(self.cleaned_data["signed_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.too_large:
            self.errors.pop("paper", None)
            self.add_error("paper", files.too_large().reason)
        return cleaned

    def as_paper(self) -> Paper:
        """What the action records. Call after the fields are cleaned."""
        sent = self.cleaned_data["paper"]
        return Paper(
            signed_on=self.cleaned_data["signed_on"],
            signed_for_organisation=self.cleaned_data["signed_for_organisation"],
            name=sent.name,
            content=sent.read(),
        )


class RefusalForm(Form):
    reason = TextField(label=_("Pourquoi l’organisme décline"), lines=3, max_length=2000)


class SendBackForm(Form):
    """One sentence for each section to complete; a section without a sentence is fine as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in ReportSection:
            self.fields[section.value] = TextField(
                label=section.label, lines=2, max_length=2000, required=False
            )
            dress(self.fields[section.value])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()) and not self.errors:
            self.add_error(None, _("Dites ce qui manque dans au moins une section."))
        return cleaned


class RecoveryForm(Form):
    """Money asked back: at most what is paid, neither justified nor asked back yet."""

    amount_cents = MoneyField(label=_("Montant à rendre"), min_cents=1)
    reason = TextField(
        label=_("Pourquoi"), lines=3, max_length=2000, help_text=_("L’organisme lira cette raison.")
    )
    due_on = DayField(label=_("À rendre avant le"))

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        left = recoverable_cents(grant)
        super().__init__(*args, initial={"amount_cents": max(left, 0)}, **kwargs)
        self.fields["amount_cents"].max_cents = left  # type: ignore[attr-defined]
        self.fields["due_on"].earliest = timezone.localdate()  # type: ignore[attr-defined]


def not_in_future(day: Any) -> Any:
    if day > timezone.localdate():
        raise ValidationError(_("Cette date n’est pas encore passée."))
    return day
