"""What a spokesperson types: where a measure stands, who else speaks, the answer to an opinion."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import Precision
from alliances.domain.people.models import Account
from alliances.domain.strategy import queries, rules
from alliances.domain.strategy.models import LONGEST_SENTENCE, Measure, ProgressNote, ResponsibleBody
from alliances.ui.forms import DayField, Form, MoneyField, TextField, needed_when

PRECISIONS = (
    (Precision.EXACT, _("exact")),
    (Precision.ROUNDED, _("arrondi")),
    (Precision.AT_LEAST, _("au moins ce montant")),
)


class BodyChoice(forms.ModelChoiceField):
    def label_from_instance(self, body: ResponsibleBody) -> str:
        return f"{queries.in_language(body, 'name')} ({body.acronym})"


class NoteChoice(forms.ModelChoiceField):
    def label_from_instance(self, note: ProgressNote) -> str:
        return f"{note.as_of:%Y-%m-%d} – {note.sentence[:80]}"


class ProgressForm(Form):
    """One sentence, its date, and an amount if the body publishes one."""

    body = BodyChoice(label=_("Au nom de"), queryset=ResponsibleBody.objects.none(), empty_label=None)
    as_of = DayField(label=_("Situation au"), help_text=_("Le jour où cette phrase était vraie."))
    sentence = TextField(
        label=_("Où en est la mesure"),
        lines=3,
        max_length=LONGEST_SENTENCE,
        help_text=_("Une seule phrase, 280 caractères au plus. Dites ce qui est fait, pas ce qui est prévu."),
    )
    spent_cents = MoneyField(
        label=_("Montant dépensé depuis le début du plan"),
        required=False,
        help_text=_("Laissez vide si l’organisme ne publie pas de montant : le vide se lira « non publié »."),
    )
    spent_precision = needed_when(
        forms.ChoiceField(
            label=_("Précision du montant"), choices=[("", _("sans montant")), *PRECISIONS], required=False
        ),
        _("nécessaire avec un montant"),
    )
    corrects = NoteChoice(
        label=_("Corrige une phrase publiée"),
        queryset=ProgressNote.objects.none(),
        required=False,
        empty_label=_("Non, c’est une phrase nouvelle"),
        help_text=_("La phrase corrigée reste lisible, avec la mention de sa correction."),
    )

    def __init__(self, *args: Any, account: Account, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [body.pk for body in rules.bodies_of(account)]
        self.fields["body"].queryset = measure.responsible.filter(pk__in=mine).order_by("acronym")  # type: ignore[attr-defined]
        self.fields["corrects"].queryset = (  # type: ignore[attr-defined]
            ProgressNote.objects.filter(measure=measure).standing().newest_first()
        )
        self.fields["as_of"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("spent_cents") is not None and not cleaned.get("spent_precision"):
            self.add_error("spent_precision", _("Dites si ce montant est exact, arrondi ou un minimum."))
        if cleaned.get("spent_precision") and "spent_cents" in cleaned and cleaned["spent_cents"] is None:
            self.add_error("spent_cents", _("Écrivez le montant, ou choisissez « sans montant »."))
        return cleaned


class SpokespersonForm(Form):
    """Who may speak for a body: an officer who already has an account."""

    body = BodyChoice(
        label=_("Organisme responsable"), queryset=ResponsibleBody.objects.none(), empty_label=None
    )
    account = forms.EmailField(
        label=_("Adresse courriel du compte"), help_text=_("Le compte d’une personne du ministère.")
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "nommer")
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = measure.responsible.order_by("acronym")  # type: ignore[attr-defined]

    def clean_account(self) -> Account:
        found = Account.objects.filter(email=self.cleaned_data["account"].lower(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Aucun compte n’a cette adresse. Invitez d’abord la personne."))
        return found


class AnswerForm(Form):
    body = BodyChoice(label=_("Au nom de"), queryset=ResponsibleBody.objects.none(), empty_label=None)
    text = TextField(
        label=_("La réponse"),
        lines=8,
        help_text=_("Dites ce qui sera fait, par qui, quand; ou pourquoi rien ne le sera."),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [body.pk for body in rules.bodies_of(account)]
        self.fields["body"].queryset = ResponsibleBody.objects.filter(pk__in=mine).order_by("acronym")  # type: ignore[attr-defined]
