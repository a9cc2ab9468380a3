"""The questions a visitor answers to know whether a call is for her. Nothing is kept: they travel in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliances.domain.calls.eligibility import NO_PRIORITY, OTHER_FORM, Answers
from alliances.domain.participation.models import Priority
from alliances.domain.people.models import LegalForm
from alliances.ui.forms import CountField, Form, MoneyField

YES_NO = (("oui", _("Oui")), ("non", _("Non")))


def _yes_or_no(label: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect, required=False)


class EligibilityForm(Form):
    """Every question may be left: the answer then says what remains to be known."""

    forme = forms.ChoiceField(
        label=_("Qu’est votre organisme?"),
        choices=[*LegalForm.choices, (OTHER_FORM, _("Une entreprise, une personne seule ou autre chose"))],
        widget=forms.RadioSelect,
        required=False,
    )
    territoire = _yes_or_no()
    activite = _yes_or_no()
    priorite = forms.TypedChoiceField(
        label=_("À quelle priorité le projet répond-il?"),
        widget=forms.RadioSelect,
        coerce=int,
        empty_value=None,
        required=False,
    )
    demande = MoneyField(label=_("Combien pensez-vous demander?"), required=False)
    cout = MoneyField(
        label=_("Combien coûte le projet en tout?"),
        help_text=_("Une estimation suffit. Rien n’est enregistré."),
        required=False,
    )

    partenaires = CountField(
        label=_("Combien d’autres organismes y prennent part?"), max_value=1000, required=False
    )

    def __init__(self, data: Any, *, territory: str, priorities: list[Priority]) -> None:
        super().__init__(data)
        served = _("Le projet sert-il des personnes de ce territoire : %(territory)s?")
        self.fields["territoire"].label = served % {"territory": territory}
        self.fields["activite"].label = _("Votre organisme est-il déjà actif dans ce territoire?")
        self.fields["priorite"].choices = [  # type: ignore[attr-defined]
            *((priority.pk, priority.title) for priority in priorities),
            (NO_PRIORITY, _("Aucune de celles-là")),
        ]

    def answers(self) -> Answers:
        """What could be read; an unreadable answer counts as left, its error stands beside it."""
        self.is_valid()
        given = self.cleaned_data
        return Answers(
            legal_form=given.get("forme") or "",
            serves_territory=_said(given.get("territoire")),
            already_active=_said(given.get("activite")),
            priority=given.get("priorite"),
            asked_cents=given.get("demande"),
            cost_cents=given.get("cout"),
            partners=given.get("partenaires"),
        )


def _said(answer: str | None) -> bool | None:
    return {"oui": True, "non": False}.get(answer or "")
