"""From typed results to their written form: money as integers, exact rationals as text."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from alliances.engine.allocation.bounded import BoundedAllocation
from alliances.engine.allocation.checks import ADJUSTMENT
from alliances.engine.allocation.concentration import Concentration
from alliances.engine.allocation.criteria import Allocation
from alliances.engine.allocation.errors import Infeasible, Remedy
from alliances.engine.allocation.levels import TwoLevelAllocation
from alliances.engine.allocation.plans import Revision
from alliances.engine.allocation.robustness import Robustness

Answer = dict[str, Any]


def texts(values: Mapping[str, Fraction]) -> dict[str, str]:
    return {code: str(value) for code, value in values.items()}


def of_bounded(allocation: BoundedAllocation) -> Answer:
    return {
        "lambda": str(allocation.value_of_point),
        "exact": texts(allocation.exact),
        "cents": allocation.cents,
        "state": {code: state.value for code, state in allocation.states.items()},
    }


def of_criteria(allocation: Allocation) -> Answer:
    lines = allocation.lines
    answer: Answer = {
        "lambda": str(allocation.value_of_point),
        "weights": {line.code: str(line.weight) for line in lines},
        "exact": {line.code: str(line.exact) for line in lines},
        "cents": allocation.cents,
        "state": {line.code: line.state.value for line in lines},
        "bounds": {line.code: [line.lower, line.upper] for line in lines},
        "decomposition": {line.code: {**line.parts, ADJUSTMENT: line.adjustment} for line in lines},
    }
    if allocation.set_asides:
        answer["set_asides"] = allocation.set_asides
    if allocation.ineligible:
        answer["ineligible"] = list(allocation.ineligible)
    return answer


def trail_of_criteria(allocation: Allocation) -> Answer:
    """What the plain answer leaves out: the rule behind each deciding bound, and the formula alone."""
    return {
        "distributed": allocation.distributed,
        "origin": {line.code: line.origin.value if line.origin else None for line in allocation.lines},
        "formula": {line.code: str(line.formula) for line in allocation.lines},
    }


def of_two_levels(allocation: TwoLevelAllocation) -> Answer:
    return {
        "regions": allocation.top.cents,
        "split": allocation.parts,
        "local": {code: below.cents for code, below in allocation.local.items()},
    }


def of_revision(revision: Revision) -> Answer:
    answer = of_bounded(revision.allocation)
    del answer["exact"]
    return answer | {"remaining": revision.remaining}


def of_concentration(measures: Concentration) -> Answer:
    answer: Answer = {"per_person_cents": texts(measures.per_person), "gini": str(measures.gini)}
    if measures.suits is not None:
        answer["suits"] = str(measures.suits)
    return answer | {"lorenz": [[str(x), str(y)] for x, y in measures.lorenz]}


def of_robustness(result: Robustness) -> Answer:
    return {
        "scenarios": result.scenarios,
        "infeasible": result.infeasible,
        "gain_share": texts(result.gain_share),
        "min": result.lowest,
        "max": result.highest,
    }


def of_infeasible(obstacle: Infeasible, *, trail: bool) -> Answer:
    """The reason, its amounts, ``level`` when there are two; with ``trail`` the remedies on offer."""
    answer: Answer = {"status": "infeasible", "reason": obstacle.reason.value, **obstacle.figures}
    if obstacle.level:
        answer["level"] = obstacle.level
    if trail:
        answer["remedies"] = [of_remedy(remedy) for remedy in obstacle.remedies]
    return answer


def of_remedy(remedy: Remedy) -> Answer:
    fields = {
        "amounts": remedy.amounts,
        "amount": remedy.amount,
        "limit": None if remedy.limit is None else str(remedy.limit),
        "suggested": None if remedy.suggested is None else str(remedy.suggested),
    }
    return {"kind": remedy.kind.value} | {k: value for k, value in fields.items() if value is not None}
