"""What callers hand over: problems as plain values. Money in cents, other numbers exact (never a float)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from alliances.engine.numbers import Exact


class CriterionKind(StrEnum):
    """How a criterion shares its part: in proportion to a value, or the same to every recipient."""

    SHARE = "share"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion and its relative weight (weights are normalised to sum 1)."""

    code: str
    weight: Exact
    kind: CriterionKind = CriterionKind.SHARE


@dataclass(frozen=True, slots=True)
class Recipient:
    """A territory that may receive money.

    ``values``: one value per ``share`` criterion, by criterion code; counts, not rates. ``previous``: cents
    of the last plan, None or 0 when it had none (change limits do not apply then). ``lower`` and ``upper``:
    its own bounds in cents. ``paid``: cents already paid in a plan under revision, a floor. ``multiplier``:
    cost or remoteness, applied to the need weight last.
    """

    code: str
    values: Mapping[str, Exact] = field(default_factory=dict)
    previous: int | None = None
    lower: int = 0
    upper: int | None = None
    paid: int = 0
    multiplier: Exact = 1
    eligible: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """Bounds common to all: amounts in cents, limits as shares of the previous amount (0.05 = 5 %)."""

    floor: int = 0
    cap: int | None = None
    max_loss: Exact | None = None
    max_gain: Exact | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """Money taken off before any formula: an ``amount`` in cents, or a ``share`` of the whole envelope."""

    code: str
    amount: int | None = None
    share: Exact | None = None


@dataclass(frozen=True, slots=True)
class CriteriaProblem:
    """An envelope (cents) shared by criteria under rules.

    ``base`` is paid to each recipient before the formula: a base adds where a floor replaces. ``unit`` is the
    payment unit (100 = whole dollars). ``dual`` gives a second set of criterion weights: each recipient then
    counts with the better of its two formulas, and the envelope settles the difference for all.
    """

    envelope: int
    criteria: Sequence[Criterion]
    recipients: Sequence[Recipient]
    rules: Rules = Rules()
    set_asides: Sequence[SetAside] = ()
    base: int = 0
    unit: int = 1
    dual: Mapping[str, Exact] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A territory of a bounded problem: any exact weight, bounds in cents."""

    code: str
    weight: Exact
    lower: int = 0
    upper: int | None = None


@dataclass(frozen=True, slots=True)
class BoundedProblem:
    """The canonical problem as such: an envelope (cents) among weights, between bounds."""

    envelope: int
    claims: Sequence[Claim]
    unit: int = 1
