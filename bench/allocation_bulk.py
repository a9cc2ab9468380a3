"""How fast and how exact a million weightings are, beside a bisection in NumPy.

    uv run --extra bulk python bench/allocation_bulk.py [rows] [repetitions]

160.1 M$ among 104 territories, under random weightings of fixed seed: at least 80 % of the previous amount and
50 000 $, at most 25 % and 200 000 $ more. Ours is run on all rows, compiled by Numba on two threads; then in NumPy, and
the peer, on fewer rows, scaled. All run in turn, so that they meet the same noise; medians of wall time are compared.
Compilation is apart. The exact engine is run on a sample.

Human lines first; then one JSON object per measure: measure, ours, peer, peer_name, unit, ratio (peer / ours).
"""

import json
import resource
import sys
from collections.abc import Callable
from fractions import Fraction
from importlib.util import find_spec
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alliances.engine.allocation import BoundedProblem, Claim, allocate_bounded
from alliances.engine.bulk import BulkAllocation, BulkProblem, allocate_bulk

SIZE = 104
ENVELOPE = 16_010_000_000
PEER = "NumPy bisection"
IN_BLOCKS = "NumPy bisection in blocks that stay in the cache"
BLOCK = 2_000
FEWER = 20_000  # rows of the slower ways
SAMPLE = 1_000  # rows of the exact engine
HALVINGS = 60

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Measure(NamedTuple):
    measure: str
    ours: float
    peer: float | None
    peer_name: str | None
    unit: str

    def as_json(self) -> str:
        ratio = None if self.peer is None or not self.ours else round(self.peer / self.ours, 3)
        return json.dumps({**self._asdict(), "ratio": ratio}, ensure_ascii=False)


def draw(rows: int) -> tuple[BulkProblem, Floats]:
    source = np.random.default_rng(104)
    needs = source.lognormal(0, 1.2, SIZE)
    previous = needs / needs.sum() * ENVELOPE
    floors = np.minimum(np.maximum(0.80 * previous, 5_000_000), 0.79 * previous + ENVELOPE / SIZE / 4)
    caps = 1.25 * previous + 20_000_000
    codes = [f"{rank:03}" for rank in range(SIZE)]
    problem = BulkProblem(ENVELOPE, codes, [int(lo) for lo in floors], [int(hi) for hi in caps])
    weights = np.empty((rows, SIZE))
    for start in range(0, rows, 50_000):
        part = weights[start : start + 50_000]
        part[:] = needs * source.lognormal(0, 0.35, part.shape)
    return problem, weights


# The peer


def by_bisection(problem: BulkProblem, weights: Floats, out: Integers, block: int) -> None:
    """Sixty halvings of the bracket, then largest remainders in float; ``block`` rows at once."""
    lower, upper = np.array(problem.lower, np.float64), np.array(problem.upper, np.float64)
    for start in range(0, len(weights), block):
        w = weights[start : start + block]
        low, high = np.zeros(len(w)), (upper / w).max(axis=1)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            over = np.clip(w * middle[:, None], lower, upper).sum(axis=1) > problem.envelope
            high, low = np.where(over, middle, high), np.where(over, low, middle)
        amounts = np.clip(w * low[:, None], lower, upper)
        cents = np.floor(amounts)
        missing = problem.envelope - cents.sum(axis=1)
        order = np.argsort(cents - amounts, axis=1, kind="stable")
        served = np.arange(SIZE) < missing[:, None]
        np.put_along_axis(cents, order, np.take_along_axis(cents, order, axis=1) + served, axis=1)
        out[start : start + block] = cents


# Measures


class Spent(NamedTuple):
    """Seconds on the wall, and of processors."""

    wall: float
    processor: float


def seconds(call: Callable[[], object]) -> Spent:
    wall, processor = perf_counter(), process_time()
    call()
    return Spent(perf_counter() - wall, process_time() - processor)


def middle(spent: list[Spent], scale: float = 1) -> Spent:
    return Spent(median(s.wall for s in spent) * scale, median(s.processor for s in spent) * scale)


def by_the_exact_engine(problem: BulkProblem, weights: Floats) -> Integers:
    """The amounts in Fractions, one row after the other."""
    rows = []
    for row in weights.tolist():
        columns = zip(problem.codes, row, problem.lower, problem.upper, strict=True)
        claims = [Claim(code, Fraction(weight), lo, hi) for code, weight, lo, hi in columns]
        rows.append(list(allocate_bounded(BoundedProblem(problem.envelope, claims)).cents.values()))
    return np.array(rows, np.int64)


def different(left: Integers, right: Integers) -> int:
    return int((left != right).any(axis=1).sum())


