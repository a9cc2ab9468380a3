"""Sharing an envelope among territories, exactly to the cent, with the whole trail.

How a caller in the product uses it::

    from alliances.engine.allocation import (
        CriteriaProblem, Criterion, CriterionKind, Infeasible, Recipient, Rules, allocate,
    )

    problem = CriteriaProblem(
        envelope=471_619_500,                                   # integer cents
        criteria=[
            Criterion("population", weight="40"),               # relative weights, exact numbers
            Criterion("low_income", weight="50"),
            Criterion("base", weight="10", kind=CriterionKind.EQUAL),
        ],
        recipients=[
            Recipient("19", values={"population": 25_000, "low_income": "1875.5"}, previous=30_000_000),
            ...
        ],
        rules=Rules(max_loss="0.05", max_gain="0.10"),
        unit=100,                                               # whole dollars
    )
    try:
        allocation = allocate(problem)
    except Infeasible as obstacle:
        obstacle.reason, obstacle.figures, obstacle.remedies    # said to a person, never repaired silently

    allocation.cents["19"]                                      # int, sums to allocation.distributed
    line = allocation.line("19")
    line.state, line.origin                                     # State.FLOOR, Origin.MAX_LOSS
    line.parts, line.adjustment                                 # cents by criterion; they add up to line.cents
    line.exact, line.weight, line.formula                       # Fractions
    allocation.value_of_point                                   # Fraction, cents per unit of normalised weight

Numbers other than money are ``Exact``: int, decimal or ``p/q`` text, Decimal or Fraction; a float raises
ValueError. ``ProblemError`` (a ValueError) says which field cannot be read; ``Infeasible`` says why rules that can
be read have no answer, with amounts in cents and the remedies on offer.
"""

from alliances.engine.allocation.allocate import (
    Allocation,
    BoundedAllocation,
    Line,
    allocate,
    allocate_bounded,
)
from alliances.engine.allocation.bounded import State
from alliances.engine.allocation.errors import (
    Infeasible,
    ProblemError,
    Reason,
    Remedy,
    RemedyKind,
)
from alliances.engine.allocation.limits import Origin
from alliances.engine.allocation.problems import (
    BoundedProblem,
    Claim,
    CriteriaProblem,
    Criterion,
    CriterionKind,
    Recipient,
    Rules,
    SetAside,
)

__all__ = [
    "Allocation",
    "BoundedAllocation",
    "BoundedProblem",
    "Claim",
    "CriteriaProblem",
    "Criterion",
    "CriterionKind",
    "Infeasible",
    "Line",
    "Origin",
    "ProblemError",
    "Reason",
    "Recipient",
    "Remedy",
    "RemedyKind",
    "Rules",
    "SetAside",
    "State",
    "allocate",
    "allocate_bounded",
]
