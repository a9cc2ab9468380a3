"""What a region types to prepare a call: its money, its priorities, its dates, its form, its grid."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.calls.actions import Line
from alliances.domain.calls.models import Call
from alliances.domain.envelopes.models import Envelope
from alliances.domain.envelopes.tree import tree_below
from alliances.domain.forms.models import FormVersion
from alliances.domain.participation.models import LocalPlanState, Priority
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.territories.zones import zone_of
from alliances.ui.formats import money
from alliances.ui.forms import CountField, DayField, Form, MoneyField, TextField, WatchedForm, dress

GRID_LINES = 10
SHORT = {"class": "input-short"}
CHOOSE = _("Choisissez…")
GRID_NAMES = ("rank", "label", "maximum", "weight")


class EnvelopeChoice(forms.ModelChoiceField):
    def label_from_instance(self, envelope: Envelope) -> str:
        left = _("disponible : %(amount)s") % {"amount": money(envelope.account.balance_cents)}
        return f"{envelope.territory.name} – {envelope.get_component_display()} ({left})"


class PrioritiesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, priority: Priority) -> str:
        return f"{priority.title} – {priority.local_plan.territory.name}"


class TimeInput(forms.TimeInput):
    input_type = "time"


def _clock(label: Any, initial: time) -> forms.TimeField:
    return forms.TimeField(label=label, initial=initial, widget=TimeInput(format="%H:%M", attrs=SHORT))


class CallForm(WatchedForm):
    """A call before it opens. The envelope decides the territory, and so whose time the hours are."""

    title = TextField(label=_("Titre de l’appel"))
    purpose = TextField(label=_("Ce que l’appel veut soutenir"), lines=5)
    envelope = EnvelopeChoice(
        label=_("Enveloppe qui paie"),
        queryset=Envelope.objects.none(),
        empty_label=CHOOSE,
        help_text=_("L’appel s’adresse au territoire de cette enveloppe."),
    )
    budget = MoneyField(
        label=_("Budget de l’appel"),
        min_cents=1,
        help_text=_("Au plus ce qui est disponible dans l’enveloppe : sinon, l’appel ne se publie pas."),
    )
    priorities = PrioritiesField(
        label=_("Priorités auxquelles répondre"),
        queryset=Priority.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Celles des plans locaux adoptés."),
    )
    form_version = forms.ModelChoiceField(
        label=_("Formulaire de demande"),
        queryset=FormVersion.objects.none(),
        empty_label=_("Le formulaire courant"),
        required=False,
        help_text=_("Les questions auxquelles les organismes répondront."),
    )
    opens_on = DayField(label=_("Ouverture"))
    opens_time = _clock(_("Heure d’ouverture"), time(0, 0))
    closes_on = DayField(label=_("Dernier jour"))
    closes_time = _clock(_("Heure de fermeture"), time(16, 0))

    def __init__(self, *args: Any, alliance: Alliance, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(alliance, account)
        self.fields["opens_time"].required = False
        hours = _("À l’heure du territoire : celle des organismes qui demandent.")
        self.fields["opens_time"].help_text = self.fields["closes_time"].help_text = hours
        for line in range(1, GRID_LINES + 1):
            for name, field in _grid_line(line).items():
                dress(field)
                self.fields[f"{name}_{line}"] = field

    def _offer(self, alliance: Alliance, account: Account) -> None:
        """The envelopes one may spend, the priorities in force, the forms that are published."""
        family = Envelope.objects.filter(pk__in=tree_below(alliance.envelope_id))
        allowed = [
            envelope.pk
            for envelope in family.select_related("territory")
            if account.may(Permission.RUN_CALLS, envelope.territory)
        ]
        envelopes = Envelope.objects.filter(pk__in=allowed).select_related("territory", "account")
        adopted = Priority.objects.filter(
            local_plan__alliance=alliance, local_plan__state=LocalPlanState.ADOPTED
        ).select_related("local_plan__territory")
        querysets = {
            "envelope": envelopes.order_by("territory__sort_key", "component"),
            "priorities": adopted.order_by("local_plan__territory__sort_key", "rank"),
            "form_version": FormVersion.objects.published(),
        }
        for name, queryset in querysets.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def grid_rows(self) -> list[dict[str, Any]]:
        """The bound fields of each line of the grid, side by side."""
        return [{name: self[f"{name}_{line}"] for name in GRID_NAMES} for line in range(1, GRID_LINES + 1)]

    def main_fields(self) -> list[Any]:
        grid = tuple(f"{name}_" for name in GRID_NAMES)
        return [bound for bound in self if not bound.name.startswith(grid)]

    def grid(self) -> list[Line]:
        """Each line that was filled, in the order of the ranks typed. Call after `is_valid()`."""
        data = self.cleaned_data
        typed = [(data[f"rank_{n}"] or n, n) for n in range(1, GRID_LINES + 1) if data[f"label_{n}"]]
        return [
            Line(data[f"label_{n}"], data[f"weight_{n}"] or 1, data[f"maximum_{n}"] or 5)
            for _rank, n in sorted(typed)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        envelope = cleaned.get("envelope")
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if envelope and opens and closes and cleaned.get("closes_time") is not None:
            zone = zone_of(envelope.territory)
            cleaned["opens_at"] = instant(opens, cleaned.get("opens_time") or time(), zone)
            cleaned["closes_at"] = instant(closes, cleaned["closes_time"], zone)
            if cleaned["closes_at"] <= cleaned["opens_at"]:
                self.add_error("closes_on", _("L’appel ferme avant d’ouvrir."))
        return cleaned

    def written(self) -> dict[str, Any]:
        """The fields of the action, whether the call is prepared or corrected. Call after `is_valid()`."""
        data = self.cleaned_data
        same = ("envelope", "title", "purpose", "opens_at", "closes_at", "priorities", "form_version")
        return {
            **{name: data[name] for name in same},
            "territory": data["envelope"].territory,
            "budget_cents": data["budget"],
            "criteria": self.grid(),
        }


def _grid_line(line: int) -> dict[str, forms.Field]:
    """One line of the grid; the group it stands in says its number."""
    short = {"required": False, "min_value": 1}
    return {
        "label": TextField(label=_("Ce qui est regardé"), required=line == 1),
        "rank": CountField(
            label=_("Rang"), max_value=99, initial=line, widget=forms.NumberInput(attrs=SHORT), **short
        ),
        "maximum": CountField(
            label=_("Points, au plus"),
            max_value=100,
            initial=5,
            widget=forms.NumberInput(attrs=SHORT),
            **short,
        ),
        "weight": CountField(
            label=_("Compte combien de fois"),
            max_value=100,
            initial=1,
            widget=forms.NumberInput(attrs=SHORT),
            **short,
        ),
    }


def call_initial(call: Call) -> dict[str, Any]:
    """The starting point of a correction: what the call says, at the hours of its territory."""
    opens, closes = (timezone.localtime(moment, call.zone) for moment in (call.opens_at, call.closes_at))
    initial: dict[str, Any] = {
        "title": call.title, "purpose": call.purpose, "envelope": call.envelope_id, "budget": call.budget_cents,
        "priorities": call.priorities.all(), "form_version": call.form_version_id,
        "opens_on": opens.date(), "opens_time": opens.time(), "closes_on": closes.date(), "closes_time": closes.time(),
    }  # fmt: skip
    for number, line in enumerate(call.criteria.order_by("rank")[:GRID_LINES], start=1):
        for name in GRID_NAMES:
            initial[f"{name}_{number}"] = getattr(line, name)
    return initial


class ProlongForm(Form):
    """A later closing, at the hour of the call's territory, and why."""

    closes_on = DayField(label=_("Nouveau dernier jour"))
    closes_time = _clock(_("Nouvelle heure de fermeture"), time(16, 0))
    reason = TextField(
        label=_("Pourquoi"), lines=3, max_length=2000, help_text=_("Tout le monde lira cette raison.")
    )

    def closing(self, call: Call) -> datetime:
        return instant(self.cleaned_data["closes_on"], self.cleaned_data["closes_time"], call.zone)


def instant(day: Any, at: time, zone: ZoneInfo) -> datetime:
    return timezone.make_aware(datetime.combine(day, at), zone)
