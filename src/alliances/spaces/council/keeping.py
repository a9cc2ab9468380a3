"""What the keepers of a body type: its rules, who sits, its sittings, who was present."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.bodies.actions import Quota
from alliances.domain.bodies.models import (
    LOCAL_CATEGORIES,
    LOCAL_KINDS,
    Body,
    HolderStatus,
    Seat,
    SeatQuota,
    Sitting,
)
from alliances.domain.people.models import Account, Person, RoleAssignment
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Level, Territory
from alliances.ui.forms import CountField, DayField, Form, TextField, WatchedForm, dress, needed_when

MOST_SEATS = 200
SHORT = {"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}


def _count(label: Any, **more: Any) -> CountField:
    return CountField(
        label=label, max_value=MOST_SEATS, required=False, widget=forms.TextInput(dict(SHORT)), **more
    )


class RulesForm(WatchedForm):
    """Seats and smallest presence by category, and the quorum. Empty means that nobody published the rule."""

    quorum_members = _count(
        gettext_lazy("Membres votants présents pour le quorum"),
        help_text=gettext_lazy("Laissez vide si la règle n’est pas publiée."),
        min_value=1,
    )
    source = TextField(
        label=gettext_lazy("Source de ces règles"),
        help_text=gettext_lazy("Le document, sa date, ou la mention qu’il s’agit d’un exemple."),
        lines=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, quotas: Iterable[SeatQuota] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {quota.category: quota for quota in quotas}
        for category in LOCAL_CATEGORIES:
            quota, name = known.get(category), {"category": category.label}
            seats, minimum = (quota.seats, quota.minimum_present) if quota else (None, None)
            self._add(f"seats_{category.value}", _("Sièges : %(category)s") % name, seats)
            self._add(f"minimum_{category.value}", _("Présence minimale : %(category)s") % name, minimum)

    def _add(self, name: str, label: str, value: int | None) -> None:
        self.fields[name] = _count(label, initial=value)
        dress(self.fields[name])

    def rows(self) -> list[tuple[Any, Any]]:
        """The two fields of each category, side by side."""
        return [(self[f"seats_{c.value}"], self[f"minimum_{c.value}"]) for c in LOCAL_CATEGORIES]

    def head(self) -> list[Any]:
        return [bound for bound in self if not bound.name.startswith(("seats_", "minimum_"))]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for category in LOCAL_CATEGORIES:
            seats = cleaned.get(f"seats_{category.value}") or 0
            if (cleaned.get(f"minimum_{category.value}") or 0) > seats:
                self.add_error(
                    f"minimum_{category.value}", _("La présence minimale dépasse le nombre de sièges.")
                )
        if not any(cleaned.get(f"seats_{category.value}") for category in LOCAL_CATEGORIES):
            raise ValidationError(_("Donnez au moins un siège à une catégorie."))
        return cleaned

    def quotas(self) -> list[Quota]:
        data = self.cleaned_data
        return [
            Quota(category, data[f"seats_{category.value}"], data[f"minimum_{category.value}"])
            for category in LOCAL_CATEGORIES
            if data[f"seats_{category.value}"]
        ]


class BodyForm(RulesForm):
    """A new body of one of the person's territories."""

    name = TextField(label=gettext_lazy("Nom de l’instance"), max_length=250)
    kind = forms.ChoiceField(
        label=gettext_lazy("Genre d’instance"), choices=[(kind.value, kind.label) for kind in LOCAL_KINDS]
    )
    territory = forms.ModelChoiceField(
        label=gettext_lazy("Territoire"),
        queryset=Territory.objects.none(),
        empty_label=gettext_lazy("Choisissez…"),
    )
    mandate = TextField(label=gettext_lazy("Son mandat"), lines=3, max_length=2000, required=False)
    field_order = ("name", "kind", "territory", "mandate", "quorum_members", "source")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Territory.objects.none()
        for held in account.territories_for(Permission.MANAGE_ALLIANCE):
            places = places | Territory.objects.within(held)
        places = places.exclude(level=Level.MUNICIPALITY).alphabetical()
        self.fields["territory"].queryset = places  # type: ignore[attr-defined]


class SeatForm(WatchedForm):
    """Who sits there. A person with an account is chosen; another may be named, for the region's eyes only."""

    status = forms.ChoiceField(
        label=gettext_lazy("Ce siège"),
        choices=[
            (HolderStatus.FILLED, gettext_lazy("est occupé")),
            (HolderStatus.VACANT, gettext_lazy("est vacant")),
            (HolderStatus.UNVERIFIED, gettext_lazy("a un titulaire non vérifié")),
        ],
        widget=forms.RadioSelect,
    )
    person = forms.ModelChoiceField(
        label=gettext_lazy("Membre du comité avec un compte"),
        help_text=gettext_lazy("Ses retraits pour conflit d’intérêts comptent alors dans le quorum."),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Personne avec un compte"),
    )
    name = TextField(
        label=gettext_lazy("Autre nom"),
        help_text=gettext_lazy("Jamais montré au public. Laissez vide si vous ne le notez pas."),
        required=False,
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = seat.body.territory
        roles = RoleAssignment.objects.in_force()
        roles = roles.giving(Permission.SCORE, place) if place else roles.none()
        people = Person.objects.filter(pk__in=roles.values("account__person")).order_by("sort_key", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class SittingForm(Form):
    held_on = DayField(label=gettext_lazy("Date de la séance"))
    place = needed_when(
        TextField(label=gettext_lazy("Lieu"), required=False),
        gettext_lazy("nécessaire si la séance se tient sur place"),
    )
    is_remote = forms.BooleanField(label=gettext_lazy("La séance se tient à distance"), required=False)
    is_special = forms.BooleanField(label=gettext_lazy("C’est une séance extraordinaire"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "place" not in self.errors and not cleaned.get("place") and not cleaned.get("is_remote"):
            self.add_error("place", _("Indiquez le lieu, ou dites que la séance se tient à distance."))
        return cleaned


class SeatsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, seat: Seat) -> str:
        who = f" – {seat.known_name}" if seat.known_name else ""
        return f"{seat.number}. {seat.get_category_display()}{who}"


class PresenceForm(Form):
    """Every seat that is not vacant, to tick."""

    seats = SeatsField(
        label=gettext_lazy("Membres présents"),
        help_text=gettext_lazy("Le public lira seulement combien, par catégorie."),
        queryset=Seat.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = sitting.body.seats.exclude(holder_status=HolderStatus.VACANT).select_related("person")
        self.fields["seats"].queryset = seats  # type: ignore[attr-defined]


def rules_initial(body: Body) -> dict[str, Any]:
    return {"quorum_members": body.quorum_members, "source": body.source}
