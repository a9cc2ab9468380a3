"""What a region and its tables type to write a local plan: answers, priorities, who took part, adoption."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.bodies.models import IS_LOCAL, Body
from alliances.domain.chain.queries.links import wording_in_language
from alliances.domain.participation.equity import QUESTIONS
from alliances.domain.participation.models import LocalPlan, Stage
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.strategy.models import Goal
from alliances.domain.territories.models import Level, Territory
from alliances.ui.forms import CountField, DayField, Form, TextField, WatchedForm, dress

LARGEST_COUNT = 1_000_000
SHORT = {"class": "input-short"}
CHOOSE = _("Choisissez…")


def _people(help_text: Any) -> CountField:
    return CountField(
        label=_("Personnes en situation de pauvreté qui ont participé"),
        max_value=LARGEST_COUNT,
        required=False,
        widget=forms.NumberInput(attrs=SHORT),
        help_text=help_text,
    )


def _organisations(help_text: Any) -> CountField:
    return CountField(
        label=_("Organismes qui ont participé"),
        max_value=LARGEST_COUNT,
        required=False,
        widget=forms.NumberInput(attrs=SHORT),
        help_text=help_text,
    )


class LocalPlanForm(Form):
    title = TextField(label=_("Titre du plan local"))
    territory = forms.ModelChoiceField(
        label=_("Territoire"), queryset=Territory.objects.none(), empty_label=CHOOSE
    )

    def __init__(self, *args: Any, alliance: Alliance, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [
            place.pk
            for place in Territory.objects.within(alliance.territory).exclude(level=Level.MUNICIPALITY)
            if account.may(Permission.SET_PRIORITIES, place)
        ]
        places = Territory.objects.filter(pk__in=allowed).alphabetical()
        self.fields["territory"].queryset = places  # type: ignore[attr-defined]


class GoalsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, goal: Goal) -> str:
        return f"{goal.number}. {wording_in_language(goal)}"


class PriorityForm(WatchedForm):
    title = TextField(label=_("Priorité"), help_text=_("Une phrase courte que tout le monde comprend."))
    need = TextField(label=_("Besoin auquel elle répond"), lines=5)
    goals = GoalsField(
        label=_("Buts de la loi qu’elle sert"),
        queryset=Goal.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    people_with_experience = _people(
        _("Chacune une seule fois. Laissez vide si personne ne les a comptées : inconnu n’est pas zéro.")
    )
    organisations_present = _organisations(
        _("Comptés à part des personnes. Laissez vide si le nombre est inconnu.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = Goal.objects.prefetch_related("wordings").order_by("number", "pk")
        self.fields["goals"].queryset = goals  # type: ignore[attr-defined]


class PlanAnswersForm(WatchedForm):
    """The title of a draft plan and its three answers of equity."""

    title = TextField(label=_("Titre du plan local"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            field = TextField(label=question.question, lines=4, required=False, help_text=question.help)
            dress(field)
            self.fields[question.code] = field


class RecordForm(Form):
    """One occasion on which people took part in setting a priority."""

    stage = forms.ChoiceField(label=_("À quelle étape"), choices=[("", CHOOSE), *Stage.choices])
    method = TextField(
        label=_("Comment"), help_text=_("Par exemple : rencontre, porte-à-porte, sondage sur papier.")
    )
    held_on = DayField(label=_("Quel jour"), required=False)
    people_with_experience = _people(_("Laissez vide si personne ne les a comptées."))
    organisations_present = _organisations(
        _("Comptés à part des personnes. Laissez vide si le nombre est inconnu.")
    )

    def clean_held_on(self) -> Any:
        return not_in_future(self.cleaned_data["held_on"])


class BodyChoice(forms.ModelChoiceField):
    def label_from_instance(self, body: Body) -> str:
        return f"{body.name} – {body.get_kind_display()}"


class AdoptPlanForm(Form):
    """Which body adopted the plan: one that the product knows, or the name of another."""

    body = BodyChoice(
        label=_("Instance qui a adopté le plan"),
        queryset=Body.objects.none(),
        empty_label=_("Une autre, que je nomme plus bas"),
        required=False,
        help_text=_("Les tables, comités et conseils qui servent ce territoire."),
    )
    adopted_by = TextField(label=_("Nom d’une autre instance"), required=False)
    resolution_number = TextField(label=_("Numéro de la résolution"), max_length=60, required=False)
    adopted_on = DayField(label=_("Date de l’adoption"))

    def __init__(self, *args: Any, plan: LocalPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        serving = Body.objects.serving(plan.territory).filter(IS_LOCAL).order_by("name", "pk")
        self.fields["body"].queryset = serving  # type: ignore[attr-defined]

    def clean_adopted_on(self) -> Any:
        return not_in_future(self.cleaned_data["adopted_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("body") and not cleaned.get("adopted_by") and "body" not in self.errors:
            self.add_error("body", _("Choisissez l’instance, ou nommez-la."))
        return cleaned


class RevisePlanForm(Form):
    reason = TextField(label=_("Pourquoi réviser ce plan"), lines=3, max_length=2000)


def not_in_future(day: Any) -> Any:
    if day is not None and day > timezone.localdate():
        raise forms.ValidationError(_("Cette date n’est pas encore passée."))
    return day
