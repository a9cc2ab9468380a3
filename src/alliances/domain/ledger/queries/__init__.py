"""Balances read from the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, Sum

from alliances.domain.ledger.models import LedgerAccount, Stage


@dataclass(frozen=True)
class Columns:
    """The four columns of one envelope, in cents, never mixed, and what remains.

    A dollar committed is also allocated, a dollar paid is also committed: each column counts what stands at its stage
    or beyond. `reserved_cents` is part of what is allocated and not committed yet.
    """

    available_cents: int = 0
    reserved_cents: int = 0
    committed_cents: int = 0
    paid_cents: int = 0
    justified_cents: int = 0

    @property
    def allocated_cents(self) -> int:
        return self.available_cents + self.reserved_cents + self.committed_cents

    @property
    def remaining_cents(self) -> int:
        """Allocated and not committed, reserved included."""
        return self.available_cents + self.reserved_cents

    @classmethod
    def of_stages(cls, standing: Mapping[str, int]) -> "Columns":
        """From the cents that stand at each stage."""
        justified = standing.get(Stage.JUSTIFIED, 0)
        paid = standing.get(Stage.PAID, 0) + justified
        committed = standing.get(Stage.COMMITTED, 0) + paid
        return cls(
            standing.get(Stage.AVAILABLE, 0), standing.get(Stage.RESERVED, 0), committed, paid, justified
        )

    def __add__(self, other: "Columns") -> "Columns":
        return Columns(
            *(
                getattr(self, name) + getattr(other, name)
                for name in (
                    "available_cents",
                    "reserved_cents",
                    "committed_cents",
                    "paid_cents",
                    "justified_cents",
                )
            )
        )


def balance_cents(account_id: int) -> int:
    """The balance of one account as it stands now, whatever an object in memory remembers."""
    return LedgerAccount.objects.values_list("balance_cents", flat=True).get(pk=account_id)


def columns_of(available_account_ids: Iterable[int]) -> dict[int, Columns]:
    """The columns of each envelope, keyed by its available account. One query."""
    wanted = set(available_account_ids)
    standing: dict[int, dict[str, int]] = {pk: {} for pk in wanted}
    rows = (
        LedgerAccount.objects.filter(Q(pk__in=wanted) | Q(drawn_from__in=wanted))
        .values_list("drawn_from", "pk", "stage")
        .annotate(total=Sum("balance_cents"))
        .order_by()
    )
    for drawn_from, pk, stage, total in rows:
        stages = standing[drawn_from or pk]
        stages[stage] = stages.get(stage, 0) + total
    return {pk: Columns.of_stages(stages) for pk, stages in standing.items()}


def columns_of_accounts(accounts: Iterable[LedgerAccount]) -> Columns:
    """The columns of one grant, from its own accounts already loaded."""
    stages: dict[str, int] = {}
    for account in accounts:
        stages[account.stage] = stages.get(account.stage, 0) + account.balance_cents
    return Columns.of_stages(stages)


def broken_balances() -> list[tuple[int, int, int]]:
    """Accounts whose kept balance is not the sum of their transfers: (account, kept, summed), in cents."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT account.id, account.balance_cents, coalesce(sum(movement.cents), 0)::bigint
            FROM ledger_ledgeraccount account
            LEFT JOIN (
                SELECT destination_id AS account_id, amount_cents AS cents FROM ledger_transfer
                UNION ALL SELECT origin_id, -amount_cents FROM ledger_transfer
            ) movement ON movement.account_id = account.id
            GROUP BY account.id HAVING account.balance_cents <> coalesce(sum(movement.cents), 0)
            ORDER BY account.id
            """
        )
        return cursor.fetchall()
