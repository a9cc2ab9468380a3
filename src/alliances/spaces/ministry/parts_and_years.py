"""What an officer types to open a part of an envelope, and to share an envelope among its fiscal years."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.models import Component, Envelope
from alliances.domain.territories.models import Territory
from alliances.engine.fiscal_years import FiscalYear
from alliances.spaces.ministry.forms import CHOOSE, PlaceChoice
from alliances.ui.forms import Form, MoneyField, TextField


class PartForm(Form):
    """A new part of an envelope, empty until a movement reaches it."""

    territory = PlaceChoice(label=_("Territoire"), queryset=Territory.objects.none(), empty_label=CHOOSE)
    component = forms.ChoiceField(
        label=_("Volet"),
        choices=Component.choices,
        initial=Component.LOCAL,
        help_text=_(
            "« Ensemble » : une enveloppe qui se répartit à son tour, par exemple celle d’une sous-région ou d’un "
            "mandataire."
        ),
    )
    name = TextField(label=_("Nom de l’enveloppe"))

    def __init__(self, *args: Any, envelope: Envelope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Territory.objects.within(envelope.territory).order_by("path")
        self.fields["territory"].queryset = places  # type: ignore[attr-defined]
        self.fields["territory"].initial = envelope.territory_id


class YearsForm(Form):
    """One amount for each fiscal year of the envelope, proposed equal."""

    def __init__(self, *args: Any, envelope: Envelope, proposed: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.envelope = envelope
        for year in range(envelope.first_year, envelope.last_year + 1):
            self.fields[f"year_{year}"] = MoneyField(
                label=_("Exercice %s") % FiscalYear(year), initial=proposed.get(year, 0)
            )

    def by_year(self) -> dict[int, int]:
        return {int(name.removeprefix("year_")): cents for name, cents in self.cleaned_data.items()}
