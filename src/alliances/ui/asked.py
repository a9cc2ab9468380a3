"""What the address of a report asks: a fund, dates, a delay. The screen and its PDF read them the same way."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alliances.ui.forms import CountField, DayField, Form


class Asked(Form):
    """A form that the address fills. What it leaves out, or what cannot be read, takes its default."""

    def __init__(self, request: HttpRequest, defaults: Mapping[str, Any]) -> None:
        self.defaults = defaults
        given = {name: request.GET[name] for name in defaults if request.GET.get(name)}
        super().__init__({**defaults, **given}, auto_id="demande_%s")

    def answer(self, name: str) -> Any:
        """The value asked for; the default when it was refused (the form then says why)."""
        return self.cleaned_data[name] if self.is_valid() else self.defaults[name]


class FundForm(Asked):
    """One fund; the first of them when none is asked for."""

    fonds = forms.ChoiceField(label=_("Fonds"))

    def __init__(self, request: HttpRequest, funds: list[tuple[str, str]]) -> None:
        super().__init__(request, {"fonds": funds[0][0] if funds else ""})
        self.fields["fonds"].choices = funds  # type: ignore[attr-defined]


class AsOfForm(Asked):
    """One fund at one date."""

    fonds = forms.ChoiceField(label=_("Fonds"))
    au = DayField(label=_("À la date du"))

    def __init__(self, request: HttpRequest, funds: list[tuple[str, str]], today: date) -> None:
        super().__init__(request, {"fonds": funds[0][0] if funds else "", "au": today})
        self.fields["fonds"].choices = funds  # type: ignore[attr-defined]


class PeriodForm(Asked):
    """Two days, both included."""

    du = DayField(label=_("Du"))
    au = DayField(label=_("Au"))

    def __init__(self, request: HttpRequest, first_day: date, last_day: date) -> None:
        super().__init__(request, {"du": first_day, "au": last_day})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("du") and found.get("au") and found["du"] > found["au"]:
            self.add_error("au", _("La fin précède le début. Choisissez une date plus tard."))
        return found


class DelayForm(Asked):
    """A number of days."""

    jours = CountField(label=_("En retard de plus de combien de jours"), max_value=3650)

    def __init__(self, request: HttpRequest, days: int) -> None:
        super().__init__(request, {"jours": days})
