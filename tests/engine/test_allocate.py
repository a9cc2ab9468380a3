"""The typed entry of the engine: one level, criteria, rules, trail."""

from fractions import Fraction

from alliances.engine.allocation import (
    CriteriaProblem,
    Criterion,
    CriterionKind,
    Origin,
    Recipient,
    Rules,
    State,
    allocate,
)

CRITERIA = (
    Criterion("base", "20", CriterionKind.EQUAL),
    Criterion("lim", "50"),
    Criterion("aide", "30"),
)


def three_recipients(*previous: int | None) -> list[Recipient]:
    rows = [("01", 2000, 300), ("02", 5000, 900), ("03", 3000, 800)]
    past = previous or (None, None, None)
    return [
        Recipient(code, {"lim": lim, "aide": aide}, previous=amount)
        for (code, lim, aide), amount in zip(rows, past, strict=True)
    ]


def test_the_guarantee_decides_and_says_so():
    problem = CriteriaProblem(
        100_000, CRITERIA, three_recipients(25_000, 40_000, 35_000), Rules(max_loss="0.05", max_gain="0.10")
    )
    allocation = allocate(problem)
    assert allocation.cents == {"01": 23_750, "02": 43_000, "03": 33_250}
    line = allocation.line("01")
    assert (line.state, line.origin, line.lower, line.upper) == (State.FLOOR, Origin.MAX_LOSS, 23_750, 27_500)
    assert line.formula == Fraction(63_500, 3)
    assert line.weight == Fraction(127, 600)
    assert allocation.line("02").origin is None
    assert allocation.value_of_point == Fraction(25_800_000, 271)
