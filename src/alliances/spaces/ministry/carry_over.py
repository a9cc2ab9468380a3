"""Carrying a year over: what an officer types to do it, and to record the rule it follows."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes import rules
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.carry_over import may_carry, rule_for, said_of
from alliances.domain.envelopes.models import CarryOverRule, Envelope, MovementKind
from alliances.domain.envelopes.money import years_of
from alliances.domain.people.models import Account
from alliances.engine.allocation import CarryOver, carry_over
from alliances.engine.fiscal_years import FiscalYear
from alliances.spaces.ministry.moving import MovementForm, PercentField
from alliances.ui import formats
from alliances.ui.forms import DayField, Form, MoneyField, TextField

SCALE = Decimal("0.00000001")
YES, NO, UNKNOWN = "yes", "no", ""
UNKNOWN_IF_EMPTY = _("Vide : inconnu.")


class CarryOverForm(MovementForm):
    kind = MovementKind.CARRY_OVER
    lead = _(
        "Ce qui n’a pas été versé dans un exercice passe au suivant, jusqu’à la part que permet la règle; "
        "le reste remonte."
    )
    from_year = forms.TypedChoiceField(label=_("Exercice qui se termine"), coerce=int)
    rate = PercentField(
        label=_("Part de la tranche qui peut être reportée, en %"),
        help_text=_("Aucune règle n’est inscrite : écrivez dans la raison d’où vient ce pourcentage."),
    )
    approval_given = TextField(label=_("Approbation reçue"), max_length=300)

    def offer(self) -> None:
        self._follow(rule_for(self.envelope))
        own = [year for year in years_of(self.envelope, [self.envelope.account_id]) if year.tranche_cents]
        self.by_year = {year.start: year for year in own}
        self.fields["from_year"].choices = [  # type: ignore[attr-defined]
            (str(year.start), _("%(year)s – tranche de %(tranche)s, versé %(paid)s") % {
                "year": FiscalYear(year.start),
                "tranche": formats.money(year.tranche_cents or 0),
                "paid": formats.money(year.paid_cents),
            })
            for year in own
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        year, rate = cleaned.get("from_year"), cleaned.get("rate")
        if year is None or rate is None:
            return cleaned
        if rate > 1:
            self.add_error("rate", _("Au plus 100 %."))
        elif rate and year + 1 > self.envelope.last_year:
            self.add_error(
                "rate", _("C’est le dernier exercice de l’enveloppe : rien ne se reporte, écrivez 0.")
            )
        elif carried := self.figures().carried:
            day, given = timezone.localdate(), cleaned.get("approval_given", "")
            allowed = may_carry(self.envelope, year, carried, day=day, approval=given)
            if not allowed and "approval_given" not in self.errors:
                self.add_error("rate", allowed.reason)
        return cleaned

    def _follow(self, rule: CarryOverRule | None) -> None:
        """What the rule in force says goes beside the field; an approval is asked for when it asks one."""
        if rule:
            self.fields["rate"].help_text = " ".join(said_of(rule))
            self.fields["rate"].initial = _typed(rule)
        if rule and rule.asks_approval:
            self.fields["approval_given"].help_text = (
                _("De %s : la référence et la date de sa décision.") % rule.approver
            )
        else:
            del self.fields["approval_given"]

    @property
    def approval(self) -> str:
        return self.cleaned_data.get("approval_given", "")

    def figures(self) -> CarryOver:
        year = self.by_year[self.cleaned_data["from_year"]]
        spent = min(max(year.paid_cents, 0), year.tranche_cents or 0)
        return carry_over(year.tranche_cents or 0, spent, self.cleaned_data["rate"])

    def lines(self) -> list[Line]:
        year, found = self.cleaned_data["from_year"], self.figures()
        own, found_lines = self.envelope, []
        if found.carried:
            found_lines.append(Line(own, own, found.carried, year, year + 1))
        if found.returned:
            found_lines.append(Line(own, own.parent, found.returned, year))
        return found_lines


def _typed(rule: CarryOverRule) -> str:
    """The share that the rule permits, as one types it; empty when it is unknown."""
    if not rule.is_allowed:
        return "0"
    percent = rule.ceiling_percent
    if percent is None:
        return ""
    return formats.number(percent, max(0, -int(percent.normalize().as_tuple().exponent)))


class CarryRuleForm(Form):
    """A rule of carry-over for an envelope, for its plan in its fund, or for the whole fund."""

    scope = forms.ChoiceField(label=_("La règle vaut pour"), widget=forms.RadioSelect, initial="envelope")
    allowed = forms.ChoiceField(
        label=_("Le report à l’exercice suivant est-il permis?"),
        choices=((YES, _("Oui")), (NO, _("Non, ce qui n’est pas versé remonte"))),
        widget=forms.RadioSelect,
    )
    ceiling_share = PercentField(
        label=_("Plafond, en % de la tranche de l’exercice"), required=False, help_text=UNKNOWN_IF_EMPTY
    )
    ceiling = MoneyField(
        label=_("Plafond, en somme, par enveloppe et par exercice"),
        required=False,
        help_text=UNKNOWN_IF_EMPTY,
    )
    until = DayField(
        label=_("Dernier jour où un report peut être signé"), required=False, help_text=UNKNOWN_IF_EMPTY
    )
    asks_approval = forms.ChoiceField(
        label=_("Chaque report demande-t-il une approbation extérieure?"),
        choices=((UNKNOWN, _("On ne sait pas")), (YES, _("Oui")), (NO, _("Non"))),
        widget=forms.RadioSelect,
        required=False,
        initial=UNKNOWN,
    )
    approver = TextField(label=_("De qui vient cette approbation"), required=False)
    adopted_by = TextField(
        label=_("Qui a approuvé la règle elle-même"), required=False, help_text=UNKNOWN_IF_EMPTY
    )
    source = TextField(
        label=_("Source de la règle"), lines=3, help_text=_("Le document, sa date, son adresse ou sa page.")
    )
    source_date = DayField(label=_("Lue le"), required=False)

    def __init__(self, *args: Any, account: Account, envelope: Envelope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.envelope = envelope
        choices: list[tuple[str, Any]] = [("envelope", _("cette enveloppe et celles qui en sont issues"))]
        if rules.may_record_carry_over_rule(account, None):
            plan = {"plan": envelope.measure.plan.short_name, "fund": envelope.fund.name}
            choices += [
                ("plan", _("le plan %(plan)s dans le fonds %(fund)s") % plan),
                ("fund", _("tout le fonds %(fund)s") % plan),
            ]
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]

    def clean_ceiling_share(self) -> Decimal | None:
        """A share from 0 to 1, to eight decimals."""
        share: Fraction | None = self.cleaned_data["ceiling_share"]
        if share is None:
            return None
        if share > 1:
            raise forms.ValidationError(_("Au plus 100 %."))
        return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(SCALE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("asks_approval") == YES and not cleaned.get("approver"):
            self.add_error("approver", _("Dites de qui vient l’approbation que la règle demande."))
        bounds = [name for name in ("ceiling_share", "ceiling", "until") if cleaned.get(name) is not None]
        if cleaned.get("allowed") == NO and bounds:
            self.add_error(bounds[0], _("Une règle qui ne permet rien n’a ni plafond ni date."))
        return cleaned

    def rule(self) -> dict[str, Any]:
        """The words of `record_carry_over_rule`."""
        data = self.cleaned_data
        whole: dict[str, dict[str, Any]] = {
            "envelope": {"envelope": self.envelope},
            "plan": {"plan": self.envelope.measure.plan},
        }
        return {
            "fund": self.envelope.fund,
            **whole.get(data["scope"], {}),
            "is_allowed": data["allowed"] == YES,
            "ceiling_share": data["ceiling_share"],
            "ceiling_cents": data["ceiling"],
            "until": data["until"],
            "asks_approval": {YES: True, NO: False}.get(data["asks_approval"]),
            "approver": data["approver"],
            "adopted_by": data["adopted_by"],
            "source": data["source"],
            "source_date": data["source_date"],
        }


def told(envelope: Envelope) -> dict[str, Any]:
    """The rule that stands for an envelope, in sentences; no sentence when nobody recorded any."""
    rule = rule_for(envelope)
    return {"carry_rule": rule, "carry_rule_said": said_of(rule) if rule else []}
