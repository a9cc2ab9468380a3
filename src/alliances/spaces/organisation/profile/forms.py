"""Registering an organisation, saying that it is one already here, keeping its profile."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.models import LegalForm, Organisation
from alliances.domain.territories.models import Level, Territory
from alliances.ui.forms import Form, TextField, WatchedForm

NEQ_HELP = _("Dix chiffres. Laissez vide si votre organisme n’en a pas.")


class NeqField(TextField):
    """The Québec enterprise number: ten digits, typed with or without spaces. No check digit is published."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Numéro d’entreprise du Québec (NEQ)"),
            help_text=NEQ_HELP,
            max_length=20,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s\-]", "", super().clean(value))
        if digits and not re.fullmatch(r"[0-9]{10}", digits):
            raise ValidationError(_("Écrivez les dix chiffres du NEQ, ou laissez vide."), code="invalid")
        return digits


class ProfileForm(Form):
    """What the organisation is and where it stands."""

    name = TextField(label=_("Nom de l’organisme"), max_length=200)
    neq = NeqField()
    legal_form = forms.ChoiceField(
        label=_("Forme de l’organisme"), choices=LegalForm.choices, widget=forms.RadioSelect
    )
    territory = forms.ModelChoiceField(
        Territory.objects.none(),
        label=_("Territoire où se trouve l’organisme"),
        help_text=_("Votre MRC, ou la région si vous la servez en entier."),
    )
    address = TextField(label=_("Adresse"), lines=3, max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Territory.objects.exclude(level__in=[Level.MUNICIPALITY, Level.PROVINCE])
        self.fields["territory"].queryset = places.valid_on(timezone.localdate()).alphabetical()  # type: ignore[attr-defined]


class ContactForm(WatchedForm, ProfileForm):
    """The profile of an organisation already here, with what the public may read to reach it."""

    contact_email = forms.EmailField(
        label=_("Courriel public"), help_text=_("Il paraît sur les pages publiques."), required=False
    )
    contact_phone = TextField(label=_("Téléphone public"), max_length=40, required=False)


ANOTHER = "autre"


class RegistrationForm(ProfileForm):
    """The profile, and the answer about organisations of the same name once some are found."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Organisation] = []

    def look_for_alike(self) -> list[Organisation]:
        """Organisations of the same name or number; the form then asks whether hers is one of them."""
        found = Organisation.objects.alike(self.cleaned_data["name"], self.cleaned_data["neq"])
        self.alike = list(found.select_related("territory").alphabetical()[:10])
        if self.alike:
            choices = [(str(one.pk), f"{one.name} – {one.territory.name}") for one in self.alike]
            if not any(one.neq and one.neq == self.cleaned_data["neq"] for one in self.alike):
                choices.append((ANOTHER, str(_("Non, le mien est un autre organisme"))))
            self.fields["meme"] = forms.ChoiceField(
                label=_("Un organisme semblable existe déjà. Est-ce le vôtre?"),
                help_text=_("Si oui, sa coordination recevra votre demande et vous enverra une invitation."),
                choices=choices,
                widget=forms.RadioSelect,
            )
        return self.alike

    @property
    def chosen(self) -> Organisation | None:
        """The organisation already here that the person says is hers."""
        said = self.data.get("meme", "")
        return next((one for one in self.alike if str(one.pk) == said), None)

    @property
    def is_another(self) -> bool:
        return self.data.get("meme", "") == ANOTHER
