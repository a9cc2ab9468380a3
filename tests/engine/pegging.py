"""A second way to the same amounts, sharing no code with the engine: pegging, in Fractions.

Compute L = left / free weights; add up what the floors would take (D-) and what the caps would give back (D+);
fix the side with the larger total, both when equal; repeat. Fixing every violator in one pass is wrong.
"""

from collections.abc import Mapping
from fractions import Fraction

Bounds = tuple[Fraction, int, int | None]


def pegged_amounts(envelope: int, territories: Mapping[str, Bounds]) -> dict[str, Fraction]:
    """Exact amounts by code of a feasible problem; territories are (weight, lower, upper)."""
    fixed = {code: Fraction(lo) for code, (weight, lo, _) in territories.items() if not weight}
    while True:
        free = {code: each for code, each in territories.items() if code not in fixed}
        left = envelope - sum(fixed.values(), Fraction())
        weights = sum((weight for weight, _, _ in free.values()), Fraction())
        point = left / weights if weights else Fraction()
        under = {code: lo for code, (weight, lo, _) in free.items() if point * weight < lo}
        over = {code: hi for code, (weight, _, hi) in free.items() if hi is not None and point * weight > hi}
        if not under and not over:
            return fixed | {code: point * weight for code, (weight, _, _) in free.items()}
        taken = sum((lo - point * free[code][0] for code, lo in under.items()), Fraction())
        given = sum((point * free[code][0] - hi for code, hi in over.items()), Fraction())
        if taken >= given:
            fixed |= {code: Fraction(lo) for code, lo in under.items()}
        if given >= taken:
            fixed |= {code: Fraction(hi) for code, hi in over.items()}
