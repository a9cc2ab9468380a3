"""How fast and how exact the allocation engine is, beside three other ways to share an envelope.

    uv run --group bench --extra bulk python bench/allocation.py [repetitions]

The data are drawn with a fixed seed. Ours and the peer run in turn, so that both meet the same noise; medians are
compared. The peers: a float root-finding allocation (Brent's method on the value of the point, as the French
state's published model does), a bisection in NumPy, and ``apportionment`` 1.0 for plain largest remainders. None
of them keeps a trail, names an infeasible set of rules or is exact beyond the 15 digits of a float.

Human lines first; then one JSON object per measure: measure, ours, peer, peer_name, unit, ratio (peer / ours).
"""

import gc
import json
import random
import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from alliances.engine.allocation import CriteriaProblem, Criterion, CriterionKind, Recipient, Rules, allocate
from alliances.engine.money import split

try:
    import numpy as np
except ImportError:
    np = None  # type: ignore[assignment]
try:
    from apportionment import methods as apportionment
except ImportError:
    apportionment = None

INSTALL = "uv run --group bench --extra bulk python bench/allocation.py"
BOUND = list[float]


class Measure(NamedTuple):
    measure: str
    ours: float
    peer: float | None
    peer_name: str
    unit: str

    def as_json(self) -> str:
        ratio = None if self.peer is None or not self.ours else round(self.peer / self.ours, 3)
        return json.dumps({**self._asdict(), "ratio": ratio}, ensure_ascii=False)


class Instance(NamedTuple):
    """One drawn problem: for the engine, and as the floats that the peers take."""

    problem: CriteriaProblem
    weights: list[float]
    lower: BOUND
    upper: BOUND


def draw(size: int) -> Instance:
    """Four criteria, losses limited to 10 % and gains to 25 % of the previous plan, 1 % more money."""
    source = random.Random(size)
    recipients = [
        Recipient(
            f"{rank:05}",
            {
                "population": source.randrange(500, 400_000),
                "low_income": source.randrange(40, 40_000),
                "benefits": source.randrange(10, 9_000),
            },
            previous=source.randrange(5_000_000, 400_000_000),
        )
        for rank in range(size)
    ]
    criteria = [
        Criterion("population", "35"),
        Criterion("low_income", "40"),
        Criterion("benefits", "15"),
        Criterion("base", "10", CriterionKind.EQUAL),
    ]
    envelope = sum(recipient.previous or 0 for recipient in recipients) * 101 // 100
    problem = CriteriaProblem(envelope, criteria, recipients, Rules(max_loss="0.10", max_gain="0.25"))
    lines = allocate(problem).lines
    return Instance(
        problem,
        [float(line.weight) for line in lines],
        [float(line.lower) for line in lines],
        [float(line.upper or 0) for line in lines],
    )


def with_trail(problem: CriteriaProblem) -> None:
    """Everything a page shows of a line: amount, state, origin, bounds, parts and adjustment."""
    assert all(line.parts for line in allocate(problem).lines)


# Peers


def brent(f: Callable[[float], float], low: float, high: float, tolerance: float = 1e-12) -> float:
    """Root of ``f`` in a bracket: inverse quadratic or secant steps, bisection when they do not help."""
    a, b, fa, fb = low, high, f(low), f(high)
    if fa * fb > 0:
        raise ValueError("f(a) and f(b) must have different signs")
    c, fc, step, last = a, fa, b - a, b - a
    for _ in range(200):
        if fb * fc > 0:
            c, fc, step, last = a, fa, b - a, b - a
        if abs(fc) < abs(fb):
            a, b, c, fa, fb, fc = b, c, b, fb, fc, fb
        near, middle = tolerance * abs(b) + 1e-300, (c - b) / 2
        if abs(middle) <= near or fb == 0:
            return b
        if abs(last) < near or abs(fa) <= abs(fb):
            step = last = middle
        else:
            s = fb / fa
            if a == c:
                p, q = 2 * middle * s, 1 - s
            else:
                r, t = fb / fc, fa / fc
                p, q = s * (2 * middle * t * (t - r) - (b - a) * (r - 1)), (t - 1) * (r - 1) * (s - 1)
            p, q = (p, -q) if p > 0 else (-p, q)
            if 2 * p < min(3 * middle * q - abs(near * q), abs(last * q)):
                last, step = step, p / q
            else:
                step = last = middle
        a, fa = b, fb
        b += step if abs(step) > near else (near if middle > 0 else -near)
        fb = f(b)
    return b


def by_float_roots(instance: Instance) -> list[float]:
    """Amounts in float cents: the value of the point by Brent's method, each amount rounded on its own."""
    rows = list(zip(instance.weights, instance.lower, instance.upper, strict=True))
    envelope = float(instance.problem.envelope)

    def gap(point: float) -> float:
        return sum(min(max(point * w, lo), hi) for w, lo, hi in rows) - envelope

    point = brent(gap, 0.0, 1e15)
    return [float(round(min(max(point * w, lo), hi))) for w, lo, hi in rows]


