"""The list a committee draws up at its sitting: each file recommended or not, for how much, in which order, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.calls.models import Call
from alliances.domain.grants.models import GrantState
from alliances.domain.review.actions import Advice
from alliances.domain.review.models import Decision
from alliances.domain.review.queries import ScoredFile
from alliances.domain.review.rules import RECOMMENDING
from alliances.spaces.sittings import ActForm
from alliances.ui.formats import money
from alliances.ui.forms import CountField, MoneyField, TextField, needed_when

LARGEST_RANK = 9_999
NOTHING_CAME = (GrantState.LAPSED, GrantState.DECLINED)
NOTHING, YES, NO = "", "oui", "non"


@dataclass(frozen=True)
class Line:
    """One file with its fields, and what the list asks for down to its rank (None when it asks nothing for it)."""

    file: ScoredFile
    advice: forms.BoundField
    amount: forms.BoundField
    rank: forms.BoundField
    reasons: forms.BoundField
    running_cents: int | None


@dataclass(frozen=True)
class Total:
    """What the list asks for beside what the call and its envelope hold, in cents.

    `granted_cents`: what earlier resolutions granted under this call, offers that came to nothing left out.
    """

    recommended_cents: int
    budget_cents: int
    granted_cents: int
    available_cents: int

    @property
    def remaining_cents(self) -> int:
        return min(self.budget_cents - self.granted_cents, self.available_cents) - self.recommended_cents


class RecommendationForm(ActForm):
    """`advice_<pk>`, `amount_<pk>`, `rank_<pk>` and `reasons_<pk>` for each file; a file without advice waits."""

    reason = TextField(
        label=gettext_lazy("Pourquoi remplacer une recommandation"),
        help_text=gettext_lazy("Seulement si une demande de la liste est déjà recommandée."),
        lines=3,
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, call: Call, files: Sequence[ScoredFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed_when(self.fields["reason"], _("nécessaire pour changer une recommandation déjà faite"))
        self.ready = [file for file in files if file.is_ready]
        self.offer(call, RECOMMENDING)

    @classmethod
    def for_files(
        cls, call: Call, files: Sequence[ScoredFile], data: Any = None, typed: Any = None, first_rank: int = 1
    ) -> "RecommendationForm":
        """`data` is judged; `typed` is only shown again. Without them: what stands, or the order of the means."""
        fields: dict[str, Any] = {}
        prefilled: dict[str, Any] = {}
        for rank, file in enumerate((f for f in files if f.is_ready), start=first_rank):
            fields |= _fields_of(file)
            prefilled |= _start_of(file, rank)
        made = type("CallRecommendationForm", (cls,), fields)
        return made(data, call=call, files=files, initial={**prefilled, **(typed or {})})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        taken: dict[int, str] = {}
        for file in self.ready:
            self._judge(file, cleaned, taken)
        if not any(cleaned.get(f"advice_{file.application.pk}") for file in self.ready):
            raise ValidationError(_("Donnez l’avis du comité sur au moins une demande."))
        return cleaned

    def _judge(self, file: ScoredFile, cleaned: dict[str, Any], taken: dict[int, str]) -> None:
        """What the fields of one file lack, said beside the field."""
        key = file.application.pk
        advice = cleaned.get(f"advice_{key}")
        if not advice:
            return
        if not (cleaned.get(f"reasons_{key}") or "").strip():
            self._say(f"reasons_{key}", _("Écrivez les raisons : l’instance et l’organisme les liront."))
        if file.recommendation and not (cleaned.get("reason") or "").strip():
            self._say("reason", _("Dites pourquoi la recommandation déjà faite est remplacée."))
        if advice == YES:
            self._judge_amount(file, cleaned.get(f"amount_{key}"))
            self._judge_rank(file, cleaned.get(f"rank_{key}"), taken)

    def _judge_amount(self, file: ScoredFile, amount: int | None) -> None:
        name, asked = f"amount_{file.application.pk}", file.application.requested_cents or 0
        if not amount:
            self._say(name, _("Indiquez le montant recommandé."))
        elif amount > asked:
            self._say(name, _("Au plus le montant demandé, %(amount)s.") % {"amount": money(asked)})

    def _judge_rank(self, file: ScoredFile, rank: int | None, taken: dict[int, str]) -> None:
        name = f"rank_{file.application.pk}"
        if not rank:
            self._say(name, _("Donnez un rang."))
        elif rank in taken:
            self._say(name, _("Ce rang est déjà celui de %(number)s.") % {"number": taken[rank]})
        else:
            taken[rank] = file.application.number

    def _say(self, name: str, sentence: str) -> None:
        """One sentence a field: what could not even be read is said first."""
        if name not in self.errors:
            self.add_error(name, sentence)

    def advices(self) -> list[Advice]:
        data = self.cleaned_data
        return [
            Advice(
                application=file.application,
                is_favourable=data[f"advice_{key}"] == YES,
                amount_cents=data[f"amount_{key}"] or 0,
                rank=data[f"rank_{key}"],
                reasons=data[f"reasons_{key}"],
            )
            for file in self.ready
            if data[f"advice_{(key := file.application.pk)}"]
        ]

    def lines(self) -> list[Line]:
        """By rank, then the files without one; each with the sum down to it."""
        ranked = sorted(
            self.ready, key=lambda f: (self._read(f, "rank") or LARGEST_RANK + 1, f.application.pk)
        )
        lines, sum_cents = [], 0
        for file in ranked:
            key, asked = file.application.pk, self._asked(file)
            sum_cents += asked
            lines.append(
                Line(
                    file=file,
                    advice=self[f"advice_{key}"],
                    amount=self[f"amount_{key}"],
                    rank=self[f"rank_{key}"],
                    reasons=self[f"reasons_{key}"],
                    running_cents=sum_cents if asked else None,
                )
            )
        return lines

    def total(self, call: Call) -> Total:
        recommended = sum(self._asked(file) for file in self.ready)
        standing = Decision.objects.filter(application__call=call).exclude(grant__state__in=NOTHING_CAME)
        granted = standing.aggregate(cents=Sum("amount_cents"))["cents"] or 0
        return Total(recommended, call.budget_cents, granted, call.envelope.account.balance_cents)

    def head(self) -> list[forms.BoundField]:
        """The sitting; and the reason of a replacement, where there is something to replace."""
        again = any(file.recommendation for file in self.ready)
        return [self["sitting"], self["reason"]] if again else [self["sitting"]]

    def _asked(self, file: ScoredFile) -> int:
        favourable = self[f"advice_{file.application.pk}"].value() == YES
        return max(self._read(file, "amount") or 0, 0) if favourable else 0

    def _read(self, file: ScoredFile, name: str) -> int | None:
        """The number typed, or None when it cannot be read yet."""
        field = f"{name}_{file.application.pk}"
        typed = self[field].value()
        try:
            found = typed if isinstance(typed, int) else self.fields[field].clean(typed)
        except ValidationError:
            return None
        return found if isinstance(found, int) else None


def _start_of(file: ScoredFile, rank: int) -> dict[str, Any]:
    """What stands for this file, or the whole amount asked at the place that its mean gives it."""
    key = file.application.pk
    made = file.recommendation
    if made is None:
        return {f"amount_{key}": file.application.requested_cents, f"rank_{key}": rank}
    return {
        f"amount_{key}": made.amount_cents or file.application.requested_cents,
        f"rank_{key}": made.rank or rank,
        f"reasons_{key}": made.reasons,
    }


def _fields_of(file: ScoredFile) -> dict[str, Any]:
    application = file.application
    number = {"number": application.number}
    again = file.recommendation is not None
    if_favourable = _("nécessaire si la demande est recommandée")
    waits = _("Garder la recommandation déjà faite") if again else _("Pas dans cette liste")
    return {
        f"advice_{application.pk}": forms.ChoiceField(
            label=_("Avis du comité sur %(number)s") % number,
            choices=[(NOTHING, waits), (YES, _("Recommandée")), (NO, _("Non recommandée"))],
            required=False,
        ),
        f"amount_{application.pk}": needed_when(
            MoneyField(label=_("Montant recommandé à %(number)s") % number, required=False), if_favourable
        ),
        f"rank_{application.pk}": needed_when(
            CountField(
                label=_("Rang de %(number)s") % number,
                min_value=1,
                max_value=LARGEST_RANK,
                required=False,
                widget=forms.TextInput(
                    {"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}
                ),
            ),
            if_favourable,
        ),
        f"reasons_{application.pk}": needed_when(
            TextField(label=_("Raisons pour %(number)s") % number, lines=3, required=False),
            _("nécessaires dès que le comité donne son avis"),
        ),
    }
