"""The envelopes' tree and what each envelope was given."""

from collections.abc import Iterable

from django.db.models import Sum

from alliances.domain.chain.queries import public
from alliances.domain.chain.queries.scopes import tree_above
from alliances.domain.envelopes.models import Envelope
from alliances.domain.ledger.models import Transfer, TransferKind


def lineage_of(envelope_id: int) -> list[Envelope]:
    """The envelopes from the root down to this one. Two queries."""
    order = tree_above(envelope_id)
    found = public.envelopes().in_bulk(order)
    return [found[pk] for pk in order]


def received_by(account_ids: Iterable[int]) -> dict[int, int]:
    """What each envelope's account was ever given, in cents, entries reversed since left out. One query."""
    given = Transfer.objects.filter(
        kind=TransferKind.ALLOCATION, destination__in=list(account_ids), reversed_by=None
    )
    return dict(given.values_list("destination").annotate(total=Sum("amount_cents")).order_by())
