"""The controls of the allocation workshop, and the problem they write.

A simulation is a page one can come back to: everything stands in its address, and nothing is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import Framework
from alliances.domain.envelopes.criteria import CHOICES, CriterionChoice, Need, needs_of, problem_for
from alliances.domain.envelopes.models import Envelope, Scenario, ScenarioState
from alliances.domain.territories.models import Level, Territory
from alliances.ui.forms import Form, MoneyField, TextField

LARGEST_WEIGHT = 1_000


def recipients_of(envelope: Envelope) -> list[Territory]:
    """The MRCs (or equivalent) of the envelope's territory, in alphabetical order."""
    return list(
        Territory.objects.within(envelope.territory)
        .filter(level=Level.MRC)
        .exclude(pk=envelope.territory_id)
        .alphabetical()
    )


def known_framework(envelope: Envelope) -> Framework | None:
    """The latest rules of an Alliance of this territory that say how local the money is; None: nobody published it."""
    found = Framework.objects.filter(alliance__territory=envelope.territory, local_percent__isnull=False)
    return found.select_related("alliance").order_by("-valid_from", "-pk").first()


def comparable(envelope: Envelope) -> list[Scenario]:
    """The adopted splits of other envelopes of the same territory and fund: what a loss can be measured against."""
    found = Scenario.objects.filter(
        state=ScenarioState.ADOPTED,
        envelope__territory=envelope.territory_id,
        envelope__fund=envelope.fund_id,
    )
    return list(found.exclude(envelope=envelope.pk).order_by("-adopted_at"))


def weight_name(choice: CriterionChoice) -> str:
    return f"weight_{choice.code}"


class WorkshopForm(Form):
    """Local part, recipients, weights and guards. Fields are read from the address (GET) or sent with a name (POST)."""

    local_percent = forms.IntegerField(
        label=_("Part locale, en %"),
        min_value=0,
        max_value=100,
        help_text=_("Le reste va au volet régional."),
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    territories = forms.MultipleChoiceField(
        label=_("Territoires qui reçoivent"), widget=forms.CheckboxSelectMultiple
    )
    floor = MoneyField(label=_("Plancher par territoire"), required=False)
    cap = MoneyField(label=_("Plafond par territoire"), required=False)
    note = TextField(label=_("Note sur les hypothèses"), lines=3, required=False, max_length=2000)

    def __init__(self, data: QueryDict | None = None, *, envelope: Envelope, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.envelope = envelope
        self.recipients = recipients_of(envelope)
        self.references = comparable(envelope)
        self.framework = known_framework(envelope)
        self._offer_recipients()
        self._offer_weights()
        self._offer_comparison()
        self._offer_local_part()

    def _offer_recipients(self) -> None:
        field = self.fields["territories"]
        field.choices = [(place.code, place.name) for place in self.recipients]  # type: ignore[attr-defined]
        field.initial = [place.code for place in self.recipients]

    def _offer_weights(self) -> None:
        for choice in CHOICES:
            self.fields[weight_name(choice)] = forms.IntegerField(
                label=str(choice.label),
                min_value=0,
                max_value=LARGEST_WEIGHT,
                required=False,
                initial=0 if choice.is_equal_base else 50,
                help_text=str(choice.source),
                widget=forms.NumberInput(attrs={"class": "input-short"}),
            )

    def _offer_comparison(self) -> None:
        if not self.references:
            return
        self.fields["max_loss"] = forms.IntegerField(
            label=_("Perte maximale, en %"),
            min_value=0,
            max_value=100,
            required=False,
            widget=forms.NumberInput(attrs={"class": "input-short"}),
        )
        self.fields["reference"] = forms.ChoiceField(
            label=_("Par rapport à"),
            required=False,
            choices=[(str(found.pk), str(found)) for found in self.references],
        )

    def _offer_local_part(self) -> None:
        field, note = self.fields["local_percent"], self.fields["note"]
        if self.framework:
            field.initial = self.framework.local_percent
            field.help_text = _("Selon le cadre de gestion : %(source)s") % {"source": self.framework.source}
            note.initial = _("Clé illustrative : la clé entre les territoires n’est pas publiée.")
        else:
            field.help_text = _(
                "Non publiée pour ce plan. Le plan précédent fixait 90 % : si vous le reprenez, dites-le dans la note."
            )
            note.initial = _(
                "Part locale : hypothèse reprise du plan précédent. "
                "Clé illustrative : la clé entre les territoires n’est pas publiée."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(weight_name(choice)) for choice in CHOICES):
            self.add_error(None, _("Donnez un poids à au moins un critère."))
        floor, cap = cleaned.get("floor"), cleaned.get("cap")
        if floor is not None and cap is not None and floor > cap:
            self.add_error("cap", _("Le plafond est plus bas que le plancher."))
        return cleaned

    def weights(self) -> dict[str, str]:
        """The weight of each criterion in use, as the engine reads it."""
        given = {choice.code: self.cleaned_data.get(weight_name(choice)) for choice in CHOICES}
        return {code: str(weight) for code, weight in given.items() if weight}

    def chosen(self) -> list[Territory]:
        codes = set(self.cleaned_data["territories"])
        return [place for place in self.recipients if place.code in codes]

    def asked(self) -> "Asked":
        """The whole question put to the engine. Call after `is_valid()`."""
        needs = needs_of(self.chosen())
        weights = self.weights()
        rules: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("floor", "cap") if self.cleaned_data[name] is not None
        }
        previous = self._previous()
        if previous:
            rules["max_loss"] = f"{self.cleaned_data['max_loss']}/100"
        problem = problem_for(needs, weights, **rules)
        for line in problem["territories"]:
            if line["code"] in previous:
                line["prev"] = previous[line["code"]]
        return Asked(needs, weights, problem, self.cleaned_data["local_percent"])

    def _previous(self) -> dict[str, int]:
        """Cents by territory of the split a loss is measured against; empty when no limit was asked for."""
        if self.cleaned_data.get("max_loss") is None:
            return {}
        wanted = self.cleaned_data.get("reference")
        found = next((r for r in self.references if str(r.pk) == wanted), self.references[0])
        return found.result["cents"]


@dataclass(frozen=True)
class Hole:
    """A figure nobody published: the territory it is missing for and the criterion that needs it."""

    territory: Territory
    criterion: CriterionChoice


@dataclass(frozen=True)
class Asked:
    """What is known of the chosen territories, the weights, and the problem without its envelope."""

    needs: list[Need]
    weights: dict[str, str]
    problem: dict[str, Any]
    local_percent: int

    def holes(self) -> Iterator[Hole]:
        """What is missing for the criteria in use, never filled silently."""
        for need in self.needs:
            for choice in CHOICES:
                if choice.code in self.weights and choice.code in need.missing:
                    yield Hole(need.territory, choice)
