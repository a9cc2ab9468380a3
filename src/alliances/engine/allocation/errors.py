"""What can go wrong: a problem that cannot be read, or one that has no answer under its own rules."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class ProblemError(ValueError):
    """The problem cannot be read: a field is missing, of the wrong type or not a number.

    ``field`` is the path of the field (``territories[2].values.lim``), ``expected`` what should be there.
    """

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(f"{field}: expected {expected}")
        self.field = field
        self.expected = expected


class Reason(StrEnum):
    """Why rules that can be read have no answer, in the order in which they are checked."""

    NEGATIVE_INPUT = "negative_input"
    DUPLICATE_CODE = "duplicate_code"
    UNIT_MISMATCH = "unit_mismatch"
    SET_ASIDES_EXCEED_ENVELOPE = "set_asides_exceed_envelope"
    ZERO_CRITERION = "zero_criterion"
    BOUNDS_CROSSED = "bounds_crossed"
    FLOORS_EXCEED_ENVELOPE = "floors_exceed_envelope"
    NO_POSITIVE_WEIGHT = "no_positive_weight"
    CAPS_BELOW_ENVELOPE = "caps_below_envelope"
    # other kinds of problem
    YEARS_DO_NOT_SUM = "years_do_not_sum"
    NEGATIVE_PAYMENT = "negative_payment"
    SPENT_EXCEEDS_ALLOTMENT = "spent_exceeds_allotment"
    NO_SPREAD = "no_spread"
    NEGATIVE_WEIGHT = "negative_weight"


class RemedyKind(StrEnum):
    """A way out that a person may choose. The engine offers it and never applies it."""

    SCALE_FLOORS = "scale_floors"
    """Ratable reduction: every floor times envelope / sum of floors; ``amounts`` are the result."""
    LOOSEN_MAX_LOSS = "loosen_max_loss"
    """``limit`` is d* = 1 - envelope / sum of previous; ``suggested`` is d* rounded up until it fits."""
    RESERVE_SURPLUS = "reserve_surplus"
    """Keep ``amount`` aside: the rest of the envelope can then be placed."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One remedy with its figures; money in cents."""

    kind: RemedyKind
    amounts: dict[str, int] | None = None
    amount: int | None = None
    limit: Fraction | None = None
    suggested: Fraction | None = None


class Infeasible(Exception):
    """The rules have no answer. Carries the reason, its amounts (cents) and the remedies on offer.

    ``codes`` names the territories (or, when a whole field is at fault, the field); ``shortfall`` is the
    money missing to honour the floors, ``surplus`` the money nobody may receive, ``remainder`` the envelope
    modulo the unit, ``difference`` the totals minus the years, ``criterion`` the column that is zero
    everywhere.
    """

    def __init__(
        self,
        reason: Reason,
        *,
        codes: tuple[str, ...] = (),
        shortfall: int | None = None,
        surplus: int | None = None,
        remainder: int | None = None,
        difference: int | None = None,
        criterion: str | None = None,
        remedies: tuple[Remedy, ...] = (),
    ) -> None:
        self.reason = reason
        self.codes = codes
        self.shortfall = shortfall
        self.surplus = surplus
        self.remainder = remainder
        self.difference = difference
        self.criterion = criterion
        self.remedies = remedies
        self.level = ""  # « top » or the code of a region, when the problem has two levels
        super().__init__(f"{reason}: {self.figures}" if self.figures else str(reason))

    @property
    def figures(self) -> dict[str, int | str | list[str]]:
        """The amounts and codes that belong to the reason, by name; those that do not apply are left out."""
        found = {
            "codes": list(self.codes) or None,
            "shortfall": self.shortfall,
            "surplus": self.surplus,
            "remainder": self.remainder,
            "difference": self.difference,
            "criterion": self.criterion,
        }
        return {name: value for name, value in found.items() if value is not None}
