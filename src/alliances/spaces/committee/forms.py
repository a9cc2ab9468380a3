"""Declaring one's interests, then scoring."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.calls.models import Criterion
from alliances.ui.forms import Form, TextField
from alliances.ui.french import as_french

MOST_RADIOS = 10  # beyond, one types the number


class InterestsForm(Form):
    has_conflict = forms.ChoiceField(
        label=gettext_lazy("Avez-vous un lien avec cet organisme ou ce projet?"),
        help_text=gettext_lazy(
            "Par exemple : vous y travaillez, vous y êtes bénévole, une personne proche y est."
        ),
        choices=[
            ("no", gettext_lazy("Non, je n’ai aucun lien. Je lis la demande.")),
            ("yes", gettext_lazy("Oui, j’ai un lien. Je ne lis pas cette demande.")),
        ],
        widget=forms.RadioSelect,
    )


class ScoresForm(Form):
    """The grid of the call: for each criterion, from 0 to its maximum, and why. Then a comment on the whole, free."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        self.criteria = criteria
        super().__init__(*args, **kwargs)

    @classmethod
    def for_criteria(cls, criteria: list[Criterion], data: Any = None, initial: Any = None) -> "ScoresForm":
        """`data` is judged; `initial` is a draft, shown again as it was typed."""
        fields: dict[str, Any] = {}
        for criterion in criteria:
            fields[field_name(criterion)] = _points(criterion)
            fields[comment_name(criterion)] = TextField(
                label=format_html(_("Pourquoi ces points : {}"), as_french(criterion.label)),
                lines=2,
                max_length=2000,
                required=False,
            )
        fields["comment"] = TextField(
            label=gettext_lazy("Commentaire sur l’ensemble"),
            help_text=gettext_lazy("Ce qui a compté pour vous. Le comité le lira après avoir noté."),
            lines=5,
            required=False,
        )
        return type("CallScoresForm", (cls,), fields)(data, criteria=criteria, initial=initial)

    def points(self) -> dict[Criterion, int]:
        return {criterion: int(self.cleaned_data[field_name(criterion)]) for criterion in self.criteria}

    def comments(self) -> dict[Criterion, str]:
        return {criterion: self.cleaned_data[comment_name(criterion)] for criterion in self.criteria}

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The points of each criterion with their comment."""
        return [(self[field_name(c)], self[comment_name(c)]) for c in self.criteria]


def field_name(criterion: Criterion) -> str:
    return f"criterion_{criterion.pk}"


def comment_name(criterion: Criterion) -> str:
    return f"comment_{criterion.pk}"


def _points(criterion: Criterion) -> forms.Field:
    weight = criterion.weight
    help_text = _("De 0 à %(maximum)s points.") % {"maximum": criterion.maximum}
    if weight > 1:
        help_text += " " + _("Ce critère compte %(weight)s fois.") % {"weight": weight}
    if criterion.maximum > MOST_RADIOS:
        return forms.IntegerField(
            label=as_french(criterion.label), help_text=help_text, min_value=0, max_value=criterion.maximum,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}),
        )  # fmt: skip
    return forms.ChoiceField(
        label=as_french(criterion.label),
        help_text=help_text,
        choices=[(str(n), str(n)) for n in range(criterion.maximum + 1)],
        widget=forms.RadioSelect,
    )
