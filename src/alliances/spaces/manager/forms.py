"""What a region's people type: rules, plans, priorities, calls, recommendations, signatures."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.applications.models import Application
from alliances.domain.envelopes.models import Envelope
from alliances.domain.participation.models import LocalPlanState, Priority
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.strategy.models import Goal
from alliances.domain.territories.models import Level, Territory
from alliances.ui.formats import money
from alliances.ui.forms import DayField, Form, MoneyField, TextField, dress

GRID_LINES = 6
LARGEST_COUNT = 1_000_000
SHORT = {"class": "input-short"}
CHOOSE = _("Choisissez…")


def _percent(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs=SHORT),
        help_text=_("Laissez vide si la règle n’est pas publiée."),
    )


class FrameworkForm(Form):
    """A version of the region's rules. Empty means that nobody published the rule."""

    valid_from = DayField(label=_("En vigueur à partir du"))
    source = TextField(
        label=_("Source de ces règles"),
        lines=3,
        max_length=2000,
        help_text=_("Le document, sa date, ou la mention qu’il s’agit d’un exemple."),
    )
    local_percent = _percent(_("Part locale, en %"))
    maximum_aid_percent = _percent(_("Aide maximale, en % du coût d’un projet"))
    ceiling_cents = MoneyField(
        label=_("Plafond par projet"),
        required=False,
        min_cents=1,
        help_text=_("Laissez vide si la règle n’est pas publiée."),
    )
    scores_per_application = forms.IntegerField(
        label=_("Évaluations demandées par dossier"),
        min_value=1,
        max_value=20,
        initial=2,
        widget=forms.NumberInput(attrs=SHORT),
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
        return f"{goal.number}. {goal.wording}"


class PriorityForm(Form):
    title = TextField(label=_("Priorité"), help_text=_("Une phrase courte que tout le monde comprend."))
    need = TextField(label=_("Besoin auquel elle répond"), lines=5)
    goals = GoalsField(
        label=_("Buts de la loi qu’elle sert"),
        queryset=Goal.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    people_with_experience = forms.IntegerField(
        label=_("Personnes en situation de pauvreté qui ont participé"),
        min_value=0,
        max_value=LARGEST_COUNT,
        required=False,
        widget=forms.NumberInput(attrs=SHORT),
        help_text=_("Laissez vide si personne ne les a comptées : inconnu n’est pas zéro."),
    )
    organisations_present = forms.IntegerField(
        label=_("Organismes qui ont participé"),
        min_value=0,
        max_value=LARGEST_COUNT,
        required=False,
        widget=forms.NumberInput(attrs=SHORT),
        help_text=_("Comptés à part des personnes. Laissez vide si le nombre est inconnu."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = Goal.objects.prefetch_related("wordings").order_by("number", "pk")
        self.fields["goals"].queryset = goals  # type: ignore[attr-defined]


class AdoptPlanForm(Form):
    adopted_by = TextField(label=_("Instance qui a adopté le plan"))
    adopted_on = DayField(label=_("Date de l’adoption"))

    def clean_adopted_on(self) -> Any:
        return _not_in_future(self.cleaned_data["adopted_on"])


class EnvelopeChoice(forms.ModelChoiceField):
    def label_from_instance(self, envelope: Envelope) -> str:
        left = _("disponible : %(amount)s") % {"amount": money(envelope.account.balance_cents)}
        return f"{envelope.territory.name} – {envelope.get_component_display()} ({left})"


class PrioritiesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, priority: Priority) -> str:
        return f"{priority.title} – {priority.local_plan.territory.name}"


class TimeInput(forms.TimeInput):
    input_type = "time"


class CallForm(Form):
    """A draft call: its money, its priorities, its dates, its grid. The envelope decides the territory."""

    title = TextField(label=_("Titre de l’appel"))
    purpose = TextField(label=_("Ce que l’appel veut soutenir"), lines=5)
    envelope = EnvelopeChoice(
        label=_("Enveloppe qui paie"),
        queryset=Envelope.objects.none(),
        empty_label=CHOOSE,
        help_text=_("L’appel s’adresse au territoire de cette enveloppe."),
    )
    budget = MoneyField(label=_("Budget de l’appel"), min_cents=1)
    priorities = PrioritiesField(
        label=_("Priorités auxquelles répondre"),
        queryset=Priority.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Celles des plans locaux adoptés."),
    )
    opens_on = DayField(label=_("Ouverture"), help_text=_("À 0 h ce jour-là."))
    closes_on = DayField(label=_("Dernier jour"))
    closes_time = forms.TimeField(
        label=_("Heure de fermeture"), initial=time(16, 0), widget=TimeInput(format="%H:%M", attrs=SHORT)
    )

    def __init__(self, *args: Any, alliance: Alliance, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        family = Envelope.objects.filter(pk=alliance.envelope_id) | alliance.envelope.children.all()
        allowed = [
            envelope.pk
            for envelope in family.select_related("territory")
            if account.may(Permission.RUN_CALLS, envelope.territory)
        ]
        self.fields["envelope"].queryset = (  # type: ignore[attr-defined]
            Envelope.objects.filter(pk__in=allowed)
            .select_related("territory", "account")
            .order_by("territory__sort_key", "component")
        )
        adopted = Priority.objects.filter(
            local_plan__alliance=alliance, local_plan__state=LocalPlanState.ADOPTED
        )
        self.fields["priorities"].queryset = (  # type: ignore[attr-defined]
            adopted.select_related("local_plan__territory").order_by(
                "local_plan__territory__sort_key", "rank"
            )
        )
        for line in range(1, GRID_LINES + 1):
            self.fields[f"label_{line}"] = TextField(
                label=_("Critère %(number)s") % {"number": line}, required=line == 1
            )
            self.fields[f"weight_{line}"] = forms.IntegerField(
                label=_("Compte combien de fois"),
                min_value=1,
                max_value=100,
                required=False,
                initial=1,
                widget=forms.NumberInput(attrs=SHORT),
            )
            dress(self.fields[f"label_{line}"])
            dress(self.fields[f"weight_{line}"])

    def grid_rows(self) -> list[tuple[Any, Any]]:
        """The bound fields of each line of the grid, side by side."""
        return [(self[f"label_{line}"], self[f"weight_{line}"]) for line in range(1, GRID_LINES + 1)]

    def main_fields(self) -> list[Any]:
        return [bound for bound in self if not bound.name.startswith(("label_", "weight_"))]

    def grid(self) -> list[tuple[str, int]]:
        """(label, weight) of each line that was filled. Call after `is_valid()`."""
        data = self.cleaned_data
        lines = [(data[f"label_{n}"], data[f"weight_{n}"] or 1) for n in range(1, GRID_LINES + 1)]
        return [(label, weight) for label, weight in lines if label]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes, at = (cleaned.get(name) for name in ("opens_on", "closes_on", "closes_time"))
        if opens and closes and at is not None:
            cleaned["opens_at"] = _local(opens, time())
            cleaned["closes_at"] = _local(closes, at)
            if cleaned["closes_at"] <= cleaned["opens_at"]:
                self.add_error("closes_on", _("L’appel ferme avant d’ouvrir."))
        return cleaned


def _local(day: Any, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def _not_in_future(day: Any) -> Any:
    if day > timezone.localdate():
        raise forms.ValidationError(_("Cette date n’est pas encore passée."))
    return day


class ReasonForm(Form):
    reason = TextField(label=_("Raison"), lines=4, max_length=2000)


class RecommendationForm(Form):
    """What the committee advises. An unfavourable advice carries no amount."""

    is_favourable = forms.TypedChoiceField(
        label=_("Avis du comité"),
        choices=(("oui", _("Recommandée")), ("non", _("Non recommandée"))),
        coerce=lambda value: value == "oui",
        widget=forms.RadioSelect,
    )
    amount = MoneyField(label=_("Montant recommandé"), required=False)
    reasons = TextField(label=_("Raisons"), lines=6)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = application.requested_cents or 0
        self.fields["amount"].help_text = _("Au plus le montant demandé, %(amount)s.") % {
            "amount": money(self.asked)
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_favourable") and "amount" not in self.errors:
            if not cleaned.get("amount"):
                self.add_error("amount", _("Indiquez le montant recommandé."))
            elif cleaned["amount"] > self.asked:
                self.add_error("amount", _("Le montant recommandé dépasse le montant demandé."))
        return cleaned


class SignGrantForm(Form):
    signed_on = DayField(label=_("Date de la signature"))
    signed_for_organisation = TextField(label=_("Signée au nom de l’organisme par"))

    def clean_signed_on(self) -> Any:
        return _not_in_future(self.cleaned_data["signed_on"])
