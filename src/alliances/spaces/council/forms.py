"""One resolution for a list of files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.applications.models import Application, Attachment
from alliances.domain.calls.models import Call
from alliances.domain.review import rules
from alliances.domain.review.actions import Verdicts
from alliances.spaces.sittings import ActForm
from alliances.ui.forms import MoneyField, TextField, needed_when


@dataclass(frozen=True)
class Line:
    """The three fields of one file, ready to show beside what the committee recommends."""

    application: Application
    included: forms.BoundField
    amount: forms.BoundField
    reason: forms.BoundField
    documents: Sequence[Attachment] | None = None  # None: they are not hers to read


@dataclass(frozen=True)
class Balance:
    """What the envelope holds, what this resolution would reserve for how many files, and what would remain."""

    available_cents: int
    reserved_cents: int
    files: int

    @property
    def remaining_cents(self) -> int:
        return self.available_cents - self.reserved_cents


class ResolutionForm(ActForm):
    """The sitting and the number; then, for each recommended file, an amount and why it differs.

    `in_<pk>` (in this resolution), `amount_<pk>` and `reason_<pk>` are the fields of one file.
    """

    number = TextField(label=gettext_lazy("Numéro de la résolution"), max_length=60)

    def __init__(self, *args: Any, call: Call, applications: Sequence[Application], **kwargs: Any) -> None:
        self.applications = applications
        super().__init__(*args, **kwargs)
        self.offer(call, rules.DECIDING)

    @classmethod
    def for_files(
        cls, call: Call, files: Sequence[Application], data: Any = None, initial: Any = None
    ) -> "ResolutionForm":
        """`data`: what was sent. Without it, no file is ticked and each amount starts at the recommendation.

        `initial` wins over both.
        """
        fields: dict[str, Any] = {}
        prefilled: dict[str, Any] = {}
        for file in files:
            fields |= _fields_of(file)
            prefilled[f"amount_{file.pk}"] = file.recommendation.amount_cents
        made = type("CallResolutionForm", (cls,), fields)
        return made(data, call=call, applications=files, initial={**prefilled, **(initial or {})})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for file in self.applications:
            amount, reason = cleaned.get(f"amount_{file.pk}"), cleaned.get(f"reason_{file.pk}") or ""
            if not cleaned.get(f"in_{file.pk}") or amount is None:
                continue
            answer = rules.may_decide(file, amount, reason)
            if not answer:
                too_much = amount > (file.requested_cents or 0)
                self.add_error(f"amount_{file.pk}" if too_much else f"reason_{file.pk}", answer.reason)
        if not any(cleaned.get(f"in_{file.pk}") for file in self.applications):
            raise ValidationError(_("Cochez au moins une demande."))
        return cleaned

    def lines(self, documents: Mapping[int, Sequence[Attachment]]) -> list[Line]:
        return [
            Line(f, self[f"in_{f.pk}"], self[f"amount_{f.pk}"], self[f"reason_{f.pk}"], documents.get(f.pk))
            for f in self.applications
        ]

    def head(self) -> list[forms.BoundField]:
        return [self["sitting"], self["number"]]

    def verdicts(self) -> list[Verdicts]:
        cleaned = self.cleaned_data
        return [
            Verdicts(file, cleaned[f"amount_{file.pk}"], cleaned[f"reason_{file.pk}"])
            for file in self.applications
            if cleaned[f"in_{file.pk}"]
        ]

    def balance(self, available_cents: int) -> Balance:
        """The amounts that can be read and are in the resolution, added up."""
        ticked = [file for file in self.applications if self[f"in_{file.pk}"].value()]
        return Balance(available_cents, sum(self._readable(file) for file in ticked), len(ticked))

    def _readable(self, file: Application) -> int:
        try:
            typed = self[f"amount_{file.pk}"].value()
            return max(typed if isinstance(typed, int) else self.fields[f"amount_{file.pk}"].clean(typed), 0)
        except ValidationError:
            return 0


class AuthorisationForm(ActForm):
    """The sitting and the number of the resolution that authorises an amendment."""

    number = TextField(label=gettext_lazy("Numéro de la résolution"), max_length=60)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(call, rules.DECIDING)


def _fields_of(file: Application) -> dict[str, Any]:
    return {
        f"in_{file.pk}": forms.BooleanField(
            label=_("Décider de la demande %(number)s dans cette résolution") % {"number": file.number},
            required=False,
        ),
        f"amount_{file.pk}": MoneyField(
            label=_("Montant accordé à %(number)s") % {"number": file.number},
            help_text=_("Écrivez 0 pour refuser."),
        ),
        f"reason_{file.pk}": needed_when(
            TextField(
                label=_("Raison de la différence pour %(number)s") % {"number": file.number},
                help_text=_("L’organisme la lira."),
                lines=3,
                required=False,
            ),
            _("nécessaire si le montant diffère de la recommandation"),
        ),
    }
