"""The controls of each method of the workshop. Every field may stay empty here: the form says what is missing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.criteria import CriterionChoice
from alliances.domain.envelopes.methods import Method
from alliances.domain.envelopes.models import Scenario
from alliances.domain.envelopes.normalising import FORMULAS, Scale
from alliances.domain.envelopes.standing import OTHERS
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry.pasted import LONGEST_PASTE, names_to_fill
from alliances.spaces.ministry.soundness import LOOKS
from alliances.ui.forms import MoneyField, TextField, needed_when

Fields = dict[str, forms.Field]
LARGEST_WEIGHT = 1_000
LARGEST_PERCENT = 1_000
LARGEST_GAIN = 10_000
WRITTEN = "written"  # the previous amounts are those of `previous_lines`
PART = "part"  # of an amount fixed in advance, before its component
PASTED = "pasted"  # the criterion pasted from a spreadsheet
UNITS = (
    ("1", _("1 cent")),
    ("100", _("1 $")),
    ("10000", _("100 $")),
    ("100000", _("1 000 $")),
)
ONE_LINE_EACH = _(
    "Une ligne par territoire : son nom ou son code, un point-virgule, le nombre. "
    "Deux colonnes collées d’un tableur conviennent."
)


def weight_name(code: str) -> str:
    return f"weight_{code}"


def _short() -> forms.NumberInput:
    return forms.NumberInput(attrs={"class": "input-short"})


def _percent(label: Any, largest: int) -> forms.Field:
    return forms.DecimalField(
        label=label, min_value=0, max_value=largest, max_digits=7, decimal_places=2, required=False,
        widget=forms.TextInput(attrs={"class": "input-short", "inputmode": "decimal"}), localize=True,
    )  # fmt: skip


def lines(label: Any, rows: int = 6, help_text: Any = ONE_LINE_EACH) -> TextField:
    return TextField(label=label, lines=rows, required=False, max_length=LONGEST_PASTE, help_text=help_text)


def weight(choice: CriterionChoice) -> forms.Field:
    ours = {"population": 50, "low_income": 50}
    return forms.IntegerField(
        label=choice.name,
        min_value=0,
        max_value=LARGEST_WEIGHT,
        required=False,
        initial=ours.get(choice.code, 0),
        help_text=str(choice.source),
        widget=forms.NumberInput(attrs={"class": "input-short", "data-slider": "100"}),
    )


def of_method(
    method: Method,
    *,
    choices: Sequence[CriterionChoice],
    references: Sequence[Scenario],
    recipients: Sequence[Territory],
) -> Fields:
    """The fields that `method` needs beside those of every method, in the order of the page."""
    if method is Method.IMPOSED:
        return _imposed(recipients)
    if method is Method.CRITERIA:
        return {
            **_weights(choices),
            **_scale(),
            **_guards(),
            **_previous(references),
            **_rounding(),
            **_multipliers(),
            **_looks(),
        }
    start: Fields = {"step": MoneyField(label=_("Ajout à chaque territoire"))}
    if method is Method.UNIFORM:
        start = {"rate": _percent(_("Pourcentage du montant précédent"), LARGEST_PERCENT)}
        start["rate"].required = True
        start["rate"].help_text = _("100 redonne le même montant; 97,5 en retire 2,5 %.")
    return {**start, **_previous(references, needed=True), **_rounding()}


def of_components() -> Fields:
    """Parts that are fixed in dollars, whatever the method: the local part is shared out of what they leave."""
    return {
        f"{PART}_{component.value}": MoneyField(label=component.label, required=False) for component in OTHERS
    }


def _weights(choices: Sequence[CriterionChoice]) -> Fields:
    return {
        **{weight_name(choice.code): weight(choice) for choice in choices},
        f"{PASTED}_label": TextField(label=_("Nom de ce critère"), required=False, max_length=80),
        f"{PASTED}_source": TextField(label=_("D’où viennent ces chiffres"), required=False),
        f"{PASTED}_lines": lines(_("Chiffres par territoire")),
        weight_name(PASTED): weight(
            CriterionChoice(
                PASTED, _("Poids de ce critère"), _("Des nombres à additionner, jamais des taux.")
            )
        ),
    }


def _scale() -> Fields:
    return {
        "scale": forms.ChoiceField(
            label=_("Échelle des besoins"),
            required=False,
            choices=[(scale.value, format_lazy("{} – {}", scale.label, FORMULAS[scale])) for scale in Scale],
            initial=Scale.SHARE.value,
            widget=forms.RadioSelect,
            help_text=_("La population et la base égale comptent toujours telles quelles."),
        )
    }


def _guards() -> Fields:
    return {
        "floor": MoneyField(label=_("Plancher par territoire"), required=False),
        "cap": MoneyField(label=_("Plafond par territoire"), required=False),
        "max_loss": _percent(_("Perte maximale, en %"), 100),
        "max_gain": _percent(_("Hausse maximale, en %"), LARGEST_GAIN),
    }


def _previous(references: Sequence[Scenario], *, needed: bool = False) -> Fields:
    known = [(str(found.pk), f"{found} – {found.envelope.name}") for found in references]
    offered = [*known, (WRITTEN, _("Ceux que j’écris ci-dessous"))]
    return {
        "reference": forms.ChoiceField(
            label=_("Montants précédents"),
            required=needed,
            choices=offered if needed else [("", _("Aucun")), *offered],
            initial=offered[0][0] if needed or known else "",
        ),
        "previous_lines": needed_when(
            lines(_("Montants précédents, un par territoire"), rows=4), _("nécessaire si vous les écrivez")
        ),
    }


def _rounding() -> Fields:
    return {
        "unit": forms.ChoiceField(
            label=_("Arrondir les montants à"),
            required=False,
            choices=UNITS,
            help_text=_("Ce qui ne se place pas reste dans l’enveloppe, et la page le dit."),
        )
    }


def _multipliers() -> Fields:
    return {
        "multipliers": lines(
            _("Multiplicateurs de coût"),
            rows=4,
            help_text=_(
                "Pour un territoire où tout coûte plus cher : « L’Érable; 1,15 » compte "
                "ses besoins pour 15 % de plus. Les autres gardent 1."
            ),
        )
    }


def _looks() -> Fields:
    return {
        "look": forms.MultipleChoiceField(
            label=_("Voir aussi"), required=False, choices=LOOKS, widget=forms.CheckboxSelectMultiple
        )
    }


def _imposed(recipients: Sequence[Territory]) -> Fields:
    amounts = lines(_("Montants, un par territoire"), rows=min(20, max(6, len(recipients) + 1)))
    amounts.required = True
    amounts.initial = names_to_fill(recipients)
    return {
        "amounts": amounts,
        "keep_rest": forms.BooleanField(
            label=_("Laisser dans l’enveloppe ce que ces montants n’utilisent pas"), required=False
        ),
    }
