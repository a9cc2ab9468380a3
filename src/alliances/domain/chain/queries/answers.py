"""Need beside answer: what was published and what the ledger holds, territory by territory. Never added together."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from alliances.domain.chain.queries import public
from alliances.domain.ledger.queries import Columns, columns_of
from alliances.domain.strategy.models import AmountKind, Plan, PublishedAmount
from alliances.domain.territories.models import Territory


@dataclass(frozen=True)
class Answer:
    """What answers the need of one territory under one plan.

    `published`: the whole-period amounts sources give for it, side by side when they disagree. `real` and
    `fictitious`: the ledger's columns of its envelopes and of those below, in cents, on each side of the mark; None
    when there is no envelope, which is not zero.
    """

    territory: Territory
    published: list[PublishedAmount] = field(default_factory=list)
    real: Columns | None = None
    fictitious: Columns | None = None

    @property
    def only_amount(self) -> PublishedAmount | None:
        """The published amount when sources agree on one; None when there is none or several."""
        return self.published[0] if len(self.published) == 1 else None


def answers(plan: Plan, territories: Iterable[Territory]) -> list[Answer]:
    """One row per territory, in the order given. Four queries, whatever there is."""
    places = list(territories)
    published: dict[int, list[PublishedAmount]] = {}
    amounts = PublishedAmount.objects.filter(plan=plan, kind=AmountKind.TOTAL, territory__isnull=False)
    for amount in amounts.order_by("rank"):
        published.setdefault(amount.territory_id or 0, []).append(amount)
    sums = _sums_by_path(plan)
    return [
        Answer(
            place,
            published.get(place.pk, []),
            sums.get((False, place.path)),
            sums.get((True, place.path)),
        )
        for place in places
    ]


def _sums_by_path(plan: Plan) -> dict[tuple[bool, str], Columns]:
    """By (is fictitious, path of a territory): the columns of all envelopes of the plan there and below."""
    envelopes = list(public.envelopes().filter(measure__plan=plan).order_by("pk"))
    columns = columns_of(envelope.account_id for envelope in envelopes)
    sums: dict[tuple[bool, str], Columns] = {}
    for envelope in envelopes:
        for path in envelope.territory.lineage_paths():
            key = (envelope.is_fictitious, path)
            sums[key] = sums.get(key, Columns()) + columns[envelope.account_id]
    return sums
