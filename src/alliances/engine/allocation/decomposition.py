"""Where each amount comes from: parts by criterion and an adjustment that add up to it, to the cent.

p_ic = E * w_ic is what criterion c alone brings to recipient i under the pure formula; the adjustment is what
bounds and rounding change. Each row is rounded to the amount by largest remainder (floors towards minus infinity;
ties in the order of the criteria, the adjustment last).
"""

from collections.abc import Iterator, Sequence

from alliances.engine.allocation.checks import ADDITIVE_BASE, ADJUSTMENT
from alliances.engine.allocation.weights import Needs


def decompose(needs: Needs, pot: int, base: int, cents: Sequence[int]) -> Iterator[dict[str, int]]:
    """Yield one row per recipient: cents by criterion, ``additive_base`` when there is one, and ``adjustment``.

    ``pot`` is the money the formula shares (cents), after set-asides and after ``base`` paid to each.
    """
    whole = needs.total or 1
    names = (*needs.criteria, ADJUSTMENT)
    head = {ADDITIVE_BASE: base} if base else {}
    for amount, weight, *row in zip(cents, needs.weights, *needs.parts, strict=True):
        formula_cents = amount - base
        pieces = [divmod(pot * part, whole) for part in row]
        pieces.append(divmod(formula_cents * whole - pot * weight, whole))
        values = [floor for floor, _ in pieces]
        missing = formula_cents - sum(values)
        if missing:
            by_remainder = sorted(range(len(pieces)), key=lambda c: -pieces[c][1])
            for c in by_remainder[:missing]:
                values[c] += 1
        yield head | dict(zip(names, values, strict=True))
