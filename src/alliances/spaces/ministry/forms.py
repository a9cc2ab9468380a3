"""What the ministry types: an envelope, an Alliance, a signature."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.models import Component, Envelope, Fund
from alliances.domain.people.models import Account, Organisation, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.strategy.models import Measure, Plan
from alliances.domain.strategy.models.plans import PlanStatus
from alliances.domain.territories.models import Level, Territory
from alliances.engine.fiscal_years import FiscalYear
from alliances.spaces.ministry.perimeter import territories_where
from alliances.ui.forms import DayField, Form, MoneyField, TextField

YEARS_BACK, YEARS_AHEAD = 4, 10
CHOOSE = _("Choisissez…")


class MeasureChoice(forms.ModelChoiceField):
    def label_from_instance(self, measure: Measure) -> str:
        return f"{measure.plan} – {measure}"


class FundChoice(forms.ModelChoiceField):
    def label_from_instance(self, fund: Fund) -> str:
        unsaid = fund.is_fictitious and "fictiv" not in fund.name
        return f"{fund.name} ({_('données fictives')})" if unsaid else fund.name


class PlaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, place: Territory) -> str:
        return f"{place.name} ({place.get_level_display()})"


class EnvelopeForm(Form):
    """A top envelope: where the money comes from, what it serves, for whom, how much."""

    fund = FundChoice(
        label=_("Fonds"),
        queryset=Fund.objects.none(),
        empty_label=CHOOSE,
        help_text=_("Un fonds de démonstration marque tout ce qui en sort comme fictif."),
    )
    measure = MeasureChoice(
        label=_("Mesure servie"),
        queryset=Measure.objects.none(),
        empty_label=CHOOSE,
        help_text=_("Seules les mesures d’un plan en vigueur reçoivent de l’argent."),
    )
    territory = PlaceChoice(label=_("Territoire"), queryset=Territory.objects.none(), empty_label=CHOOSE)
    name = TextField(
        label=_("Nom de l’enveloppe"), help_text=_("Par exemple : Alliance 2024-2029, Lanaudière.")
    )
    first_year = forms.TypedChoiceField(label=_("Premier exercice financier"), coerce=int)
    last_year = forms.TypedChoiceField(label=_("Dernier exercice financier"), coerce=int)
    amount = MoneyField(label=_("Montant"), min_cents=1)
    reason = TextField(
        label=_("D’où vient ce montant?"),
        lines=3,
        help_text=_(
            "La décision, l’annonce ou l’entente qui le fixe. La deuxième personne la lit avant de signer."
        ),
    )

    def __init__(
        self, *args: Any, account: Account, fund: str = "", measure: str = "", **kwargs: Any
    ) -> None:
        """`fund` and `measure` are the keys, read in the address, that one came from; every field stays open."""
        super().__init__(*args, **kwargs)
        self.initial = {"fund": fund, "measure": measure, **self.initial}
        places = territories_where(account, Permission.SPLIT_ENVELOPE)
        querysets = {
            "fund": Fund.objects.select_related("book").order_by("name"),
            "measure": Measure.objects.filter(plan__status=PlanStatus.IN_FORCE).select_related("plan"),
            "territory": places.exclude(level=Level.MUNICIPALITY).order_by("path"),
        }
        for name, queryset in querysets.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        this_year = timezone.localdate().year
        years = [
            (year, f"{year}-{year + 1}") for year in range(this_year - YEARS_BACK, this_year + YEARS_AHEAD)
        ]
        for name in ("first_year", "last_year"):
            self.fields[name].choices = years  # type: ignore[attr-defined]
            self.fields[name].initial = this_year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", _("Le dernier exercice précède le premier."))
        return cleaned


class AllianceForm(Form):
    """Who holds which envelope, for which territory, under which protocol."""

    envelope = forms.ModelChoiceField(
        label=_("Enveloppe"),
        queryset=Envelope.objects.none(),
        empty_label=CHOOSE,
        help_text=_("Les enveloppes d’ensemble que vous voyez et qui n’ont pas encore d’Alliance."),
    )
    territory = PlaceChoice(label=_("Territoire"), queryset=Territory.objects.none(), empty_label=CHOOSE)
    plan = forms.ModelChoiceField(label=_("Plan d’action"), queryset=Plan.objects.none(), empty_label=CHOOSE)
    mandataire = forms.ModelChoiceField(
        label=_("Mandataire"),
        queryset=Organisation.objects.none(),
        empty_label=CHOOSE,
        help_text=_("L’organisme que la région a choisi pour gérer l’argent et en rendre compte."),
    )
    name = TextField(label=_("Nom de l’Alliance"))
    protocol_number = TextField(
        label=_("Numéro du protocole"),
        max_length=60,
        required=False,
        help_text=_("Il peut attendre; il le faut pour signer."),
    )
    starts_on = DayField(label=_("Début"))
    ends_on = DayField(label=_("Fin"))

    def __init__(self, *args: Any, account: Account, envelope: str = "", **kwargs: Any) -> None:
        """`envelope` is the key, typed in the address, of the envelope to start from."""
        super().__init__(*args, **kwargs)
        places = territories_where(account, Permission.SIGN_ALLIANCE)
        free = Envelope.objects.visible_to(account).filter(alliance=None, component=Component.WHOLE)
        organisations = Organisation.objects.filter(
            within_any(account.territories_for(Permission.SIGN_ALLIANCE))
        )
        querysets = {
            "envelope": free.select_related("territory").order_by("name"),
            "territory": places.exclude(level=Level.MUNICIPALITY).order_by("path"),
            "plan": Plan.objects.filter(status=PlanStatus.IN_FORCE),
            "mandataire": organisations.alphabetical(),
        }
        for name, queryset in querysets.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        if re.fullmatch("[0-9]{1,9}", envelope) and (known := free.filter(pk=envelope).first()):
            self._start_from(known)

    def _start_from(self, envelope: Envelope) -> None:
        """What the envelope already says; every field stays open to change."""
        self.initial = {
            **self.initial,
            "envelope": envelope.pk,
            "territory": envelope.territory_id,
            "plan": envelope.measure.plan_id,
            "name": _("Alliance %(territory)s") % {"territory": envelope.territory.name},
            "starts_on": FiscalYear(envelope.first_year).first_day,
            "ends_on": FiscalYear(envelope.last_year).last_day,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("L’Alliance finit avant de commencer."))
        return cleaned


class SignAllianceForm(Form):
    signed_on = DayField(label=_("Date de la signature"))

    def clean_signed_on(self) -> Any:
        signed_on = self.cleaned_data["signed_on"]
        if signed_on > timezone.localdate():
            raise forms.ValidationError(_("La date de la signature n’est pas encore passée."))
        return signed_on


class DiscardForm(Form):
    """Why a split is set aside."""

    reason = TextField(help_text=_("Cette raison reste au dossier."), lines=4)

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = question


class KeepScenarioForm(Form):
    """The name under which a simulation is kept."""

    title = TextField(label=_("Nom de cette répartition"))
    reason = TextField(
        label=_("Pourquoi cette correction"),
        lines=3,
        help_text=_("L’erreur ou le fait nouveau, et qui l’a signalé. Cette raison paraît dans la décision."),
    )

    def __init__(self, *args: Any, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]
