"""Two levels: recipients of the programme, parts of each amount, then territories under each recipient."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from alliances.engine.allocation.checks import refuse_negatives
from alliances.engine.allocation.criteria import Allocation, allocate
from alliances.engine.allocation.errors import Infeasible, ProblemError
from alliances.engine.allocation.problems import CriteriaProblem
from alliances.engine.money import split
from alliances.engine.numbers import Exact, as_fraction

LOCAL = "local"
TOP = "top"


@dataclass(frozen=True, slots=True)
class TwoLevelProblem:
    """``top`` shares the envelope; each amount splits into ``parts`` (relative weights, any number of them).

    The part named ``local`` goes down by the problem of that recipient in ``bottom``, with its own criteria
    and rules; the envelope written there is not read. A recipient without one keeps its local part whole.
    """

    top: CriteriaProblem
    parts: Mapping[str, Exact]
    bottom: Mapping[str, CriteriaProblem]


@dataclass(frozen=True, slots=True)
class TwoLevelAllocation:
    """The top allocation, the cents of each part by recipient, and the allocation of each local part."""

    top: Allocation
    parts: dict[str, dict[str, int]]
    local: dict[str, Allocation]


def allocate_two_levels(problem: TwoLevelProblem) -> TwoLevelAllocation:
    """Share, split, share again. Infeasible carries its ``level``: ``top`` or the code of the recipient."""
    _check(problem)
    top = _allocate_at(TOP, problem.top)
    unit = problem.top.unit
    parts = {code: split(cents, problem.parts, unit) for code, cents in top.cents.items()}
    unknown = sorted(set(problem.bottom) - set(top.cents))
    if unknown:
        raise ProblemError(f"bottom.{unknown[0]}", "the code of an eligible territory of the top level")
    local = {
        code: _allocate_at(code, replace(below, envelope=parts[code][LOCAL]))
        for code, below in problem.bottom.items()
    }
    return TwoLevelAllocation(top, parts, local)


def _check(problem: TwoLevelProblem) -> None:
    if LOCAL not in problem.parts:
        raise ProblemError("split", f"a part named {LOCAL!r}")
    weights = {name: as_fraction(weight) for name, weight in problem.parts.items()}
    refuse_negatives([name for name, weight in weights.items() if weight < 0])
    if not any(weights.values()):
        raise ProblemError("split", "at least one part above zero")


def _allocate_at(level: str, problem: CriteriaProblem) -> Allocation:
    try:
        return allocate(problem)
    except Infeasible as obstacle:
        obstacle.level = level
        raise
