"""What anybody may read of a body: numbers, never names."""

from dataclasses import dataclass

from django.db.models import Count, Q

from alliances.domain.bodies.models import Body, HolderStatus, SeatCategory, Sitting
from alliances.domain.bodies.rules import Count as Presence
from alliances.domain.bodies.rules import counted, quorum_sentence

LATEST = 50


@dataclass(frozen=True)
class CategorySeats:
    """The seats of one category. `minimum_present` is None where the rule is not published."""

    label: str
    seats: int
    filled: int
    vacant: int
    minimum_present: int | None

    @property
    def unverified(self) -> int:
        return self.seats - self.filled - self.vacant


def seats_by_category(body: Body) -> list[CategorySeats]:
    """In the order of the rules. Two queries."""
    minimums = {quota.category: quota for quota in body.quotas.order_by("rank")}
    rows = (
        body.seats.order_by()
        .values("category")
        .annotate(
            seats=Count("pk"),
            filled=Count("pk", filter=Q(holder_status=HolderStatus.FILLED)),
            vacant=Count("pk", filter=Q(holder_status=HolderStatus.VACANT)),
        )
    )
    found = {row["category"]: row for row in rows}
    return [
        CategorySeats(
            label=str(SeatCategory(category).label),
            seats=found[category]["seats"],
            filled=found[category]["filled"],
            vacant=found[category]["vacant"],
            minimum_present=minimums[category].minimum_present if category in minimums else None,
        )
        for category in [*minimums, *sorted(set(found) - set(minimums))]
        if category in found
    ]


@dataclass(frozen=True)
class PublicSitting:
    """One sitting, with what it counted once its presences are settled."""

    sitting: Sitting
    count: Presence | None
    sentence: str


def sittings_of(body: Body) -> list[PublicSitting]:
    """The latest first; one query."""
    found = []
    for sitting in body.sittings.order_by("-held_on", "-pk")[:LATEST]:
        count = counted(sitting) if sitting.attendance is not None else None
        found.append(PublicSitting(sitting, count, quorum_sentence(count) if count else ""))
    return found