def speed(
    problem: BulkProblem, weights: Floats, times: int
) -> tuple[list[Measure], BulkAllocation, Integers]:
    rows, few = len(weights), weights[:FEWER]
    out, of_peer = np.zeros(weights.shape, np.int64), np.zeros(few.shape, np.int64)
    ways: dict[str, Callable[[], object]] = {
        "compiled": lambda: allocate_bulk(problem, weights, out=out, compiled=True),
        "NumPy": lambda: allocate_bulk(problem, few, compiled=False),
        PEER: lambda: by_bisection(problem, few, of_peer, len(few)),
        IN_BLOCKS: lambda: by_bisection(problem, few, of_peer, BLOCK),
    }
    compilation = seconds(lambda: allocate_bulk(problem, few[:1], compiled=True)).wall
    spent: dict[str, list[Spent]] = {name: [] for name in ways}
    for _ in range(times):
        for name, way in ways.items():
            spent[name].append(seconds(way))
    scale = rows / len(few)
    compiled, in_numpy = middle(spent["compiled"]), middle(spent["NumPy"], scale)
    best = min(s.wall for s in spent["compiled"])
    scaled = f"scaled from {len(few):,} rows"
    print(
        f"{rows:,} weightings of {SIZE} territories, medians of {times}; compilation apart: {compilation:.1f} s"
    )
    print(
        f"  ours, compiled, two threads: {compiled.wall:.3f} s (best {best:.3f}), "
        f"{compiled.processor:.3f} s of processors"
    )
    print(
        f"  ours, NumPy, two threads: {in_numpy.wall:.2f} s, {in_numpy.processor:.2f} s of processors ({scaled})"
    )
    what = f"{rows} weightings of {SIZE} territories"
    measures = []
    for name in (PEER, IN_BLOCKS):
        peer = middle(spent[name], scale)
        print(f"  {name}: {peer.wall:.1f} s, {peer.processor:.1f} s of processor ({scaled})")
        print(f"    {peer.wall / compiled.wall:.0f} times ours, compiled")
        for way, mine in (("compiled", compiled), ("without Numba", in_numpy)):
            measures.append(Measure(f"{what}, {way}", round(mine.wall, 4), round(peer.wall, 2), name, "s"))
    measures.append(Measure("compilation", round(compilation, 2), None, None, "s"))
    ours = allocate_bulk(problem, weights, out=out, compiled=True)
    in_numpy_too = allocate_bulk(problem, few, compiled=False).cents
    print(f"  rows where our two ways differ: {different(in_numpy_too, out[: len(few)])} of {len(few):,}")
    return measures, ours, of_peer


def exactness(
    problem: BulkProblem, weights: Floats, ours: BulkAllocation, of_peer: Integers
) -> list[Measure]:
    """Rows against the exact engine: those at the beginning, which the peer has too, and some from all over."""
    step = max(1, len(weights) // SAMPLE)
    head, spread = slice(0, SAMPLE), slice(0, None, step)
    exact = by_the_exact_engine(problem, weights[head])
    mine = different(ours.cents[head], exact)
    mine += different(ours.cents[spread], by_the_exact_engine(problem, weights[spread]))
    compared = len(exact) + len(weights[spread])
    off = int((ours.cents.sum(axis=1) != ENVELOPE).sum())
    same_rows = ours.cents[: len(of_peer)]
    peer_off = int((of_peer.sum(axis=1) != ENVELOPE).sum())
    peer_differs = different(of_peer, same_rows)
    print(f"  rows that differ from the exact engine: {mine} of {compared:,} compared")
    print(
        f"  rows whose sum is not the envelope: {off} of {len(weights):,}; {PEER}: {peer_off} of {len(of_peer):,}"
    )
    print(f"  {PEER}, rows with other cents than ours: {peer_differs} of {len(of_peer):,}")
    print(
        f"  rows that floats could not decide: {ours.settled_exactly}, of which {ours.handed_over} by the exact engine"
    )
    return [
        Measure(f"rows that differ from the exact engine, of {compared}", mine, None, None, "rows"),
        Measure(f"rows whose cents differ from ours, of {len(of_peer)}", 0, peer_differs, PEER, "rows"),
        Measure("rows that floats could not decide", ours.settled_exactly, None, None, "rows"),
    ]


def main() -> int:
    if find_spec("numba") is None:
        print("Numba is not installed: uv run --extra bulk python bench/allocation_bulk.py")
        return 1
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    problem, weights = draw(rows)
    measures, ours, of_peer = speed(problem, weights, times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory, weights and cents of all rows included: {peak:,.0f} MiB")
    measures += exactness(problem, weights, ours, of_peer)
    measures.append(Measure("peak memory", round(peak), None, None, "MiB"))
    for measure in measures:
        print(measure.as_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
