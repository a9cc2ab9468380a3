"""Sharing one envelope under many weightings at once: a million rows of 104 territories in well under a second.

    from alliances.engine.bulk import BulkProblem, allocate_bulk

    problem = BulkProblem(
        envelope=16_010_000_000,                     # integer cents
        codes=["0101", "0102", ...],
        lower=[5_000_000, ...],                      # cents, one per code
        upper=[None, 40_000_000, ...],               # cents, None without cap
    )
    result = allocate_bulk(problem, weights)         # weights: one row per scenario, one column per code
    result.cents[7]                                  # int64, sums to the envelope exactly
    result.feasible[7], result.reason(7)             # False and a Reason where the rules have no answer
    result.settled_exactly                           # rows that floating point could not decide

The cents are those of ``alliances.engine.allocation``, row by row, without exception. A weight held in a float stands
for the number that the float is exactly; scenarios are drawn in floats, and only ratios between weights count.

Four ways of settling a row, each handing to the next what it cannot *prove*:

1. ``compiled``: floats, compiled by Numba when it is there (the optional extra ``bulk``);
2. ``floats``: the same reasoning in NumPy, and ties between equal weights;
3. ``integers``: 64-bit integers without any rounding, for weights that fit in them;
4. ``exactly``: the exact engine itself.

What floats may decide
======================

All in payment units. n recipients, u = 2^-53, hats are computed floats. Floats are used only while n times the envelope
is at most 2^53: every sum of bounds and whole units is then exact.

Newton's iteration gives some point L^ and sorts the recipients: at the floor (v^ <= lo), at the cap (v^ >= hi), free,
with v^ = fl(w L^). Let R be the envelope less all bounds held (exact), S the exact sum of the free weights. If this
sorting is right, the answer is L = R / S. Nothing is assumed of L^: what it misses is measured.

- A product is the float v^ and an error e^ that a float holds exactly (fused multiply-add, or Dekker's product), so
  w L^ = b + (v^ - b) + e^ with b = floor(v^), where v^ - b is exact too.
- The money that L^ leaves over is d = R - sum of w L^ = (R - sum of b) - sum of (v^ - b + e^). The first term is an
  exact integer, each term of the second is at most 1.5 with an error of 1.5 u, and adding n of them in any order costs
  1.5 n^2 u at most: |d^ - d| <= 1.5 u (n^2 + n) + u, as |d^| <= 1/64 is required.
- The exact amount is a = w L = w L^ + w d / S with w <= S. Hence r^ = (v^ - b + e^) + w d^ / S^ is the remainder a - b
  within 1.5 u (n^2 + n) + (n + 3) u + 6 u, which is below **tolerance = 8 u (n + 4)^2** (10^-11 for 104).

A row is decided when all of these hold:

- every free remainder lies between tolerance and 1 - tolerance: its whole units are certain, and so is that it is free,
  since its bounds are whole units;
- every v^ held at a bound is 2^-30 of itself beyond it, while L^ is within 2^-31 of L in relative terms: L differs from
  L^ by d / S, so that 2 (|d^| + tolerance) <= 2^-31 S^ L^ is enough, the 2 for what is rounded. The sorting is certain.
  (When nobody is free, R must be nothing, and L^ itself is an answer.)
- no remainder is within tolerance of the threshold above which one more unit is served, and exactly the missing units
  (an exact integer) are above. In NumPy, remainders within the tolerance of the last one served may also be a tie of
  recipients of one weight, all free: their amounts are the same number, and the tie goes by code.

A product too small for a float loses less than 2^-1000 and never matters: the last unit served has a remainder of at
least 1/n. A sum too large for a float leaves the row undecided.
"""

from alliances.engine.bulk.batch import BulkAllocation, allocate_bulk
from alliances.engine.bulk.terms import BulkProblem

__all__ = ["BulkAllocation", "BulkProblem", "allocate_bulk"]
