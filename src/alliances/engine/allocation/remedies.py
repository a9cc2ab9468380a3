"""Ways out of an infeasible set of rules: worked out and offered to a person, never applied here."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction

from alliances.engine.allocation.errors import Infeasible, Reason, Remedy, RemedyKind
from alliances.engine.allocation.problems import Recipient, Rules
from alliances.engine.money import ceil_to_unit, split

_STEPS = 10_000  # a suggested limit is a multiple of 0.01 %


def add_remedies(
    obstacle: Infeasible,
    floors: Mapping[str, int],
    envelope: int,
    unit: int,
    previous: Sequence[int] = (),
) -> Infeasible:
    """The same obstacle, with what could be done about it.

    ``floors`` are the cents guaranteed by code, ``previous`` the previous amounts when the floors come from
    the limit on losses alone (then loosening that limit is enough).
    """
    if obstacle.reason is Reason.FLOORS_EXCEED_ENVELOPE and envelope >= 0:
        remedies = [Remedy(RemedyKind.SCALE_FLOORS, amounts=split(envelope, floors, unit))]
        if previous:
            remedies.append(_looser_limit(previous, envelope, unit))
        obstacle.remedies = tuple(remedies)
    elif obstacle.surplus:
        obstacle.remedies = (Remedy(RemedyKind.RESERVE_SURPLUS, amount=obstacle.surplus),)
    return obstacle


def guaranteed_by_the_past(recipients: Sequence[Recipient], rules: Rules, base: int) -> list[int]:
    """The previous amounts, when floors are nothing but the limit on losses; otherwise an empty list."""
    other_floors = base or rules.floor or any(r.lower or r.paid for r in recipients)
    if rules.max_loss is None or other_floors:
        return []
    return [recipient.previous for recipient in recipients if recipient.previous]


def _looser_limit(previous: Sequence[int], envelope: int, unit: int) -> Remedy:
    """d* = 1 - E / sum of previous amounts, and the first multiple of 0.01 % whose rounded floors do fit."""

    def fits(step: int) -> bool:
        kept = 1 - Fraction(step, _STEPS)
        return sum(ceil_to_unit(kept * amount, unit) for amount in previous) <= envelope

    step = bisect_left(range(_STEPS), True, key=fits)
    return Remedy(
        RemedyKind.LOOSEN_MAX_LOSS,
        limit=1 - Fraction(envelope, sum(previous)),
        suggested=Fraction(step, _STEPS),
    )
