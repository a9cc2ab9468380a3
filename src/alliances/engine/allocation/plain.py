"""Three methods beside the criteria, because published amounts look like them.

Each is the canonical problem in disguise, hence exact to the cent by the same rounding.
"""

from collections.abc import Mapping

from alliances.engine.allocation.bounded import allocate_bounded
from alliances.engine.allocation.checks import refuse_negatives
from alliances.engine.allocation.errors import Infeasible, Reason
from alliances.engine.allocation.problems import BoundedProblem, Claim
from alliances.engine.money import share_of, split
from alliances.engine.numbers import Exact, as_fraction


def increment(envelope: int, previous: Mapping[str, int], step: int, unit: int = 1) -> dict[str, int]:
    """The same ``step`` (cents) to each, and the rest in proportion to the previous amounts."""
    refuse_negatives((["step"] if step < 0 else []) + [code for code, cents in previous.items() if cents < 0])
    rest = envelope - step * len(previous)
    if envelope >= 0 > rest:
        raise Infeasible(Reason.FLOORS_EXCEED_ENVELOPE, shortfall=-rest)
    claims = [Claim(code, cents) for code, cents in previous.items()]
    on_top = allocate_bounded(BoundedProblem(rest, claims, unit)).cents
    return {code: step + cents for code, cents in on_top.items()}


def uniform(previous: Mapping[str, int], rate: Exact, unit: int = 1) -> dict[str, int]:
    """The same share of its previous amount to each: ``rate`` 0.9 gives 90 %, 1.02 gives 2 % more.

    The total is ``rate`` times the previous total, rounded down to the unit.
    """
    negative_rate = ["rate"] if as_fraction(rate) < 0 else []
    refuse_negatives(negative_rate + [code for code, cents in previous.items() if cents < 0])
    return split(share_of(sum(previous.values()), rate, unit), previous, unit)


def imposed(envelope: int, amounts: Mapping[str, int], unit: int = 1) -> dict[str, int]:
    """Amounts decided elsewhere, checked against the envelope: floor = cap = amount.

    Raises Infeasible: ``floors_exceed_envelope`` when they ask for more, ``caps_below_envelope`` for less.
    """
    claims = [Claim(code, weight=1, lower=cents, upper=cents) for code, cents in amounts.items()]
    return allocate_bounded(BoundedProblem(envelope, claims, unit)).cents
