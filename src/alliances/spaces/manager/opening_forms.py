"""The form that reads a workbook."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.openings.sheets import LARGEST_FILE
from alliances.ui.forms import DayField, Form


class OpeningForm(Form):
    as_of = DayField(
        label=_("Situation en date du"),
        help_text=_("Le jour jusqu’auquel vos livres sont à jour. Les écritures portent cette date."),
    )
    file = forms.FileField(
        label=_("Classeur rempli"), help_text=_("Format XLSX, 10 Mo au plus. Partez du modèle.")
    )

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Choisissez une date passée."))
        return day

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("Ce fichier dépasse 10 Mo."))
        return sent

    def for_action(self) -> dict[str, Any]:
        sent = self.cleaned_data["file"]
        return {"as_of": self.cleaned_data["as_of"], "file_name": sent.name, "content": sent.read()}
