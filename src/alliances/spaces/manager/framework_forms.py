"""What a region types to write a version of its framework: each rule, and where it was read."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.actions import Provenance
from alliances.domain.agreements.models import RULES, Framework, RuleCode
from alliances.domain.people.models import LegalForm
from alliances.ui.forms import CountField, DayField, Form, MoneyField, TextField, dress

SHORT = {"class": "input-short"}
HOLE = _("Laissez vide si la règle n’est pas publiée.")
MOST_INSTALMENTS = 12


class PercentsField(forms.Field):
    """Whole percents that make 100 together, typed « 60, 40 »; `cleaned_data` holds a list, or None when empty."""

    widget = forms.TextInput(attrs={"class": "input-short", "maxlength": 60})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(part) for part in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[int] | None:
        text = str(value or "").strip()[:200]
        if not text:
            return None
        parts = [part for part in re.split(r"[\s,;+/%]+", text) if part]
        if not parts or not all(re.fullmatch(r"[0-9]{1,3}", part, re.ASCII) for part in parts):
            raise forms.ValidationError(_("Écrivez les tranches en %, séparées par des virgules : 60, 40."))
        return [int(part) for part in parts]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if 0 in value or len(value) > MOST_INSTALMENTS:
            raise forms.ValidationError(
                _("Chaque tranche est plus grande que zéro, et il y en a au plus 12.")
            )
        if sum(value) != 100:
            raise forms.ValidationError(
                _("Ces tranches font %(total)s %% ensemble. Elles doivent faire 100 %%."),
                params={"total": sum(value)},
            )


def _percent(code: RuleCode, *, least: int) -> forms.Field:
    return CountField(
        label=code.label, min_value=least, max_value=100, required=False,
        widget=forms.NumberInput(attrs=SHORT), help_text=HOLE,
    )  # fmt: skip


def _count(code: RuleCode, *, most: int, **kwargs: Any) -> forms.Field:
    settings = {"required": False, "help_text": HOLE, **kwargs}
    return CountField(
        label=code.label, min_value=1, max_value=most, widget=forms.NumberInput(attrs=SHORT), **settings
    )


class FrameworkForm(Form):
    """A version of the region's rules. Empty means that nobody published the rule."""

    valid_from = DayField(label=_("En vigueur à partir du"))
    source = TextField(
        label=_("Source de ces règles"),
        lines=3,
        max_length=2000,
        help_text=_(
            "Le document, sa date, ou la mention qu’il s’agit d’un exemple. Elle vaut pour chaque règle qui ne dit pas "
            "la sienne."
        ),
    )
    eligible_legal_forms = forms.MultipleChoiceField(
        label=RuleCode.LEGAL_FORMS.label,
        choices=LegalForm.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ne cochez rien si la règle n’est pas publiée."),
    )
    local_percent = _percent(RuleCode.LOCAL_PERCENT, least=0)
    max_share_percent = _percent(RuleCode.MAX_SHARE, least=1)
    max_grant_cents = MoneyField(label=RuleCode.MAX_GRANT.label, required=False, min_cents=1, help_text=HOLE)
    minimum_partners = _count(RuleCode.PARTNERS, most=100)
    scores_per_application = _count(RuleCode.SCORES, most=20, initial=2, required=True, help_text="")
    instalment_percents = PercentsField(
        label=RuleCode.INSTALMENTS.label,
        required=False,
        help_text=_(
            "En %, dans l’ordre des versements, par exemple 60, 40. Laissez vide si rien n’est publié."
        ),
    )
    offer_valid_days = _count(RuleCode.OFFER_DAYS, most=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in RULES:
            self.fields[f"source_{code}"] = TextField(
                label=_("Où on la lit"), lines=2, max_length=1000, required=False
            )
            self.fields[f"date_{code}"] = DayField(label=_("Date du document"), required=False)
            dress(self.fields[f"source_{code}"])
            dress(self.fields[f"date_{code}"])

    def main_fields(self) -> list[Any]:
        return [self["valid_from"], self["source"]]

    def rule_rows(self) -> list[tuple[Any, Any, Any]]:
        """For each rule: its value, its source, the date of its source."""
        return [(self[code.value], self[f"source_{code}"], self[f"date_{code}"]) for code in RULES]

    def rules(self) -> dict[str, Any]:
        """The values typed, None for a hole. Call after `is_valid()`."""
        return {code.value: self.cleaned_data[code.value] or _empty(code, self) for code in RULES}

    def provenance(self) -> dict[str, Provenance]:
        """Where each rule that says its own source was read."""
        data = self.cleaned_data
        said = {code: (data[f"source_{code}"].strip(), data[f"date_{code}"]) for code in RULES}
        return {
            code: Provenance(text or data["source"], day) for code, (text, day) in said.items() if text or day
        }


def _empty(code: RuleCode, form: FrameworkForm) -> Any:
    """Zero is a rule (no local share); an empty answer is none."""
    return 0 if form.cleaned_data[code.value] == 0 else None


def carried(last: Framework) -> dict[str, Any]:
    """The starting point of the next version: every rule of `last`, with its source."""
    initial: dict[str, Any] = {"source": last.source}
    for code, read in last.provenance().items():
        if read.source != last.source:
            initial[f"source_{code}"] = read.source
        initial[f"date_{code}"] = read.source_date
    return initial | {code.value: last.value_of(code) for code in RULES}
