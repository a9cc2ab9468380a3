"""The controls of the allocation workshop: what is typed, read and judged. `asked.py` writes the problem.

A simulation is a page one can come back to: everything stands in its address, and nothing is written.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import Framework
from alliances.domain.envelopes.criteria import CriterionChoice, Need, known_of, with_files
from alliances.domain.envelopes.methods import Method
from alliances.domain.envelopes.models import Envelope, Scenario, ScenarioState
from alliances.domain.envelopes.standing import OTHERS
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry import pasted
from alliances.spaces.ministry.recipients import (
    LEVEL,
    Levels,
    level_asked,
    levels_under,
    offered,
    one_in_another,
    recipients_of,
)
from alliances.spaces.ministry.workshop_fields import PART, PASTED, of_components, of_method, weight_name
from alliances.ui.forms import Form, TextField, dress

ASKED = "local_percent"  # the field whose presence in the address says that a simulation was asked for
SHOWN = "shown"  # the method whose fields the page showed
SHOWN_LEVEL = "shown_level"  # the level whose territories the page showed


def known_framework(envelope: Envelope) -> Framework | None:
    """The latest rules of an Alliance of this territory that say how local the money is; None: nobody published it."""
    found = Framework.objects.filter(alliance__territory=envelope.territory, local_percent__isnull=False)
    return found.select_related("alliance").order_by("-valid_from", "-pk").first()


def comparable(envelope: Envelope) -> list[Scenario]:
    """The adopted splits of other envelopes of the same territory and fund: what a change is measured against."""
    found = Scenario.objects.filter(
        state=ScenarioState.ADOPTED,
        envelope__territory=envelope.territory_id,
        envelope__fund=envelope.fund_id,
    ).select_related("envelope")
    return list(found.exclude(envelope=envelope.pk).order_by("-adopted_at"))


def method_in(sent: Mapping[str, Any]) -> Method:
    wanted = sent.get("method", "")
    return Method(wanted) if wanted in Method.values else Method.CRITERIA


def asks_for_a_result(sent: QueryDict) -> bool:
    """False as well when one has just chosen another method or another level: its fields were not on the page yet."""
    method = method_in(sent)
    same_level = LEVEL not in sent or sent.get(SHOWN_LEVEL, sent[LEVEL]) == sent[LEVEL]
    return ASKED in sent and sent.get(SHOWN, method) == method and same_level


class WorkshopForm(Form):
    """The method, then its fields. Read from the address (GET) or sent with a name (POST).

    `typed` is what was sent with another method: it is shown again, not judged. `start` are first values.
    """

    method = forms.ChoiceField(label=_("Méthode"), choices=Method.choices)
    level = forms.ChoiceField(label=_("Palier qui reçoit"), required=False)
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
    note = TextField(label=_("Note sur les hypothèses"), lines=3, required=False, max_length=2000)
    against = forms.ChoiceField(label=_("Comparer avec une répartition gardée"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        envelope: Envelope,
        method: Method = Method.CRITERIA,
        typed: QueryDict | None = None,
        start: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.envelope, self.chosen_method = envelope, method
        levels = levels_under(envelope)
        self.chosen_level = level_asked(data if data is not None else (typed or start or {}), levels)
        self.recipients = recipients_of(envelope, self.chosen_level)
        self.references = comparable(envelope)
        self.framework = known_framework(envelope)
        self.criteria_files = list(envelope.criteria_files.filter(withdrawn_at=None).order_by("pk"))
        self.known = with_files(known_of(self.recipients), self.criteria_files)
        own = of_method(
            method, choices=self.known.choices, references=self.references, recipients=self.recipients
        )
        own |= of_components()
        for field in own.values():
            dress(field)
        self.fields |= own
        self._offer_recipients(levels)
        self._offer_local_part()
        self._offer_comparison()
        again = _again(typed, self.fields)
        if typed is not None and typed.get(SHOWN_LEVEL, self.chosen_level) != self.chosen_level:
            again.pop("territories", None)
        self.initial = {"method": method.value, **(start or {}), **again, "level": self.chosen_level}
        self.read: dict[str, dict[str, Any]] = {}

    def _offer_recipients(self, levels: Levels) -> None:
        self.fields["level"].choices = offered(levels)  # type: ignore[attr-defined]
        self.fields["level"].initial = self.chosen_level
        field = self.fields["territories"]
        field.choices = [(place.code, place.name) for place in self.recipients]  # type: ignore[attr-defined]
        field.initial = [place.code for place in self.recipients]

    def _offer_local_part(self) -> None:
        field, note = self.fields["local_percent"], self.fields["note"]
        illustrative = _("Clé illustrative : la clé entre les territoires n’est pas publiée.")
        sentences = [illustrative] if self.chosen_method is Method.CRITERIA else []
        if self.framework:
            field.initial = self.framework.local_percent
            field.help_text = _("Selon le cadre de gestion : %(source)s") % {"source": self.framework.source}
        else:
            field.help_text = _(
                "Non publiée pour ce plan. Le plan précédent fixait 90 % : si vous le reprenez, dites-le dans la note."
            )
            sentences.insert(0, _("Part locale : hypothèse reprise du plan précédent."))
        note.initial = " ".join(str(sentence) for sentence in sentences)

    def _offer_comparison(self) -> None:
        self.kept = list(self.envelope.scenarios.filter(result__status="ok").order_by("-created_at", "-pk"))
        if not self.kept:
            del self.fields["against"]
            return
        choices = [("", _("Aucune")), *((str(kept.pk), kept.title) for kept in self.kept)]
        self.fields["against"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._read_lines("amounts", pasted.amount)
        self._read_lines("previous_lines", pasted.amount)
        self._read_lines("multipliers", pasted.multiplier)
        self._read_lines(f"{PASTED}_lines", pasted.count)
        _JUDGES[self.chosen_method](self, cleaned)
        twice = one_in_another(self.chosen())
        if twice:
            said = _(
                "%(inner)s est dans %(outer)s : gardez l’un ou l’autre, sinon ses besoins comptent deux fois."
            )
            self.add_error("territories", said % {"outer": twice[0].name, "inner": twice[1].name})
        return cleaned

    def _read_lines(self, name: str, value_of: Callable[[str], Any]) -> None:
        """What was pasted, by territory; each mistake becomes an error of the field, with its line."""
        if name not in self.fields or name in self.errors:
            return
        chosen = set(self.cleaned_data.get("territories", []))
        found = pasted.read(self.cleaned_data.get(name) or "", self.recipients, chosen, value_of)
        self.read[name] = found.values
        for mistake in found.mistakes[: pasted.MOST_MISTAKES]:
            self.add_error(name, mistake)

    def chosen(self) -> list[Territory]:
        codes = set(self.cleaned_data.get("territories", []))
        return [place for place in self.recipients if place.code in codes]

    def reference(self) -> Scenario | None:
        """The adopted split whose amounts are the previous ones."""
        wanted = self.cleaned_data.get("reference")
        return next((found for found in self.references if str(found.pk) == wanted), None)

    def compared_with(self) -> Scenario | None:
        """The kept split of this envelope to compare with."""
        wanted = self.cleaned_data.get("against")
        return next((kept for kept in self.kept if str(kept.pk) == wanted), None)

    def previous(self) -> dict[str, int]:
        """Cents by territory before this split; empty when nothing was chosen."""
        found = self.reference()
        return found.result["cents"] if found else self.read.get("previous_lines", {})

    def components(self) -> dict[str, int]:
        """Cents fixed in advance, by component."""
        given = {component.value: self.cleaned_data.get(f"{PART}_{component.value}") for component in OTHERS}
        return {component: cents for component, cents in given.items() if cents}

    def choices(self) -> list[CriterionChoice]:
        """The criteria on offer, the pasted one last, under the name it was given."""
        name, source = (self.cleaned_data.get(f"{PASTED}_{part}") for part in ("label", "source"))
        return [*self.known.choices, CriterionChoice(PASTED, name or "", source or "")]

    def weights(self) -> dict[str, str]:
        """The weight of each criterion in use, as the engine reads it."""
        given = {choice.code: self.cleaned_data.get(weight_name(choice.code)) for choice in self.choices()}
        return {code: str(weight) for code, weight in given.items() if weight}

    def needs(self) -> list[Need]:
        """What is known of the chosen territories, what was pasted included."""
        lines: dict[str, Decimal] = self.read.get(f"{PASTED}_lines", {})
        codes = {place.code for place in self.chosen()}
        return [
            Need(need.territory, {**need.values, PASTED: lines.get(need.territory.code)})
            for need in self.known.needs
            if need.territory.code in codes
        ]


def _again(typed: QueryDict | None, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """What was typed, for fields that are shown again."""
    if typed is None:
        return {}
    several = {
        name for name, field in fields.items() if isinstance(field.widget, forms.CheckboxSelectMultiple)
    }
    return {
        name: typed.getlist(name) if name in several else typed[name]
        for name in fields
        if name in typed and name not in ("method", LEVEL)
    }


def _judge_criteria(form: WorkshopForm, cleaned: dict[str, Any]) -> None:
    if not form.weights():
        form.add_error(None, _("Donnez un poids à au moins un critère."))
    floor, cap = cleaned.get("floor"), cleaned.get("cap")
    if floor is not None and cap is not None and floor > cap:
        form.add_error("cap", _("Le plafond est plus bas que le plancher."))
    limited = cleaned.get("max_loss") is not None or cleaned.get("max_gain") is not None
    if limited and not form.previous():
        form.add_error(
            "reference", _("Une perte ou une hausse se mesure : choisissez les montants précédents.")
        )
    if cleaned.get(weight_name(PASTED)) and not cleaned.get(f"{PASTED}_label"):
        form.add_error(f"{PASTED}_label", _("Nommez ce critère : son nom paraît dans la décision."))


def _judge_imposed(form: WorkshopForm, _cleaned: dict[str, Any]) -> None:
    if "amounts" not in form.errors and not form.read.get("amounts"):
        form.add_error("amounts", _("Écrivez au moins un montant."))


def _judge_previous(form: WorkshopForm, _cleaned: dict[str, Any]) -> None:
    if not form.previous() and not {"reference", "previous_lines"} & set(form.errors):
        form.add_error(
            "previous_lines", _("Cette méthode part des montants précédents : choisissez-les ou écrivez-les.")
        )


_JUDGES: dict[Method, Callable[[WorkshopForm, dict[str, Any]], None]] = {
    Method.CRITERIA: _judge_criteria,
    Method.IMPOSED: _judge_imposed,
    Method.INCREMENT: _judge_previous,
    Method.UNIFORM: _judge_previous,
}
