"""Floors and caps of each recipient, from the rules, and which rule a bound comes from.

lo = max(floor, ceil((1 - d) * previous), own floor, paid), hi = min(cap, floor((1 + g) * previous), own cap); both
rounded inward to the unit. Without a previous amount the change limits do not apply, otherwise a new territory
would stay at zero for ever.
"""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from alliances.engine.allocation.bounded import State
from alliances.engine.allocation.problems import Recipient, Rules
from alliances.engine.money import ceil_to_unit, floor_to_unit
from alliances.engine.numbers import as_fraction


class Origin(StrEnum):
    """The rule that a deciding bound comes from."""

    FLOOR = "floor"
    MAX_LOSS = "max_loss"
    OWN_FLOOR = "own_floor"
    PAID = "paid"
    CAP = "cap"
    MAX_GAIN = "max_gain"
    OWN_CAP = "own_cap"


class Limits(NamedTuple):
    """Lower and upper bounds in cents, in the order of the recipients; None where there is no cap."""

    lower: list[int]
    upper: list[int | None]


def limits_of(recipients: Sequence[Recipient], rules: Rules, unit: int) -> Limits:
    """The bounds of all recipients. Crossed bounds are left as they are: the solver reports them."""
    kept, allowed = _kept(rules), _allowed(rules)
    lower = [max(_floors(recipient, rules, kept).values()) for recipient in recipients]
    upper = [min(_caps(recipient, rules, allowed).values(), default=None) for recipient in recipients]
    return Limits(
        [ceil_to_unit(lo, unit) for lo in lower] if unit > 1 else lower,
        [None if hi is None else floor_to_unit(hi, unit) for hi in upper] if unit > 1 else upper,
    )


def origin_of(recipient: Recipient, rules: Rules, state: State) -> Origin | None:
    """The rule behind the bound that decides; the first in the order of the rules when several agree."""
    if state is State.FREE:
        return None
    if state is State.FLOOR:
        floors = _floors(recipient, rules, _kept(rules))
        return max(floors, key=floors.__getitem__)
    caps = _caps(recipient, rules, _allowed(rules))
    return min(caps, key=caps.__getitem__)


def _kept(rules: Rules) -> Fraction | None:
    """Share of the previous amount that nobody may fall under."""
    return None if rules.max_loss is None else 1 - as_fraction(rules.max_loss)


def _allowed(rules: Rules) -> Fraction | None:
    """Multiple of the previous amount that nobody may exceed."""
    return None if rules.max_gain is None else 1 + as_fraction(rules.max_gain)


def _floors(recipient: Recipient, rules: Rules, kept: Fraction | None) -> dict[Origin, int]:
    floors = {Origin.FLOOR: rules.floor}
    if kept is not None and recipient.previous:
        floors[Origin.MAX_LOSS] = -(-kept.numerator * recipient.previous // kept.denominator)
    floors[Origin.OWN_FLOOR] = recipient.lower
    floors[Origin.PAID] = recipient.paid
    return floors


def _caps(recipient: Recipient, rules: Rules, allowed: Fraction | None) -> dict[Origin, int]:
    caps = {}
    if rules.cap is not None:
        caps[Origin.CAP] = rules.cap
    if allowed is not None and recipient.previous:
        caps[Origin.MAX_GAIN] = allowed.numerator * recipient.previous // allowed.denominator
    if recipient.upper is not None:
        caps[Origin.OWN_CAP] = recipient.upper
    return caps
