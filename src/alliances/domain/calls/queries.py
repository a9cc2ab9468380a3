"""What a page of a call shows beside its own fields."""

from decimal import Decimal

from alliances.domain.calls.models import Call, Criterion


def weighted(call: Call) -> list[tuple[Criterion, Decimal]]:
    """Each criterion with what it counts for in the whole, in percent of the points a file may have. One query."""
    criteria = list(call.criteria.order_by("rank"))
    whole = sum(line.maximum * line.weight for line in criteria)
    return [(line, Decimal(line.maximum * line.weight * 100) / whole) for line in criteria]
