"""Forms of the organisation. A draft refuses nothing: what cannot be read is kept as it was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import Application
from alliances.domain.participation.models import Priority
from alliances.domain.people.models import Organisation
from alliances.spaces.organisation.steps import Step
from alliances.ui.forms import CountField, DayField, DayInput, Form, MoneyField, TextField

LONGEST_ANSWER = 20_000  # characters: about seven pages
TEXTS = ("title", "need", "activities", "participation")


def _count(label: Any, **kwargs: Any) -> CountField:
    """A count in a text box: a number box would hide from the person what it cannot read."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}
    return CountField(label=label, widget=forms.TextInput(attrs), **kwargs)


class LenientForm(Form):
    """A form where nothing is compulsory yet, and where an unreadable answer is reported but kept."""

    use_required_attribute = False

    def add_error(self, field: str | None, error: Any) -> None:
        if field and isinstance(error, ValidationError) and getattr(error, "code", "") == "required":
            self.cleaned_data[field] = "" if field in TEXTS else None
            return
        super().add_error(field, error)

    def full_clean(self) -> None:
        super().full_clean()
        for name in self.errors:
            widget = self.fields[name].widget
            if isinstance(widget, DayInput):
                widget.input_type = "text"  # a date picker would not show a text that is not a date


class AnswersForm(LenientForm):
    """The questions of one page of the application, filled with what is stored or with what was just typed."""

    title = TextField(label=_("Nom du projet"), max_length=200)
    priority = forms.ModelChoiceField(
        Priority.objects.none(),
        label=_("Priorité du plan local à laquelle le projet répond"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    need = TextField(
        label=_("Quel besoin avez-vous constaté?"),
        help_text=_("Qui le vit? Comment le savez-vous?"),
        lines=10,
        max_length=LONGEST_ANSWER,
    )
    activities = TextField(
        label=_("Que ferez-vous?"),
        help_text=_("Les activités, leur rythme, les lieux."),
        lines=8,
        max_length=LONGEST_ANSWER,
    )
    participation = TextField(
        label=_("Quelle place ont les personnes en situation de pauvreté dans le projet?"),
        help_text=_("Elles choisissent, elles animent, elles évaluent… Dites comment."),
        lines=6,
        max_length=LONGEST_ANSWER,
    )
    people_expected = _count(_("Combien de personnes pensez-vous rejoindre?"), help_text=_("Par exemple 40."))
    total_cost_cents = MoneyField(
        label=_("Coût total du projet"), help_text=_("Toutes les dépenses, peu importe qui paie.")
    )
    requested_cents = MoneyField(label=_("Montant demandé"), help_text=_("La part que vous demandez ici."))
    starts_on = DayField(
        label=_("Début du projet"), help_text=_("Année, mois, jour. Par exemple 2027-01-31.")
    )
    ends_on = DayField(label=_("Fin du projet"), help_text=_("Année, mois, jour. Par exemple 2027-12-15."))

    def __init__(self, data: QueryDict | dict[str, Any], *, application: Application, step: Step) -> None:
        super().__init__(data)
        for name in set(self.fields) - set(step.fields):
            del self.fields[name]
        if "priority" in self.fields:
            self.fields["priority"].queryset = application.call.priorities.order_by("rank", "pk")  # type: ignore[attr-defined]

    def answers(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What can be stored as it is, and the texts to keep as typed. Fields that were not sent stay as they are."""
        readable, unread = {}, {}
        for name in self.fields:
            if name not in self.data:
                continue
            if name not in self.errors:
                readable[name] = self.cleaned_data[name]
            elif name != "priority":
                readable[name] = "" if name in TEXTS else None
                unread[name] = str(self.data[name])
        return readable, unread


class WithdrawForm(Form):
    reason = TextField(
        label=_("Pourquoi retirez-vous la demande?"),
        help_text=_("Cette raison reste au dossier. La région la lira."),
        lines=4,
    )


class StartForm(Form):
    """Which organisation applies, when the person may write for several."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Pour quel organisme?"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = [organisation.pk for organisation in organisations]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=wanted).alphabetical()  # type: ignore[attr-defined]


class SendForm(Form):
    """The confirmation of the one explicit act."""

    confirmed = forms.BooleanField(label=_("J’ai relu la demande. Elle peut partir au nom de l’organisme."))


class ReportForm(LenientForm):
    """What was done and spent. Three questions, no more."""

    activities = TextField(
        label=_("Qu’avez-vous fait?"),
        help_text=_("Dites aussi ce qui a changé par rapport au projet prévu."),
        lines=8,
        max_length=LONGEST_ANSWER,
    )
    people_reached = _count(_("Combien de personnes avez-vous rejointes?"))
    spent_cents = MoneyField(
        label=_("Dépenses payées avec l’aide"), help_text=_("Seulement les dépenses déjà faites.")
    )
