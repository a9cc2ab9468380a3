"""Choosing a sitting that an act cites: the same field for a committee's list and a council's resolution."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliances.domain.bodies.models import BodyKind, Sitting
from alliances.domain.bodies.rules import counted, quorum_sentence
from alliances.domain.calls.models import Call
from alliances.ui.formats import day
from alliances.ui.forms import Form


class SittingField(forms.ModelChoiceField):
    """The settled sittings of `queryset`, each with its date and what its presence counted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Sitting.objects.none(), empty_label=None, widget=forms.RadioSelect, **kwargs
        )

    def label_from_instance(self, sitting: Sitting) -> str:
        special = f" ({gettext('séance extraordinaire')})" if sitting.is_special else ""
        return f"{sitting.body.name}, {day(sitting.held_on)}{special}. {quorum_sentence(counted(sitting))}"


class ActForm(Form):
    """An act that cites a sitting: the form offers the settled ones of the bodies that may make it."""

    sitting = SittingField(
        label=_("Séance"), help_text=_("Celles dont les présences sont arrêtées, la plus récente d’abord.")
    )
    has_sitting = False

    def offer(self, call: Call, kinds: Collection[BodyKind]) -> None:
        sittings = Sitting.objects.serving(call.territory, kinds).closed()
        self.fields["sitting"].queryset = sittings  # type: ignore[attr-defined]
        self.has_sitting = sittings.exists()
