"""The whole order of operations on one level: set-asides, eligibility, weights, bounds, solution, trail."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from alliances.engine.allocation.bounded import Bounded, Settlement, State, settle
from alliances.engine.allocation.checks import (
    ADJUSTMENT,
    check_bounded_problem,
    check_criteria_problem,
)
from alliances.engine.allocation.decomposition import decompose
from alliances.engine.allocation.errors import Infeasible, Reason
from alliances.engine.allocation.limits import Limits, Origin, limits_of, origin_of
from alliances.engine.allocation.problems import (
    BoundedProblem,
    CriteriaProblem,
    Recipient,
    SetAside,
)
from alliances.engine.allocation.remedies import add_remedies, guaranteed_by_the_past
from alliances.engine.allocation.weights import Needs, weigh
from alliances.engine.money import ceil_to_unit, floor_to_unit, share_of
from alliances.engine.numbers import to_integers


class Line(NamedTuple):
    """One recipient's result, with all that explains it. Money in cents.

    ``parts`` (by criterion, plus ``additive_base`` when there is one) and ``adjustment`` add up to ``cents``.
    ``origin`` names the rule of the deciding bound, None for a free amount. The ``*_ratio`` pairs are numerator and
    denominator; the properties of the same name give the Fraction.
    """

    code: str
    cents: int
    state: State
    origin: Origin | None
    lower: int
    upper: int | None
    parts: dict[str, int]
    adjustment: int
    exact_ratio: tuple[int, int]
    weight_ratio: tuple[int, int]
    formula_ratio: tuple[int, int]

    @property
    def exact(self) -> Fraction:
        """The amount before rounding to the unit, in cents."""
        return Fraction(*self.exact_ratio)

    @property
    def weight(self) -> Fraction:
        """The share of the formula, between 0 and 1; all weights sum to 1."""
        return Fraction(*self.weight_ratio)

    @property
    def formula(self) -> Fraction:
        """What the formula alone would give, without any bound, in cents."""
        return Fraction(*self.formula_ratio)


class Allocation:
    """The result of ``allocate``. The trail (``lines``) is worked out when first asked for, then kept.

    ``envelope`` is what was given, ``set_asides`` what came off it, ``distributed`` what the recipients received,
    ``cents`` the amounts by code in the order of the recipients, ``ineligible`` the codes left out beforehand.
    """

    def __init__(
        self,
        problem: CriteriaProblem,
        set_asides: dict[str, int],
        recipients: Sequence[Recipient],
        needs: Needs,
        limits: Limits,
        settlement: Settlement,
    ) -> None:
        self.problem = problem
        self.set_asides = set_asides
        self.recipients = recipients
        self.needs = needs
        self.limits = limits
        self.settlement = settlement
        self.cents = {
            recipient.code: problem.base + cents
            for recipient, cents in zip(recipients, settlement.cents, strict=True)
        }

    @property
    def envelope(self) -> int:
        return self.problem.envelope

    @property
    def distributed(self) -> int:
        """The envelope less the set-asides, in cents: the sum of all amounts."""
        return self.envelope - sum(self.set_asides.values())

    @property
    def pot(self) -> int:
        """The money shared by the formula, in cents: what is distributed less the bases."""
        return self.distributed - self.problem.base * len(self.recipients)

    @property
    def value_of_point(self) -> Fraction:
        """L, in cents per unit of normalised weight; equal to ``pot`` when no bound decides."""
        return Fraction(self.settlement.point * self.needs.total, self.settlement.scale)

    @property
    def ineligible(self) -> tuple[str, ...]:
        return tuple(recipient.code for recipient in self.problem.recipients if not recipient.eligible)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """One line per recipient, in the order given."""
        rows = decompose(self.needs, self.pot, self.problem.base, list(self.cents.values()))
        return tuple(self._line(i, row) for i, row in enumerate(rows))

    @cached_property
    def by_code(self) -> dict[str, Line]:
        return {line.code: line for line in self.lines}

    def line(self, code: str) -> Line:
        """The line of one recipient. Raises KeyError for a code that is not one."""
        return self.by_code[code]

    def _line(self, i: int, row: dict[str, int]) -> Line:
        recipient, state, weight = (
            self.recipients[i],
            self.settlement.states[i],
            self.needs.weights[i],
        )
        base, whole = self.problem.base, self.needs.total or 1
        adjustment = row.pop(ADJUSTMENT)
        return Line(
            recipient.code,
            base + self.settlement.cents[i],
            state,
            None if state is State.FREE else origin_of(recipient, self.problem.rules, state),
            self.limits.lower[i],
            self.limits.upper[i],
            row,
            adjustment,
            self._exact_ratio(i),
            (weight, whole),
            (base * whole + self.pot * weight, whole),
        )

    def _exact_ratio(self, i: int) -> tuple[int, int]:
        state = self.settlement.states[i]
        if state is State.FREE:
            scale = self.settlement.scale
            return self.problem.base * scale + self.needs.weights[i] * self.settlement.point, scale
        return self.problem.base + self.settlement.cents[i], 1  # a deciding bound is a whole number of cents


def allocate(problem: CriteriaProblem) -> Allocation:
    """Share an envelope by criteria under rules; exact to the cent, the whole trail kept.

    Raises ProblemError when a value is missing or cannot be read, Infeasible when the rules have no answer.
    """
    check_criteria_problem(problem)
    set_asides = take_off(problem.envelope, problem.set_asides, problem.unit)
    recipients = [recipient for recipient in problem.recipients if recipient.eligible]
    needs = weigh(problem.criteria, recipients, problem.dual)
    limits = limits_of(recipients, problem.rules, problem.unit)
    distributed = problem.envelope - sum(set_asides.values())
    try:
        settlement = settle(_above_the_base(problem, recipients, needs, limits, distributed))
    except Infeasible as obstacle:
        floors = {r.code: max(lo, problem.base) for r, lo in zip(recipients, limits.lower, strict=True)}
        past = guaranteed_by_the_past(recipients, problem.rules, problem.base)
        raise add_remedies(obstacle, floors, distributed, problem.unit, past) from None
    return Allocation(problem, set_asides, recipients, needs, limits, settlement)


def take_off(envelope: int, set_asides: Sequence[SetAside], unit: int) -> dict[str, int]:
    """Cents of each set-aside; shares are of the whole envelope and rounded down to the unit.

    Raises Infeasible when they exceed the envelope.
    """
    taken: dict[str, int] = {}
    for aside in set_asides:
        amount = aside.amount if aside.share is None else share_of(envelope, aside.share, unit)
        taken[aside.code] = taken.get(aside.code, 0) + (amount or 0)
    excess = sum(taken.values()) - envelope
    if excess > 0:
        raise Infeasible(Reason.SET_ASIDES_EXCEED_ENVELOPE, shortfall=excess)
    return taken


def _above_the_base(
    problem: CriteriaProblem,
    recipients: Sequence[Recipient],
    needs: Needs,
    limits: Limits,
    distributed: int,
) -> Bounded:
    """The canonical problem of what comes on top of the additive base; bounds are on the whole amount."""
    base = problem.base
    lower, upper = limits.lower, limits.upper
    if base:
        lower = [max(0, lo - base) for lo in lower]
        upper = [None if hi is None else hi - base for hi in upper]
    return Bounded(
        [recipient.code for recipient in recipients],
        distributed - base * len(recipients),
        needs.weights,
        lower,
        upper,
        problem.unit,
    )


class BoundedAllocation(NamedTuple):
    """The result of ``allocate_bounded``: by code, cents, exact amount and state; L at the weights given."""

    value_of_point: Fraction
    cents: dict[str, int]
    exact: dict[str, Fraction]
    states: dict[str, State]


def allocate_bounded(problem: BoundedProblem) -> BoundedAllocation:
    """Solve the canonical problem as such. Raises Infeasible when it has no answer."""
    check_bounded_problem(problem)
    codes = [claim.code for claim in problem.claims]
    weights, denominator = to_integers([claim.weight for claim in problem.claims])
    unit = problem.unit
    lower = [ceil_to_unit(claim.lower, unit) for claim in problem.claims]
    upper = [None if c.upper is None else floor_to_unit(c.upper, unit) for c in problem.claims]
    try:
        settlement = settle(Bounded(codes, problem.envelope, weights, lower, upper, unit))
    except Infeasible as obstacle:
        floors = dict(zip(codes, lower, strict=True))
        raise add_remedies(obstacle, floors, problem.envelope, unit) from None
    point, scale = settlement.point, settlement.scale
    exact = [
        Fraction(weight * point, scale) if state is State.FREE else Fraction(cents)
        for weight, cents, state in zip(weights, settlement.cents, settlement.states, strict=True)
    ]
    return BoundedAllocation(
        Fraction(point * denominator, scale),
        dict(zip(codes, settlement.cents, strict=True)),
        dict(zip(codes, exact, strict=True)),
        dict(zip(codes, settlement.states, strict=True)),
    )
