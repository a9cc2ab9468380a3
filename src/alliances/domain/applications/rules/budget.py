"""The budget: costs and revenues are equal, and what is asked respects the rules that somebody published."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alliances.domain.applications.models import Application, BudgetCategory, BudgetLine, BudgetSide
from alliances.domain.calls import eligibility
from alliances.domain.common import formats
from alliances.domain.common.verdict import Verdict

C = BudgetCategory
CATEGORIES: dict[str, tuple[BudgetCategory, ...]] = {
    BudgetSide.COST: (
        C.STAFF, C.FEES, C.PARTICIPATION, C.PREMISES, C.MATERIAL, C.TRAVEL, C.COMMUNICATION, C.ADMINISTRATION,
        C.OTHER_COST,
    ),
    BudgetSide.REVENUE: (
        C.GOVERNMENT, C.MUNICIPAL, C.FOUNDATION, C.OWN, C.ACTIVITY, C.OTHER_REVENUE,
    ),
}  # fmt: skip
"""The categories one chooses from on each side; what is asked here has its own line."""


@dataclass(frozen=True)
class Balance:
    """Totals in cents; lines without a readable amount count for nothing and are counted apart."""

    costs_cents: int
    revenues_cents: int
    requested_cents: int | None
    without_amount: int

    @property
    def difference_cents(self) -> int:
        """Positive: revenues are missing. Negative: costs are missing."""
        return self.costs_cents - self.revenues_cents

    @property
    def is_balanced(self) -> bool:
        return self.difference_cents == 0 and self.costs_cents > 0

    @property
    def state(self) -> str:
        """Which sentence of `balance_sentences` says where the budget stands."""
        if self.difference_cents:
            return "revenue_missing" if self.difference_cents > 0 else "cost_missing"
        return "balanced" if self.costs_cents else "empty"

    @property
    def sentence(self) -> str:
        """What is missing, in words; or that nothing is."""
        missing = formats.money(abs(self.difference_cents))
        return balance_sentences()[self.state].replace("%(amount)s", missing)


def balance_sentences() -> dict[str, str]:
    """The sentence of each state of a balance; `%(amount)s` stands for what is missing."""
    return {
        "revenue_missing": _("Il manque %(amount)s de revenus."),
        "cost_missing": _("Il manque %(amount)s de dépenses."),
        "balanced": _("Le budget est équilibré."),
        "empty": _("Le budget est encore vide."),
    }


def balance_of(lines: Iterable[BudgetLine]) -> Balance:
    rows = list(lines)
    known = [(line.side, line.amount_cents) for line in rows if line.amount_cents is not None]
    return Balance(
        costs_cents=sum(amount for side, amount in known if side == BudgetSide.COST),
        revenues_cents=sum(amount for side, amount in known if side == BudgetSide.REVENUE),
        requested_cents=next((line.amount_cents for line in rows if line.is_requested), None),
        without_amount=len(rows) - len(known),
    )


@dataclass(frozen=True)
class FrameworkRule:
    """One rule on what may be asked: its sentence, and whether it is kept (None: nothing to judge)."""

    sentence: str
    is_kept: bool | None
    refusal: str = ""


def framework_rules(application: Application, balance: Balance) -> list[FrameworkRule]:
    """The rules of the call and of its framework, each with its sentence; an unpublished rule says so."""
    asked = balance.requested_cents
    return [
        _call_budget(application, asked),
        _ceiling(application, asked),
        _share(application, asked, balance.costs_cents),
    ]


def _judged(sentence: str, verdict: Verdict | None) -> FrameworkRule:
    if verdict is None:
        return FrameworkRule(sentence, None)
    return FrameworkRule(sentence, bool(verdict), verdict.reason)


def _call_budget(application: Application, asked: int | None) -> FrameworkRule:
    call = application.call
    return _judged(
        _("L’appel dispose de %(amount)s en tout.") % {"amount": formats.money(call.budget_cents)},
        None if asked is None else eligibility.within_budget(call, asked),
    )


def _ceiling(application: Application, asked: int | None) -> FrameworkRule:
    framework = application.call.framework
    if framework.max_grant_cents is None:
        return FrameworkRule(_("Plafond par projet : non publié."), None)
    return _judged(
        _("Un projet reçoit au plus %(amount)s.") % {"amount": formats.money(framework.max_grant_cents)},
        None if asked is None else eligibility.within_ceiling(framework, asked),
    )


def _share(application: Application, asked: int | None, costs: int) -> FrameworkRule:
    framework = application.call.framework
    rate = framework.max_share_percent
    if rate is None:
        return FrameworkRule(_("Part maximale du coût : non publiée."), None)
    said = {"rate": formats.points(rate, 0), "amount": formats.money(costs * rate // 100)}
    return _judged(
        _("L’aide va jusqu’à %(rate)s du coût du projet, ici %(amount)s.") % said
        if costs
        else _("L’aide va jusqu’à %(rate)s du coût du projet.") % said,
        None if asked is None or not costs else eligibility.within_rate(framework, asked, costs),
    )
