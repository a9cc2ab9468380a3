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
    line.parts, line.adjustment                                 # cents by criterion; they add up to
    line.cents line.exact, line.weight, line.formula                       # Fractions
    allocation.value_of_point                                   # Fraction, cents per unit of normalised
    weight

Numbers other than money are ``Exact``: int, decimal or ``p/q`` text, Decimal or Fraction; a float raises
ValueError. ``ProblemError`` (a ValueError) says which field cannot be read; ``Infeasible`` says why rules
that can be read have no answer, with amounts in cents and the remedies on offer.
"""

from alliances.engine.allocation.bounded import BoundedAllocation, allocate_bounded
from alliances.engine.allocation.concentration import Concentration, measure_concentration
from alliances.engine.allocation.criteria import Allocation, Line, allocate
from alliances.engine.allocation.documents import solve
from alliances.engine.allocation.errors import Infeasible, ProblemError, Reason, Remedy, RemedyKind
from alliances.engine.allocation.index import Normalisation, Tilt, need_weights, normalise, rank_tilt, score
from alliances.engine.allocation.levels import TwoLevelAllocation, TwoLevelProblem, allocate_two_levels
from alliances.engine.allocation.limits import Origin
from alliances.engine.allocation.plain import imposed, increment, uniform
from alliances.engine.allocation.plans import (
    CarryOver,
    Revised,
    Revision,
    carry_over,
    revise,
    spread_over_years,
)
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
from alliances.engine.allocation.robustness import Robustness, explore_weights
from alliances.engine.allocation.sensitivity import weight_derivatives
from alliances.engine.allocation.solver import State

__all__ = [
    "Allocation",
    "BoundedAllocation",
    "BoundedProblem",
    "CarryOver",
    "Claim",
    "Concentration",
    "CriteriaProblem",
    "Criterion",
    "CriterionKind",
    "Infeasible",
    "Line",
    "Normalisation",
    "Origin",
    "ProblemError",
    "Reason",
    "Recipient",
    "Remedy",
    "RemedyKind",
    "Revised",
    "Revision",
    "Robustness",
    "Rules",
    "SetAside",
    "State",
    "Tilt",
    "TwoLevelAllocation",
    "TwoLevelProblem",
    "allocate",
    "allocate_bounded",
    "allocate_two_levels",
    "carry_over",
    "explore_weights",
    "imposed",
    "increment",
    "measure_concentration",
    "need_weights",
    "normalise",
    "rank_tilt",
    "revise",
    "score",
    "solve",
    "spread_over_years",
    "uniform",
    "weight_derivatives",
]
