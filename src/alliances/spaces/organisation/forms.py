"""Forms of the organisation. A draft refuses nothing: what cannot be read is kept as it was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import Application, AttachmentKind
from alliances.domain.forms.kinds import SEPARATOR, Choices, kind_of
from alliances.domain.forms.models import Question, QuestionKind
from alliances.domain.participation.models import Priority
from alliances.domain.people.models import Organisation
from alliances.ui import formats
from alliances.ui.forms import (
    CountField,
    DayField,
    DayInput,
    Form,
    MoneyInput,
    TextField,
    dress,
)

LONGEST_ANSWER = 20_000  # characters: about seven pages


def count_field(label: Any, **kwargs: Any) -> CountField:
    """A count in a text box: a number box would hide from the person what it cannot read."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}
    return CountField(label=label, widget=forms.TextInput(attrs), **kwargs)


class LenientForm(Form):
    """A form where nothing is compulsory yet, and where an unreadable answer is reported but kept."""

    use_required_attribute = False

    def add_field(self, name: str, field: forms.Field) -> None:
        """One more field; a pasted text is never cut short by the browser, it is kept and said too long."""
        dress(field)
        field.widget.attrs.pop("maxlength", None)
        self.fields[name] = field

    def add_error(self, field: str | None, error: Any) -> None:
        if field and isinstance(error, ValidationError) and getattr(error, "code", "") == "required":
            self.cleaned_data[field] = "" if isinstance(self.fields[field], forms.CharField) else None
            return
        super().add_error(field, error)

    def full_clean(self) -> None:
        super().full_clean()
        for name in self.errors:
            widget = self.fields[name].widget
            if isinstance(widget, DayInput):
                widget.input_type = "text"  # a date picker would not show a text that is not a date


class FactsForm(LenientForm):
    """The facts of the application, filled with what is stored or with what was just typed."""

    title = TextField(label=_("Nom du projet"), max_length=200)
    priority = forms.ModelChoiceField(
        Priority.objects.none(),
        label=_("Priorité du plan local à laquelle le projet répond"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    people_expected = count_field(
        _("Combien de personnes pensez-vous rejoindre?"), help_text=_("Par exemple 40.")
    )
    starts_on = DayField(
        label=_("Début du projet"), help_text=_("Année, mois, jour. Par exemple 2027-01-31.")
    )
    ends_on = DayField(label=_("Fin du projet"), help_text=_("Année, mois, jour. Par exemple 2027-12-15."))

    def __init__(self, data: QueryDict | dict[str, Any], *, application: Application) -> None:
        super().__init__(data)
        self.fields["priority"].queryset = application.call.priorities.order_by("rank", "pk")  # type: ignore[attr-defined]


class QuestionField(forms.Field):
    """A question of a form: its kind reads what was typed and says what to correct."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(
            label=question.text("label"),
            help_text=_help(question),
            required=question.is_required,
            widget=_widget(question),
        )
        self.is_money = question.kind == QuestionKind.MONEY

    def clean(self, value: Any) -> str:
        text = SEPARATOR.join(value) if isinstance(value, list) else str(value or "")
        reading = kind_of(self.question).read(self.question, text)
        if reading.sentence:
            raise ValidationError(reading.sentence, code="unreadable")
        return text


def _help(question: Question) -> str:
    said = question.text("help")
    if question.kind not in (QuestionKind.LONG_TEXT, QuestionKind.SHORT_TEXT) or not question.longest:
        return said
    limit = gettext("Au plus %(limit)s caractères.") % {"limit": formats.number(question.longest)}
    return f"{said} {limit}".strip()


def _widget(question: Question) -> forms.Widget:
    attrs = {"data-longest": question.longest} if question.longest else {}
    short = {"autocomplete": "off", "class": "input-short"}
    kind = kind_of(question)
    options = list(kind.options(question).items()) if isinstance(kind, Choices) else []
    widgets: dict[str, forms.Widget] = {
        QuestionKind.LONG_TEXT: forms.Textarea({"rows": 8, **attrs}),
        QuestionKind.SHORT_TEXT: forms.TextInput(attrs),
        QuestionKind.NUMBER: forms.TextInput({"inputmode": "numeric", **short}),
        QuestionKind.MONEY: MoneyInput(),
        QuestionKind.DATE: DayInput(),
        QuestionKind.CHOICE: forms.RadioSelect(choices=options),
        QuestionKind.CHOICES: forms.CheckboxSelectMultiple(choices=options),
        QuestionKind.YES_NO: forms.RadioSelect(choices=options),
    }
    return widgets[question.kind]


class QuestionsForm(LenientForm):
    """One section of a form."""

    @classmethod
    def asking(cls, questions: list[Question], data: QueryDict) -> "QuestionsForm":
        form = cls(data)
        for question in questions:
            form.add_field(question.code, QuestionField(question))
        return form


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


class AcceptForm(Form):
    """The confirmation of the signature."""

    confirmed = forms.BooleanField(
        label=_("J’ai lu l’offre. Je peux signer au nom de l’organisme et je l’accepte.")
    )


class DeclineForm(Form):
    reason = TextField(
        label=_("Pourquoi déclinez-vous l’offre?"), help_text=_("La région lira cette raison."), lines=4
    )


class AmendmentAcceptForm(Form):
    """The confirmation of the organisation's yes."""

    confirmed = forms.BooleanField(
        label=_("J’ai lu l’avenant. Je peux signer au nom de l’organisme et je l’accepte.")
    )


class AmendmentDeclineForm(Form):
    reason = TextField(
        label=_("Pourquoi déclinez-vous l’avenant?"), help_text=_("La région lira cette raison."), lines=4
    )


class DocumentForm(Form):
    """What the documents about to be joined are; the files themselves are read apart, one by one."""

    kind = forms.ChoiceField(label=_("Quelle sorte de document?"), choices=AttachmentKind.choices)
    label = TextField(
        label=_("Précision"),
        help_text=_("Par exemple : de la MRC, de l’an dernier."),
        max_length=200,
        required=False,
    )
