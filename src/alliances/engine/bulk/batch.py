"""A bulk problem, block by block: what the compiled path decides, then all that it leaves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alliances.engine.allocation.errors import ProblemError, Reason
from alliances.engine.bulk.rows import REASONS, beyond_floats, settle_rows
from alliances.engine.bulk.terms import BulkProblem, Flags, Integers, Terms, prepare

_BLOCK = 4096  # rows handed to a thread at once
_SMALL_BLOCK = 256  # rows that NumPy takes at once, so that its temporary arrays stay in the cache

Compiled = Callable[..., None]


@dataclass(frozen=True, slots=True, eq=False)
class BulkAllocation:
    """One row per scenario. ``cents`` is in the order of the problem's codes; zeros where a row has no answer.

    ``settled_exactly`` rows could not be decided by floats; ``handed_over`` of these went to the exact engine, the
    others were settled in 64-bit integers.
    """

    cents: Integers
    feasible: Flags
    settled_exactly: int
    handed_over: int
    verdicts: NDArray[np.uint8]

    def reason(self, row: int) -> Reason | None:
        """Why the rules have no answer under these weights; None where they have one."""
        return REASONS[self.verdicts[row]]

    def infeasible(self) -> dict[Reason, int]:
        """How many rows have no answer, by reason."""
        counts = np.bincount(self.verdicts, minlength=len(REASONS)).tolist()
        return {reason: count for reason, count in zip(REASONS, counts, strict=True) if reason and count}


def allocate_bulk(
    problem: BulkProblem,
    weights: ArrayLike,
    *,
    out: Integers | None = None,
    compiled: bool | None = None,
    threads: int = 2,
) -> BulkAllocation:
    """Share the envelope once per row of ``weights`` (rows by codes): integers or floats of at most 64 bits.

    The cents are written into ``out`` where it is given (int64, contiguous, of the shape of the weights).
    ``compiled`` asks for Numba (ImportError without it) or refuses it; None takes it where it is installed.

    Raises ProblemError for what cannot be read, a weight that is not finite included, and Infeasible for what no
    weighting can change: negative amounts, codes used twice, a wrong unit, bounds that cross. A row without answer
    is reported in the result, a negative weight included.
    """
    terms = prepare(problem)
    table = _table(weights, len(terms.by_code))
    cents = _room(out, table.shape)
    verdicts = np.zeros(len(table), np.uint8)
    decide = _compiled_path(compiled, terms)

    def settle_block(start: int) -> tuple[int, int]:
        block = slice(start, start + _BLOCK)
        return _settle_block(table[block], cents[block], verdicts[block], terms, decide)

    with ThreadPoolExecutor(threads) as pool:
        counts = list(pool.map(settle_block, range(0, len(table), _BLOCK)))
    in_doubt, handed_over = (sum(column) for column in zip((0, 0), *counts, strict=True))
    return BulkAllocation(cents, verdicts == 0, in_doubt, handed_over, verdicts)


def _table(weights: ArrayLike, columns: int) -> NDArray[Any]:
    table = np.asarray(weights)
    readable = table.dtype.kind in "iu" or (table.dtype.kind == "f" and table.dtype.itemsize <= 8)
    if not readable or table.ndim != 2 or table.shape[1] != columns:
        raise ProblemError(
            "weights", f"rows of {columns} integers or floats of at most 64 bits, one per code"
        )
    return table


def _room(out: Integers | None, shape: tuple[int, ...]) -> Integers:
    if out is None:
        return np.empty(shape, np.int64)
    if out.shape != shape or out.dtype != np.int64 or not out.flags.c_contiguous or not out.flags.writeable:
        raise ProblemError("out", f"a contiguous array of int64 of shape {shape}")
    return out


def _compiled_path(wanted: bool | None, terms: Terms) -> Compiled | None:
    """The compiled path, where Numba is wanted and the terms leave something to decide in floats."""
    if wanted is False:
        return None
    try:
        from alliances.engine.bulk.compiled import decide  # noqa: PLC0415 - an optional extra
    except ImportError:
        if wanted:
            raise
        return None
    return decide if terms.in_floats and terms.floors < terms.envelope < terms.upper.sum() else None


def _settle_block(
    table: NDArray[Any],
    cents: Integers,
    verdicts: NDArray[np.uint8],
    terms: Terms,
    decide: Compiled | None,
) -> tuple[int, int]:
    """Fill a block; how many rows floats left in doubt, how many of them the exact engine took."""
    sure = np.zeros(len(table), np.bool_)
    if decide is not None and not beyond_floats(table).any():
        w = np.require(table, np.float64, ["C", "W"])
        decide(w, cents, terms.envelope, terms.unit, terms.lower, terms.upper, terms.tolerance, sure)
    in_doubt, handed_over = 0, 0
    unsure = np.flatnonzero(~sure)
    for start in range(0, len(unsure), _SMALL_BLOCK):
        rows = unsure[start : start + _SMALL_BLOCK]
        settled = settle_rows(table[rows], terms)
        cents[rows] = settled.cents
        verdicts[rows] = settled.verdicts
        in_doubt += settled.in_doubt
        handed_over += settled.handed_over
    return in_doubt, handed_over
