"""Where each amount comes from: parts by criterion and an adjustment that add up to it, to the cent.

p_ic = E * w_ic is what criterion c alone brings to recipient i under the pure formula; the adjustment is what
bounds and rounding change. Each row is rounded to the amount by largest remainder (floors towards minus
infinity; ties in the order of the criteria, the adjustment last).
"""

from collections.abc import Iterator, Sequence

from alliances.engine.allocation.checks import ADDITIVE_BASE
from alliances.engine.allocation.weights import Needs


def decompose(
    needs: Needs, pot: int, base: int, cents: Sequence[int]
) -> Iterator[tuple[dict[str, int], int]]:
    """Yield per recipient its parts by criterion (and ``additive_base`` when there is one), its adjustment.

    All in cents; ``pot`` is the money the formula shares, after set-asides and ``base`` paid to each.
    """
    whole = needs.total or 1
    names = (ADDITIVE_BASE, *needs.criteria) if base else needs.criteria
    columns = [[divmod(pot * part, whole) for part in column] for column in needs.parts]
    for amount, *pieces in zip(cents, *columns, strict=True):
        values = [value for value, _ in pieces]
        remainders = [remainder for _, remainder in pieces]
        # The adjustment is what is left: its floor and remainder follow from those of the parts.
        excess = sum(remainders)
        missing = -(-excess // whole)
        values.append(amount - base - sum(values) - missing)
        remainders.append(missing * whole - excess)
        for _ in range(missing):  # at most one cent per piece
            largest = remainders.index(max(remainders))
            values[largest] += 1
            remainders[largest] = -1
        adjustment = values.pop()
        yield dict(zip(names, [base, *values] if base else values, strict=True)), adjustment