def by_numpy_bisection(instance: Instance, arrays: Sequence[Any]) -> Any:
    """Sixty halvings of the bracket, then largest remainders in float."""
    weights, lower, upper = arrays
    low, high = 0.0, float((upper / weights).max())
    for _ in range(60):
        middle = (low + high) / 2
        if np.clip(weights * middle, lower, upper).sum() > instance.problem.envelope:
            high = middle
        else:
            low = middle
    amounts = np.clip(weights * low, lower, upper)
    floors = np.floor(amounts)
    missing = int(instance.problem.envelope - floors.sum())
    order = np.argsort(-(amounts - floors), kind="stable")
    floors[order[: max(missing, 0)]] += 1
    return floors


# Measures


def in_turn(
    ours: Callable[[], object], peer: Callable[[], object] | None, times: int
) -> tuple[float, float | None]:
    """Median milliseconds of processor time of both, run alternately: what others run does not count."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for k, call in enumerate((ours, peer)):
            if call is not None:
                gc.collect()
                start = process_time()
                call()
                spent[k].append((process_time() - start) * 1000)
    return median(spent[0]), median(spent[1]) if spent[1] else None


def speed(size: int, times: int) -> list[Measure]:
    instance = draw(size)
    problem = instance.problem
    runs: list[tuple[str, str, Callable[[], object], Callable[[], object] | None]] = [
        (
            "amounts",
            "float root finding (Brent)",
            lambda: allocate(problem),
            lambda: by_float_roots(instance),
        ),
        (
            "full trail",
            "float root finding (Brent)",
            lambda: with_trail(problem),
            lambda: by_float_roots(instance),
        ),
    ]
    if np is not None:
        arrays = [np.array(column) for column in (instance.weights, instance.lower, instance.upper)]
        runs.append(
            (
                "amounts",
                "NumPy bisection",
                lambda: allocate(problem),
                lambda: by_numpy_bisection(instance, arrays),
            )
        )
    found = []
    for what, name, ours, peer in runs:
        mine, other = in_turn(ours, peer, times)
        print(f"{size:>6} territories, {what:<10}: ours {mine:8.2f} ms, {name} {other:8.2f} ms")
        found.append(Measure(f"{size} territories, {what}", round(mine, 3), round(other or 0, 3), name, "ms"))
    return found


def exactness(size: int) -> list[Measure]:
    """Cents missing or too many once each method has rounded: ours closes the envelope by construction."""
    instance = draw(size)
    envelope = instance.problem.envelope
    cents = list(allocate(instance.problem).cents.values())
    ours = abs(sum(cents) - envelope)
    peers = {"float root finding (Brent)": [int(amount) for amount in by_float_roots(instance)]}
    if np is not None:
        arrays = [np.array(column) for column in (instance.weights, instance.lower, instance.upper)]
        peers["NumPy bisection"] = [int(amount) for amount in by_numpy_bisection(instance, arrays)]
    found = []
    for name, amounts in peers.items():
        gap = abs(sum(amounts) - envelope)
        other = sum(a != b for a, b in zip(amounts, cents, strict=True))
        print(
            f"{size:>6} territories, sum of {name}: {gap} cents off; {other} amounts differ from the exact ones"
        )
        found.append(Measure(f"{size} territories, cents the sum is off", ours, gap, name, "cents"))
        found.append(
            Measure(f"{size} territories, amounts that differ from the exact ones", 0, other, name, "amounts")
        )
    return found


def remainders(times: int) -> list[Measure]:
    """Largest remainders alone, 104 parties; then ties among 60.

    The peer names the parties in a message nobody reads, from an alphabet of 52 letters: it must be given names
    to be timed at all, and breaks when it is not.
    """
    if apportionment is None:
        return []
    votes = [random.Random(rank).randrange(500, 400_000) for rank in range(104)]
    shares = {f"{rank:03}": vote for rank, vote in enumerate(votes)}
    seats = 1_601_000
    mine, other = in_turn(
        lambda: split(seats, shares),
        lambda: apportionment.compute("hamilton", votes, seats, parties=list(shares)),
        times * 10,
    )
    name = "apportionment 1.0"
    print(f"   104 parties, largest remainder: ours {mine:.3f} ms, {name} {other:.3f} ms")
    tie = [1] * 60
    ours_breaks = int(sum(split(61, {f"{rank:02}": vote for rank, vote in enumerate(tie)}).values()) != 61)
    try:
        apportionment.compute("hamilton", tie, 61)
        breaks, said = 0, "an answer"
    except IndexError as error:
        breaks, said = 1, f"IndexError: {error}"
    print(f"    60 equal parties, 61 seats: ours gives the odd seat to the first code, {name} gives {said}")
    return [
        Measure("104 parties, largest remainder alone", round(mine, 4), round(other or 0, 4), name, "ms"),
        Measure("tie of 60 parties, failures", ours_breaks, breaks, name, "failures"),
    ]


def main() -> int:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    missing = [name for name, module in (("numpy", np), ("apportionment", apportionment)) if module is None]
    if missing:
        print(f"Not installed, hence not compared: {', '.join(missing)}. To compare: {INSTALL}")
    measures = [
        *speed(104, times * 5),
        *speed(35_000, times),
        *exactness(104),
        *exactness(35_000),
        *remainders(times),
    ]
    for measure in measures:
        print(measure.as_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
