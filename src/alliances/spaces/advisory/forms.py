"""What a member of the committee types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliances.domain.strategy import queries
from alliances.domain.strategy.models import Measure, Opinion, Plan, PlanStatus
from alliances.ui.forms import DayField, TextField, WatchedForm

FUND = "fonds"


def subjects() -> list[tuple[Any, Any]]:
    """The fund, the plans, and the measures of the plans in force, by a stable code. Two queries."""
    plans = [(f"plan:{plan.code}", str(plan)) for plan in Plan.objects.order_by("-starts")]
    rows = Measure.objects.filter(plan__status=PlanStatus.IN_FORCE).order_by("rank")
    measures = [(f"mesure:{m.code}", f"{m.number} {queries.in_language(m, 'title')}".strip()) for m in rows]
    return [
        (_("Un plan"), plans),
        (_("Une mesure d’un plan en vigueur"), measures),
        (_("Le fonds"), [(FUND, _("L’usage du fonds"))]),
    ]


def subject_of(opinion: Opinion) -> str:
    """The code of the subject, as the form knows it."""
    if opinion.plan is not None:
        return f"plan:{opinion.plan.code}"
    return f"mesure:{opinion.measure.code}" if opinion.measure is not None else FUND


class OpinionForm(WatchedForm):
    subject = forms.ChoiceField(
        label=_("L’avis porte sur"), help_text=_("Il se lira à côté de ce plan ou de cette mesure.")
    )
    title = TextField(label=_("Titre"))
    text = TextField(
        label=_("Texte de l’avis"),
        lines=14,
        help_text=_("Ce que le comité a entendu, ce qu’il en pense, ce qu’il recommande."),
    )
    link = forms.URLField(
        label=_("Adresse du document complet"), required=False, max_length=500, assume_scheme="https"
    )
    reply_expected_by = DayField(
        label=_("Réponse demandée au ministère d’ici le"),
        required=False,
        help_text=_("Laissez vide si le comité ne demande pas de réponse."),
    )

    def __init__(self, *args: Any, opinion: Opinion | None = None, **kwargs: Any) -> None:
        if opinion is not None:
            kwargs.setdefault(
                "initial",
                {
                    "subject": subject_of(opinion),
                    "title": opinion.title,
                    "text": opinion.text,
                    "link": opinion.link,
                    "reply_expected_by": opinion.reply_expected_by,
                },
            )
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = subjects()  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """The fields of an opinion: exactly one subject."""
        found = dict(self.cleaned_data)
        kind, _colon, code = found.pop("subject").partition(":")
        return {
            **found,
            "plan": Plan.objects.get(code=code) if kind == "plan" else None,
            "measure": Measure.objects.get(code=code) if kind == "mesure" else None,
            "about_fund": kind == FUND,
        }
