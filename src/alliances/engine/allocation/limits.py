"""Floors and caps of each recipient, from the rules, and which rule a bound comes from.

lo = max(floor, ceil((1 - d) * previous), own floor, paid), hi = min(cap, floor((1 + g) * previous), own cap);
both rounded inward to the unit. Without a previous amount the change limits do not apply, otherwise a new
territory would stay at zero for ever.
"""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from alliances.engine.allocation.problems import Recipient, Rules
from alliances.engine.allocation.solver import State
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


class _Change(NamedTuple):
    """A limit on change as a multiple of the previous amount: share / whole."""

    share: int
    whole: int

    @classmethod
    def at(cls, multiple: Fraction) -> "_Change":
        return cls(multiple.numerator, multiple.denominator)

    def at_least(self, previous: int) -> int:
        """The multiple of the previous amount, rounded up to a cent."""
        return -(-self.share * previous // self.whole)

    def at_most(self, previous: int) -> int:
        """The multiple of the previous amount, rounded down to a cent."""
        return self.share * previous // self.whole


def _kept(rules: Rules) -> _Change | None:
    return None if rules.max_loss is None else _Change.at(1 - as_fraction(rules.max_loss))


def _allowed(rules: Rules) -> _Change | None:
    return None if rules.max_gain is None else _Change.at(1 + as_fraction(rules.max_gain))


def limits_of(recipients: Sequence[Recipient], rules: Rules, unit: int) -> Limits:
    """The bounds of all recipients. Crossed bounds are left as they are: the solver reports them."""
    kept, allowed = _kept(rules), _allowed(rules)
    lower = [max(rules.floor, recipient.lower, recipient.paid) for recipient in recipients]
    if kept is not None:
        guaranteed = [kept.at_least(recipient.previous or 0) for recipient in recipients]
        lower = list(map(max, lower, guaranteed))
    upper = [_smaller(rules.cap, recipient.upper) for recipient in recipients]
    if allowed is not None:
        upper = [
            _smaller(hi, allowed.at_most(recipient.previous)) if recipient.previous else hi
            for hi, recipient in zip(upper, recipients, strict=True)
        ]
    return inward(lower, upper, unit)


def inward(lower: list[int], upper: list[int | None], unit: int) -> Limits:
    """Round floors up and caps down to the unit, so that rounding amounts can never break a guarantee."""
    if unit == 1:
        return Limits(lower, upper)
    return Limits(
        [ceil_to_unit(lo, unit) for lo in lower],
        [None if hi is None else floor_to_unit(hi, unit) for hi in upper],
    )


def origins_of(recipients: Sequence[Recipient], rules: Rules, states: Sequence[State]) -> list[Origin | None]:
    """The rule behind each bound that decides, None where none does.

    When several rules give the same bound, the first in the order of ``Origin`` is named.
    """
    kept, allowed = _kept(rules), _allowed(rules)
    return [
        None
        if state is State.FREE
        else _floor_origin(recipient, rules, kept)
        if state is State.FLOOR
        else _cap_origin(recipient, rules, allowed)
        for recipient, state in zip(recipients, states, strict=True)
    ]


def _floor_origin(recipient: Recipient, rules: Rules, kept: _Change | None) -> Origin:
    guaranteed = kept.at_least(recipient.previous) if kept and recipient.previous else 0
    lo = max(rules.floor, guaranteed, recipient.lower, recipient.paid)
    if lo == rules.floor:
        return Origin.FLOOR
    if lo == guaranteed:
        return Origin.MAX_LOSS
    return Origin.OWN_FLOOR if lo == recipient.lower else Origin.PAID


def _cap_origin(recipient: Recipient, rules: Rules, allowed: _Change | None) -> Origin:
    most = allowed.at_most(recipient.previous) if allowed and recipient.previous else None
    hi = _smaller(_smaller(rules.cap, most), recipient.upper)
    if hi == rules.cap:
        return Origin.CAP
    return Origin.MAX_GAIN if hi == most else Origin.OWN_CAP


def _smaller(a: int | None, b: int | None) -> int | None:
    """The smaller of two caps, None being no cap."""
    if a is None or b is None:
        return b if a is None else a
    return min(a, b)
