"""What an auditor reads, always within the perimeter in which her role reads money."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from alliances.domain.agreements.models import Alliance
from alliances.domain.chain.queries.books import accounts_of, entries_of
from alliances.domain.envelopes.models import Envelope, Scenario, ScenarioState
from alliances.domain.grants.models import Grant, Payment, Report
from alliances.domain.ledger.models import LedgerAccount, Transfer
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import Decision, Resolution

FILE = "application__call"


def decisions_of(reader: Account) -> QuerySet[Decision]:
    """Every decision, granted or not, with the resolution that made it."""
    where = within_any(_places(reader), f"{FILE}__territory")
    return Decision.objects.filter(where).select_related(
        "resolution",
        "application__organisation",
        "application__recommendation",
        f"{FILE}__territory",
        f"{FILE}__envelope__fund__book",
        "grant",
    )


def _places(reader: Account) -> Any:
    return reader.territories_for(Permission.READ_MONEY)


@dataclass(frozen=True)
class Balance:
    """An account whose kept balance was compared with the sum of its entries, in cents."""

    account: LedgerAccount
    summed_cents: int

    @property
    def agrees(self) -> bool:
        return self.account.balance_cents == self.summed_cents


def balances_of(reader: Account) -> list[Balance]:
    """Each account of the perimeter, its entries added up again. Three queries, whatever there is."""
    accounts = list(accounts_of(reader).select_related("book").order_by("pk"))
    pks = accounts_of(reader).values("pk")
    incoming = _sums(Transfer.objects.filter(destination__in=pks), "destination")
    outgoing = _sums(Transfer.objects.filter(origin__in=pks), "origin")
    return [Balance(each, incoming.get(each.pk, 0) - outgoing.get(each.pk, 0)) for each in accounts]


def _sums(rows: QuerySet[Transfer], side: str) -> dict[int, int]:
    found = rows.order_by().values(account=F(side)).annotate(total=Coalesce(Sum("amount_cents"), 0))
    return {row["account"]: int(row["total"]) for row in found}


def counts_for(reader: Account) -> dict[str, int]:
    """How many records of each kind she may read. One query each."""
    scenarios = Scenario.objects.filter(
        envelope__in=Envelope.objects.visible_to(reader), state=ScenarioState.ADOPTED
    )
    return {
        "entries": entries_of(reader).count(),
        "envelopes": Envelope.objects.visible_to(reader).count(),
        "scenarios": scenarios.count(),
        "alliances": Alliance.objects.visible_to(reader).count(),
        "decisions": decisions_of(reader).count(),
        "resolutions": Resolution.objects.visible_to(reader).count(),
        "grants": Grant.objects.visible_to(reader).count(),
        "payments": Payment.objects.visible_to(reader).count(),
        "reports": Report.objects.visible_to(reader).count(),
    }
