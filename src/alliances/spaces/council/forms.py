"""One resolution for a list of files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.applications.models import Application
from alliances.domain.review import rules
from alliances.domain.review.actions import Verdicts
from alliances.ui.forms import DayField, Form, MoneyField, TextField


@dataclass(frozen=True)
class Line:
    """The three fields of one file, ready to show beside what the committee recommends."""

    application: Application
    included: forms.BoundField
    amount: forms.BoundField
    reason: forms.BoundField


@dataclass(frozen=True)
class Balance:
    """What the envelope holds, what this resolution would reserve, and what would remain, in cents."""

    available_cents: int
    reserved_cents: int

    @property
    def remaining_cents(self) -> int:
        return self.available_cents - self.reserved_cents


class ResolutionForm(Form):
    """The body, the number and the date; then, for each recommended file, an amount and why it differs.

    `in_<pk>` (in this resolution), `amount_<pk>` and `reason_<pk>` are the fields of one file.
    """

    body_name = TextField(
        label=gettext_lazy("Instance qui a décidé"),
        help_text=gettext_lazy("Par exemple : Conseil de la MRC des Appalaches."),
    )
    number = TextField(label=gettext_lazy("Numéro de la résolution"), max_length=60)
    adopted_on = DayField(
        label=gettext_lazy("Date d’adoption"),
        help_text=gettext_lazy("Année, mois, jour. Par exemple 2026-11-05."),
    )

    def __init__(self, *args: Any, applications: Sequence[Application], **kwargs: Any) -> None:
        self.applications = applications
        super().__init__(*args, **kwargs)

    @classmethod
    def for_files(
        cls, files: Sequence[Application], data: Any = None, initial: Any = None
    ) -> "ResolutionForm":
        """`data`: what was sent. Without it, each amount starts at the recommendation; `initial` wins over both."""
        fields: dict[str, Any] = {}
        prefilled: dict[str, Any] = {}
        for file in files:
            fields |= _fields_of(file)
            prefilled |= {f"in_{file.pk}": True, f"amount_{file.pk}": file.recommendation.amount_cents}
        made = type("CallResolutionForm", (cls,), fields)
        return made(data, applications=files, initial={**prefilled, **(initial or {})})

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

    def lines(self) -> list[Line]:
        return [
            Line(f, self[f"in_{f.pk}"], self[f"amount_{f.pk}"], self[f"reason_{f.pk}"])
            for f in self.applications
        ]

    def head(self) -> list[forms.BoundField]:
        return [self["body_name"], self["number"], self["adopted_on"]]

    def verdicts(self) -> list[Verdicts]:
        cleaned = self.cleaned_data
        return [
            Verdicts(file, cleaned[f"amount_{file.pk}"], cleaned[f"reason_{file.pk}"])
            for file in self.applications
            if cleaned[f"in_{file.pk}"]
        ]

    def balance(self, available_cents: int) -> Balance:
        """The amounts that can be read and are in the resolution, added up."""
        return Balance(available_cents, sum(self._readable(file) for file in self.applications))

    def _readable(self, file: Application) -> int:
        if not self[f"in_{file.pk}"].value():
            return 0
        try:
            typed = self[f"amount_{file.pk}"].value()
            return max(typed if isinstance(typed, int) else self.fields[f"amount_{file.pk}"].clean(typed), 0)
        except ValidationError:
            return 0


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
        f"reason_{file.pk}": TextField(
            label=_("Raison de la différence pour %(number)s") % {"number": file.number},
            help_text=_("Seulement si le montant diffère de la recommandation. L’organisme la lira."),
            lines=3,
            required=False,
        ),
    }
