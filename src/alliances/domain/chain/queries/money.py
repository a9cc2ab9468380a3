"""The envelopes' tree, and all that stands in the ledger."""

from django.db.models import F, Sum

from alliances.domain.chain.queries import public
from alliances.domain.envelopes.models import Envelope
from alliances.domain.envelopes.tree import tree_above
from alliances.domain.ledger.models import LedgerAccount, Stage
from alliances.domain.ledger.queries import Columns, columns_of_accounts


def lineage_of(envelope_id: int) -> list[Envelope]:
    """The envelopes from the root down to this one. Two queries."""
    order = tree_above(envelope_id)
    found = public.envelopes().in_bulk(order)
    return [found[pk] for pk in order]


def columns_by_side() -> dict[bool, Columns]:
    """All that stands in the ledger, by side of the mark: fictitious or real. One query; the two are never added."""
    rows = (
        LedgerAccount.objects.exclude(stage=Stage.SOURCE)
        .values("stage", side=F("book__is_fictitious"))
        .annotate(total=Sum("balance_cents"))
        .order_by()
    )
    sides: dict[bool, list[LedgerAccount]] = {}
    for row in rows:
        standing = LedgerAccount(stage=row["stage"], balance_cents=int(row["total"]))
        sides.setdefault(row["side"], []).append(standing)
    return {side: columns_of_accounts(accounts) for side, accounts in sides.items()}
