"""The budget: what is asked, costs, revenues; the balance in words and the rules that apply."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications import actions, rules
from alliances.domain.applications.actions import LineTyped
from alliances.domain.applications.models import (
    Application,
    BudgetCategory,
    BudgetLine,
    BudgetSide,
    SourceKind,
)
from alliances.domain.people.models import Account
from alliances.spaces.organisation.editors.base import Editor, Texts
from alliances.spaces.organisation.editors.rows import RowsForm
from alliances.spaces.organisation.forms import LenientForm
from alliances.ui import formats
from alliances.ui.forms import MoneyField, TextField

CATEGORIES = {
    side: [("", _("Choisissez…")), *((c.value, c.label) for c in rules.CATEGORIES[side])]
    for side in BudgetSide.values
}


class BudgetForm(RowsForm):
    prefixes = tuple(BudgetSide.values)
    told = ("category", "label", "amount")

    requested = MoneyField(
        label=_("Montant demandé à cet appel"), help_text=_("La part du coût que vous demandez ici.")
    )

    def fields_of(self, prefix: str) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "category": forms.ChoiceField(label=_("Catégorie"), choices=CATEGORIES[prefix]),
            "label": TextField(label=_("Précision"), max_length=rules.LONGEST_LINE),
            "amount": MoneyField(label=_("Montant")),
        }
        if prefix == BudgetSide.REVENUE:
            fields["source"] = forms.ChoiceField(label=_("Forme"), choices=SourceKind.choices)
            fields["confirmed"] = forms.BooleanField(label=_("Confirmé"), required=False)
        return fields


class BudgetEditor(Editor):
    page = rules.BUDGET
    template = "organisation/parts/budget.html"

    def stored(self) -> Texts:
        content = self.dossier.content
        asked = next((line for line in content.lines if line.is_requested), None)
        found: Texts = {"requested": _amount(asked) if asked else ""}
        for side, lines in ((BudgetSide.COST, content.costs), (BudgetSide.REVENUE, content.revenues)):
            for place, line in enumerate(line for line in lines if not line.is_requested):
                found |= _line(line, f"{side}-{place}")
        return found

    def form(self, data: QueryDict) -> LenientForm:
        return BudgetForm(data)

    def write(self, actor: Account, version: int, form: LenientForm) -> Application:
        assert isinstance(form, BudgetForm)  # noqa: S101 - an editor writes its own form
        cents, typed = form.read("requested")
        asked = LineTyped(
            BudgetSide.REVENUE, BudgetCategory.REQUESTED, "", cents, typed, SourceKind.CASH, True, True
        )
        lines = [asked, *(_read(form, side, n) for side in form.prefixes for n in form.numbers[side])]
        return actions.save_budget(actor=actor, application=self.application, version=version, lines=lines)

    def shown(self, name: str, text: str | list[str]) -> str:
        if name.endswith("-category"):
            return str(dict(BudgetCategory.choices).get(str(text), ""))
        return str(dict(SourceKind.choices).get(str(text), text)) if name.endswith("-source") else str(text)

    def extra(self) -> dict[str, Any]:
        balance = rules.balance_of(self.dossier.content.lines)
        return {
            "balance": balance,
            "sentences": rules.balance_sentences(),
            "framework_rules": rules.framework_rules(self.application, balance),
        }


def _read(form: BudgetForm, side: str, number: int) -> LineTyped:
    name = f"{side}-{number}"
    cents, typed = form.read(f"{name}-amount")
    category, _unknown = form.read(f"{name}-category")
    source, _unknown = form.read(f"{name}-source")
    return LineTyped(
        side=side,
        category=category or "",
        label=form.typed(f"{name}-label"),
        amount_cents=cents,
        amount_typed=typed,
        source_kind=source or SourceKind.CASH,
        is_confirmed=bool(form.read(f"{name}-confirmed")[0]),
    )


def _amount(line: BudgetLine) -> str:
    if line.amount_cents is None:
        return line.amount_typed
    return formats.number(formats.in_dollars(line.amount_cents), 2)


def _line(line: BudgetLine, name: str) -> Texts:
    found: Texts = {
        f"{name}-category": line.category,
        f"{name}-label": line.label,
        f"{name}-amount": _amount(line),
    }
    if line.side == BudgetSide.REVENUE:
        found[f"{name}-source"] = line.source_kind
        if line.is_confirmed:
            found[f"{name}-confirmed"] = "on"
    return found
