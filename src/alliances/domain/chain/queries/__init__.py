"""Read models across the rooms: from an article of the law to a payment, and back. No models, no writing.

* `chain_of_grant(pk)`: upward, every step of one grant's money, in the order of the journey.
* `journey_of(kind, row)`: downward, what a goal, a measure, a territory, a call… led to, with its sums.
* `public`: the querysets of what anybody may read; the pages use nothing else.

Each function makes a fixed number of SQL queries. Fictitious and real money are never summed together.
"""

from alliances.domain.chain.queries.downward import Downstream, Sums, journey_of, rows_of
from alliances.domain.chain.queries.links import Kind, Link
from alliances.domain.chain.queries.money import columns_by_side, lineage_of
from alliances.domain.chain.queries.upward import (
    Chain,
    Step,
    chain_of_grant,
    columns_of_grant,
)

__all__ = [
    "Chain",
    "Downstream",
    "Kind",
    "Link",
    "Step",
    "Sums",
    "chain_of_grant",
    "columns_by_side",
    "columns_of_grant",
    "journey_of",
    "lineage_of",
    "rows_of",
]
