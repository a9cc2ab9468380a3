"""The whole order of operations on one level: set-asides, eligibility, weights, bounds, solution, trail."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

from alliances.engine.allocation.checks import check_criteria_problem
from alliances.engine.allocation.decomposition import decompose
from alliances.engine.allocation.errors import Infeasible, Reason
from alliances.engine.allocation.limits import Limits, Origin, limits_of, origins_of
from alliances.engine.allocation.problems import CriteriaProblem, Recipient, SetAside
from alliances.engine.allocation.remedies import add_remedies, guaranteed_by_the_past
from alliances.engine.allocation.solver import Bounded, Settlement, State, settle
from alliances.engine.allocation.weights import Needs, weigh
from alliances.engine.money import share_of


class Scale(NamedTuple):
    """What turns needs into money, common to all lines. Money in cents.

    The formula gives ``base + pot * need / total_need``; the amounts that no bound decides are
    ``base + point / per_need * need``.
    """

    base: int
    pot: int
    total_need: int
    point: int
    per_need: int


class Line(NamedTuple):
    """One recipient's result, with all that explains it. Money in cents.

    ``parts`` (by criterion, plus ``additive_base`` when there is one) and ``adjustment`` add up to ``cents``.
    ``origin`` names the rule of the deciding bound, None for a free amount. ``need`` is the integer weight
    over ``scale.total_need``.
    """

    code: str
    cents: int
    state: State
    origin: Origin | None
    lower: int
    upper: int | None
    parts: dict[str, int]
    adjustment: int
    need: int
    scale: Scale

    @property
    def exact(self) -> Fraction:
        """The amount before rounding to the unit, in cents."""
        if self.state is not State.FREE:
            return Fraction(self.cents)  # a deciding bound is a whole number of units
        return self.scale.base + Fraction(self.need * self.scale.point, self.scale.per_need)

    @property
    def weight(self) -> Fraction:
        """The share of the formula, between 0 and 1; all weights sum to 1."""
        return Fraction(self.need, self.scale.total_need or 1)

    @property
    def formula(self) -> Fraction:
        """What the formula alone would give, without any bound, in cents."""
        return self.scale.base + self.scale.pot * self.weight


class Allocation:
    """The result of ``allocate``. The trail (``lines``) is worked out when first asked for, then kept.

    ``envelope`` is what was given, ``set_asides`` what came off it, ``distributed`` what the recipients
    received, ``cents`` the amounts by code in the order of the recipients, ``ineligible`` the codes left out
    beforehand.
    """

    def __init__(
        self,
        problem: CriteriaProblem,
        set_asides: dict[str, int],
        recipients: Sequence[Recipient],
        needs: Needs,
        limits: Limits,
        canonical: Bounded,
        settlement: Settlement,
    ) -> None:
        self.problem = problem
        self.set_asides = set_asides
        self.recipients = recipients
        self.needs = needs
        self.limits = limits
        self.canonical = canonical
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
        settlement, needs, base = self.settlement, self.needs, self.problem.base
        cents = list(self.cents.values())
        rows = list(decompose(needs, self.pot, base, cents))
        scale = Scale(base, self.pot, needs.total, settlement.point, settlement.scale)
        columns = (
            self.cents,
            cents,
            settlement.states,
            origins_of(self.recipients, self.problem.rules, settlement.states),
            self.limits.lower,
            self.limits.upper,
            [parts for parts, _ in rows],
            [adjustment for _, adjustment in rows],
            needs.weights,
        )
        return tuple(map(Line, *columns, repeat(scale)))

    @cached_property
    def by_code(self) -> dict[str, Line]:
        return {line.code: line for line in self.lines}

    def line(self, code: str) -> Line:
        """The line of one recipient. Raises KeyError for a code that is not one."""
        return self.by_code[code]


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
    canonical = _above_the_base(problem, recipients, needs, limits, distributed)
    try:
        settlement = settle(canonical)
    except Infeasible as obstacle:
        floors = {r.code: max(lo, problem.base) for r, lo in zip(recipients, limits.lower, strict=True)}
        past = guaranteed_by_the_past(recipients, problem.rules, problem.base)
        raise add_remedies(obstacle, floors, distributed, problem.unit, past) from None
    return Allocation(problem, set_asides, recipients, needs, limits, canonical, settlement)


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
