"""Lines of a form, one for each instalment of an agreement: offered, or amended."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.grants.actions import Planned
from alliances.domain.grants.models import Awaits
from alliances.domain.grants.rules import MOST_INSTALMENTS, add_up
from alliances.ui.formats import money
from alliances.ui.forms import DayField, Form, MoneyField, TextField, dress, needed_when

YEARS_BACK, YEARS_AHEAD = 6, 8
LINES = range(1, MOST_INSTALMENTS + 1)
LABELS = {
    "amount": _("Montant de la tranche %(number)s"),
    "due": _("Date prévue de la tranche %(number)s"),
    "condition": _("Condition de la tranche %(number)s"),
    "awaits": _("Reddition attendue avant la tranche %(number)s"),
    "activity": _("Année d’activité payée par la tranche %(number)s"),
}
NAMES = tuple(LABELS)


def _years() -> list[tuple[Any, Any]]:
    """Calendar years around this one; most agreements say none."""
    now = timezone.localdate().year
    years = range(now - YEARS_BACK, now + YEARS_AHEAD + 1)
    return [("", _("Non précisée")), *((year, str(year)) for year in years)]


class InstalmentLines(Form):
    """Lines « amount, day, condition »; lines left empty do not count. They make `total_cents` exactly."""

    def __init__(self, *args: Any, total_cents: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total_cents = total_cents
        for line in LINES:
            first, number = line == 1, {"number": line}
            self.fields[f"amount_{line}"] = MoneyField(label=LABELS["amount"] % number, required=first)
            self.fields[f"due_{line}"] = DayField(label=LABELS["due"] % number, required=first)
            self.fields[f"condition_{line}"] = TextField(
                label=LABELS["condition"] % number, required=first, max_length=300
            )
            self.fields[f"awaits_{line}"] = forms.ChoiceField(
                label=LABELS["awaits"] % number, choices=Awaits.choices, required=False
            )
            self.fields[f"activity_{line}"] = forms.TypedChoiceField(
                label=LABELS["activity"] % number,
                choices=_years(),
                required=False,
                coerce=int,
                empty_value=None,
            )
            for name in NAMES:
                dress(self.fields[f"{name}_{line}"])
                needed_when(self.fields[f"{name}_{line}"], _("nécessaire si cette tranche existe"))

    def main_fields(self) -> list[Any]:
        return [bound for bound in self if bound.name.rpartition("_")[0] not in NAMES]

    def lines(self) -> list[tuple[int, list[Any], bool]]:
        """Each line: its number, its bound fields, and whether something stands in it."""
        found = []
        for line in LINES:
            bounds = [self[f"{name}_{line}"] for name in NAMES]
            found.append((line, bounds, line <= 2 or any(bound.value() for bound in bounds[:3])))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for line in LINES:
            typed = [cleaned.get(f"{name}_{line}") for name in ("amount", "due", "condition")]
            missing = [
                name for name, value in zip(("amount", "due", "condition"), typed, strict=True) if not value
            ]
            if len(missing) in (1, 2):
                for name in missing:
                    if f"{name}_{line}" not in self.errors:
                        self.add_error(f"{name}_{line}", _("Remplissez toute la ligne, ou videz-la."))
        if not self.errors and self.total_cents is not None:
            verdict = add_up([line.amount_cents for line in self.planned()], self.total_cents)
            if not verdict:
                self.add_error(None, f"{verdict.reason} {self._difference()}")
        return cleaned

    def planned(self) -> list[Planned]:
        """The lines that were filled. Call after the fields are cleaned."""
        data = self.cleaned_data
        return [
            Planned(
                data[f"amount_{n}"],
                data[f"due_{n}"],
                data[f"condition_{n}"],
                data[f"awaits_{n}"] or Awaits.NOTHING,
                data[f"activity_{n}"],
            )
            for n in LINES
            if data[f"amount_{n}"]
        ]

    def _difference(self) -> str:
        total = sum(line.amount_cents for line in self.planned())
        return _("Accordé : %(granted)s. Total des tranches : %(total)s.") % {
            "granted": money(self.total_cents or 0),
            "total": money(total),
        }
