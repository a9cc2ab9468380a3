"""Forms that say, in a sentence, what to correct, and keep what was typed.

    class RequestForm(Form):
        title = TextField(label=_("Titre du projet"), max_length=120)
        amount = MoneyField(label=_("Montant demandé"), max_cents=50_000_00)
        start = DayField(label=_("Début"), required=False)

Shown by `<c-form :form="form" submit="Envoyer la demande" />`.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from alliances.ui import formats, typed

LONGEST_TEXT = 5000
LARGEST_CENTS = 10_000_000_000_00  # ten billion dollars: no envelope of the strategy comes near


class MoneyInput(forms.TextInput):
    """A text box for an amount, with the digits aligned to the right and the number pad on a phone."""

    template_name = "django/forms/widgets/text.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "decimal", "autocomplete": "off", "class": "input-money", **(attrs or {})}
        )


class MoneyField(forms.Field):
    """An amount of Canadian dollars; `cleaned_data` holds integer cents, `initial` takes integer cents."""

    widget = MoneyInput
    is_money = True

    def __init__(
        self, *, min_cents: int = 0, max_cents: int = LARGEST_CENTS, max_length: int = 30, **kwargs: Any
    ) -> None:
        self.min_cents, self.max_cents, self.max_length = min_cents, max_cents, max_length
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"maxlength": self.max_length}

    def prepare_value(self, value: Any) -> Any:
        """Cents become the amount as one types it; what was typed is shown again untouched."""
        return formats.number(formats.in_dollars(value), 2) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def to_python(self, value: Any) -> int | None:
        text = str(value or "")
        if not text.strip(typed.SPACES):
            return None
        if len(text) > self.max_length:
            raise ValidationError(_("Ce montant est trop long. Par exemple : 1 234,56."), code="max_length")
        return typed.cents(text)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.min_cents:
            message = _("Le montant doit être d’au moins %(limit)s.")
            raise ValidationError(message, code="min_value", params={"limit": formats.money(self.min_cents)})
        if value > self.max_cents:
            message = _("Le montant doit être d’au plus %(limit)s.")
            raise ValidationError(message, code="max_value", params={"limit": formats.money(self.max_cents)})


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "input-short", **(attrs or {})}, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A date that cannot be read is shown again as a text: a calendar box would swallow what was typed."""
        context = super().get_context(name, value, attrs)
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|", str(context["widget"]["value"] or ""), re.ASCII):
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    """A date typed `AAAA-MM-JJ`, or picked where the browser offers a calendar; bounded when asked."""

    widget = DayInput

    def __init__(
        self, *, earliest: date = date(1900, 1, 1), latest: date = date(2199, 12, 31), **kwargs: Any
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        return typed.day(str(value)[:40])

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.earliest:
            message = _("Choisissez une date à partir du %(limit)s.")
            raise ValidationError(message, code="min_value", params={"limit": formats.day(self.earliest)})
        if value > self.latest:
            message = _("Choisissez une date au plus tard le %(limit)s.")
            raise ValidationError(message, code="max_value", params={"limit": formats.day(self.latest)})


class CountField(forms.IntegerField):
    """A whole number, typed with the digits 0 to 9 and any kind of space between thousands."""

    def __init__(self, *, min_value: int = 0, max_value: int = 10**9, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_python(self, value: Any) -> int | None:
        text = re.sub(f"[{typed.SPACES}]", "", str(value if value is not None else ""))
        if text and not re.fullmatch(r"-?[0-9]{1,18}", text, re.ASCII):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text) if text else None


class TextField(forms.CharField):
    """A line of text, or several with `lines`; always bounded."""

    def __init__(self, *, lines: int = 1, max_length: int | None = None, **kwargs: Any) -> None:
        if lines > 1:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(max_length=max_length or (200 if lines == 1 else LONGEST_TEXT), **kwargs)


# Our sentence for each refusal a standard field makes, by the code of the error.
MESSAGES = {
    "required": _("Remplissez ce champ : la suite en a besoin."),
    "invalid": _("Corrigez cette réponse : elle n’a pas la forme attendue."),
    "invalid_choice": _("Choisissez une réponse de la liste."),
    "invalid_list": _("Choisissez des réponses de la liste."),
    "invalid_pk_value": _("Choisissez une réponse de la liste."),
    "max_length": ngettext_lazy(
        "Raccourcissez ce texte : au plus %(limit_value)d caractère. Il en compte %(show_value)d.",
        "Raccourcissez ce texte : au plus %(limit_value)d caractères. Il en compte %(show_value)d.",
        "limit_value",
    ),
    "min_length": ngettext_lazy(
        "Écrivez au moins %(limit_value)d caractère. Il y en a %(show_value)d.",
        "Écrivez au moins %(limit_value)d caractères. Il y en a %(show_value)d.",
        "limit_value",
    ),
    "null_characters_not_allowed": _("Ce texte contient un caractère invisible. Retapez-le."),
    "missing": _("Choisissez un fichier."),
    "empty": _("Ce fichier est vide. Choisissez-en un autre."),
    "invalid_image": _("Ce fichier n’est pas une image lisible. Choisissez-en un autre."),
}
MESSAGES_BY_FIELD: dict[type[forms.Field], dict[str, Any]] = {
    forms.EmailField: {"invalid": _("Écrivez une adresse courriel complète, par exemple nom@exemple.org.")},
    forms.URLField: {"invalid": _("Écrivez une adresse Web complète, par exemple https://exemple.org.")},
    forms.IntegerField: {
        "invalid": _("Écrivez un nombre entier en chiffres, par exemple 12."),
        "min_value": _("Écrivez un nombre d’au moins %(limit_value)s."),
        "max_value": _("Écrivez un nombre d’au plus %(limit_value)s."),
    },
    forms.DecimalField: {"invalid": _("Écrivez un nombre en chiffres, par exemple 12,5.")},
    forms.DateField: {"invalid": _("Écrivez la date ainsi : année, mois, jour. Par exemple 2026-11-05.")},
    forms.BooleanField: {"required": _("Cochez cette case pour continuer.")},
    forms.ChoiceField: {"required": _("Choisissez une réponse.")},
    forms.FileField: {"required": _("Choisissez un fichier.")},
}


def needed_when(field: forms.Field, sentence: Any) -> forms.Field:
    """Marks a field that another answer makes needed: its label says so, and the form judges it."""
    field.needed_when = sentence  # type: ignore[attr-defined]
    return field


def dress(field: forms.Field) -> None:
    """Gives one field our sentences and, if it is a text, a longest length. Called on every field of a form."""
    sentences: dict[str, Any] = dict(MESSAGES)
    for kind, own in MESSAGES_BY_FIELD.items():
        if isinstance(field, kind):
            sentences |= own
    field.error_messages = {**field.error_messages, **sentences}
    if isinstance(field, forms.CharField) and field.max_length is None:
        field.max_length = LONGEST_TEXT
        field.validators.append(MaxLengthValidator(LONGEST_TEXT))
        field.widget.attrs.setdefault("maxlength", LONGEST_TEXT)


@dataclass(frozen=True)
class Mistake:
    """One line of the summary: the sentence, and the identifier of the field it is about."""

    text: str
    target: str
    label: str


class Dressed(forms.BaseForm):
    """Mixin of every form: our sentences, bounded texts, a summary of the errors."""

    seen = ""  # see `WatchedForm`

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    def mistakes(self) -> list[Mistake]:
        return mistakes(self)


def mistakes(form: forms.BaseForm) -> list[Mistake]:
    """Every error of a form, in the order of the page, with the identifier to jump to."""
    found = [Mistake(str(error), "", "") for error in form.non_field_errors()]
    for bound in form:
        target = f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label
        found += [Mistake(str(error), target, str(bound.label)) for error in bound.errors]
    return found


class Form(Dressed, forms.Form):
    """A form of ours."""


class WatchedForm(Form):
    """For what several people, or two tabs, may change: what was saved since the page was made is said, never lost.

    `seen` travels with the page: a short digest of each stored answer it was made from. Sent again from the page that
    said so, the words of the last person stand.
    """

    SEEN = "seen"

    @property
    def seen(self) -> str:  # type: ignore[override]
        """`field:digest` of every stored answer."""
        return " ".join(f"{name}:{self._digest(name)}" for name in self.fields)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        before = dict(part.split(":", 1) for part in str(self.data.get(self.SEEN, "")).split() if ":" in part)
        for name in self.fields:
            if before.get(name, self._digest(name)) != self._digest(name) and name in self.changed_data:
                self.add_error(name, self._changed_meanwhile(name))
        return cleaned

    def _digest(self, name: str) -> str:
        stored = self.fields[name].prepare_value(self.get_initial_for_field(self.fields[name], name))
        return hashlib.sha256(repr(stored).encode()).hexdigest()[:12]

    def _changed_meanwhile(self, name: str) -> Any:
        stored = self.fields[name].prepare_value(self.get_initial_for_field(self.fields[name], name))
        if isinstance(self.fields[name], forms.ChoiceField | forms.ModelChoiceField | forms.BooleanField):
            return _(
                "Cette réponse a changé depuis que la page s’est ouverte. Relisez-la, puis enregistrez de nouveau."
            )
        return _(
            "Depuis que la page s’est ouverte, on a enregistré ici : « %s ». Gardez votre réponse ou reprenez "
            "celle-là, puis enregistrez de nouveau."
        ) % (stored or "–")  # fmt: skip


class ModelForm(Dressed, forms.ModelForm):
    """A form of ours on a model; list its fields, never `__all__`."""
