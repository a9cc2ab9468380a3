"""A plan over its years: payments by year, a revision on the way, money carried over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from alliances.engine.allocation.bounded import BoundedAllocation, allocate_bounded
from alliances.engine.allocation.checks import refuse_duplicates, refuse_negatives
from alliances.engine.allocation.errors import Infeasible, Reason
from alliances.engine.allocation.problems import BoundedProblem, Claim
from alliances.engine.money import share_of, split
from alliances.engine.numbers import Exact


def spread_over_years(
    totals: Mapping[str, int], years: Sequence[tuple[str, int]]
) -> dict[str, dict[str, int]]:
    """Pay plan totals over yearly envelopes; both margins are exact. Returns year -> code -> cents.

    Cumulative largest remainder: after year y, recipient i has received A_i * (E_1 + ... + E_y) / E, each
    column rounded to its own total; a payment is the difference of two columns, within 2 cents of its target.
    Raises Infeasible when the years do not add up to the totals, or when targets under one cent would make a
    payment negative.
    """
    refuse_negatives([c for c, v in totals.items() if v < 0] + [label for label, v in years if v < 0])
    refuse_duplicates([label for label, _ in years])
    difference = sum(totals.values()) - sum(cents for _, cents in years)
    if difference:
        raise Infeasible(Reason.YEARS_DO_NOT_SUM, difference=difference)
    payments: dict[str, dict[str, int]] = {}
    paid_so_far = dict.fromkeys(totals, 0)
    elapsed = 0
    for label, cents in years:
        elapsed += cents
        due = split(elapsed, totals)
        payments[label] = {code: due[code] - paid_so_far[code] for code in totals}
        paid_so_far = due
    _refuse_negative_payments(payments)
    return payments


def _refuse_negative_payments(payments: Mapping[str, Mapping[str, int]]) -> None:
    codes = {code for year in payments.values() for code, cents in year.items() if cents < 0}
    if codes:
        raise Infeasible(Reason.NEGATIVE_PAYMENT, codes=tuple(sorted(codes)))


@dataclass(frozen=True, slots=True)
class Revised:
    """A territory of a plan under revision: its weight now, and the cents it has already been paid."""

    code: str
    weight: Exact
    paid: int
    lower: int = 0
    upper: int | None = None


class Revision(NamedTuple):
    """The new amounts, and what remains to be paid to each (cents, never negative)."""

    allocation: BoundedAllocation
    remaining: dict[str, int]


def revise(envelope: int, territories: Sequence[Revised], unit: int = 1) -> Revision:
    """Share a changed envelope again, never below what was paid.

    Raises Infeasible, ``floors_exceed_envelope`` when more was paid than there now is.
    """
    refuse_negatives([territory.code for territory in territories if territory.paid < 0])
    claims = [Claim(t.code, t.weight, max(t.lower, t.paid), t.upper) for t in territories]
    allocation = allocate_bounded(BoundedProblem(envelope, claims, unit))
    remaining = {t.code: allocation.cents[t.code] - t.paid for t in territories}
    return Revision(allocation, remaining)


class CarryOver(NamedTuple):
    """What becomes of unspent money, in cents; what is returned is a new envelope for a new run."""

    unspent: int
    carried: int
    returned: int


def carry_over(allotment: int, spent: int, ratio: Exact) -> CarryOver:
    """Carry at most ``ratio`` of the allotment, rounded down to the cent; the rest returns to the reserve."""
    figures = {"allotment": allotment, "spent": spent}
    refuse_negatives([name for name, cents in figures.items() if cents < 0])
    if spent > allotment:
        raise Infeasible(Reason.SPENT_EXCEEDS_ALLOTMENT, shortfall=spent - allotment)
    unspent = allotment - spent
    most = share_of(allotment, ratio)
    refuse_negatives(["ratio"] if most < 0 else [])
    carried = min(unspent, most)
    return CarryOver(unspent, carried, unspent - carried)
