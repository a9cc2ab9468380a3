"""The typed entry of the engine: one level, criteria, rules, trail."""

from dataclasses import replace
from fractions import Fraction

import pytest

from alliances.engine.allocation import (
    CriteriaProblem,
    Criterion,
    CriterionKind,
    Infeasible,
    Origin,
    ProblemError,
    Reason,
    Recipient,
    RemedyKind,
    Rules,
    SetAside,
    State,
    TwoLevelProblem,
    allocate,
    allocate_two_levels,
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


def problem_with(**changes: object) -> CriteriaProblem:
    rules = Rules(floor=100, cap=700, max_loss="0.1", max_gain="0.5")
    recipients = [
        Recipient("A", {"n": 1}, previous=400, lower=50),
        Recipient("B", {"n": 1}, lower=300),
        Recipient("C", {"n": 1}, paid=350),
        Recipient("D", {"n": 1}),
        Recipient("E", {"n": 97}, previous=200),
        Recipient("F", {"n": 97}, upper=290),
        Recipient("G", {"n": 97}),
        Recipient("H", {"n": 60}, upper=690),
    ]
    return replace(CriteriaProblem(3_000, [Criterion("n", 1)], recipients, rules), **changes)


def test_each_bound_names_the_rule_it_comes_from():
    allocation = allocate(problem_with())
    assert {line.code: (line.state.value, line.origin, line.cents) for line in allocation.lines} == {
        "A": ("floor", Origin.MAX_LOSS, 360),
        "B": ("floor", Origin.OWN_FLOOR, 300),
        "C": ("floor", Origin.PAID, 350),
        "D": ("floor", Origin.FLOOR, 100),
        "E": ("cap", Origin.MAX_GAIN, 300),
        "F": ("cap", Origin.OWN_CAP, 290),
        "G": ("cap", Origin.CAP, 700),
        "H": ("free", None, 600),
    }


def test_the_common_cap_is_named_too():
    recipients = [
        Recipient("A", {"n": 9}, upper=80),
        Recipient("B", {"n": 1}, upper=70),
        Recipient("C", {"n": 1}),
    ]
    problem = CriteriaProblem(200, [Criterion("n", 1)], recipients, Rules(cap=80))
    line = allocate(problem).line("A")
    assert (line.state, line.origin) == (
        State.CAP,
        Origin.CAP,
    )  # both caps agree: the common rule is named first


def test_equal_floors_are_named_in_the_order_of_the_rules():
    recipients = [
        Recipient("A", {"n": 0}, previous=100, lower=90, paid=90),
        Recipient("B", {"n": 0}, lower=90, paid=90),
        Recipient("C", {"n": 1}),
    ]
    allocation = allocate(CriteriaProblem(500, [Criterion("n", 1)], recipients, Rules(max_loss="0.1")))
    assert [line.origin for line in allocation.lines] == [Origin.MAX_LOSS, Origin.OWN_FLOOR, None]


def test_change_limits_do_not_apply_without_a_previous_amount():
    recipients = [
        Recipient("A", {"n": 1}, previous=0),
        Recipient("B", {"n": 1}),
        Recipient("C", {"n": 1}, previous=90),
    ]
    rules = Rules(max_loss="0", max_gain="0")
    allocation = allocate(CriteriaProblem(300, [Criterion("n", 1)], recipients, rules))
    assert allocation.cents == {"A": 105, "B": 105, "C": 90}
    assert (allocation.line("A").lower, allocation.line("A").upper) == (0, None)


def test_bounds_are_rounded_inward_to_the_unit():
    recipients = [Recipient("A", {"n": 1}, previous=1_000), Recipient("B", {"n": 9}, upper=1_499)]
    problem = CriteriaProblem(2_000, [Criterion("n", 1)], recipients, Rules(max_loss="0.45"), unit=100)
    allocation = allocate(problem)
    assert (allocation.line("A").lower, allocation.line("B").upper) == (600, 1_400)
    assert allocation.cents == {"A": 600, "B": 1_400}


def test_change_limits_round_to_the_cent_in_favour_of_the_limit():
    recipients = [
        Recipient("A", {"n": 0}, previous=333),
        Recipient("B", {"n": 9}, previous=333),
        Recipient("C", {"n": 1}),
    ]
    rules = Rules(max_loss="0.1", max_gain="0.1")
    lines = allocate(CriteriaProblem(1_000, [Criterion("n", 1)], recipients, rules)).by_code
    assert (lines["A"].cents, lines["B"].cents) == (300, 366)  # 299.7 up, 366.3 down


def infeasibility(problem: CriteriaProblem) -> Infeasible:
    with pytest.raises(Infeasible) as obstacle:
        allocate(problem)
    return obstacle.value


def test_reasons_are_looked_for_in_the_stated_order():
    """Each obstacle is taken away in turn; the next one of the order comes to light."""
    criteria = [Criterion("n", 1), Criterion("z", 1)]
    bad = [Recipient("A", {"n": -1, "z": 0}, lower=9, upper=8), Recipient("A", {"n": 0, "z": 0}, lower=500)]
    problem = CriteriaProblem(150, criteria, bad, set_asides=[SetAside("r", amount=200)], unit=100)
    assert infeasibility(problem).figures == {"codes": ["A"]}
    first = replace(bad[0], values={"n": 1, "z": 0})
    problem = replace(problem, recipients=[first, bad[1]])
    assert infeasibility(problem).reason is Reason.DUPLICATE_CODE
    problem = replace(problem, recipients=[first, replace(bad[1], code="B")])
    assert infeasibility(problem).figures == {"remainder": 50}
    problem = replace(problem, envelope=100)
    assert infeasibility(problem).reason is Reason.SET_ASIDES_EXCEED_ENVELOPE
    problem = replace(problem, set_asides=())
    assert infeasibility(problem).figures == {"criterion": "z"}
    problem = replace(problem, criteria=criteria[:1])
    assert infeasibility(problem).reason is Reason.BOUNDS_CROSSED
    problem = replace(problem, recipients=[replace(first, upper=100), replace(bad[1], code="B")])
    assert infeasibility(problem).figures == {"shortfall": 500}
    problem = replace(problem, recipients=[Recipient("A", {"n": 1}, multiplier=0)])
    assert (infeasibility(problem).reason, infeasibility(problem).surplus) == (Reason.NO_POSITIVE_WEIGHT, 100)
    problem = replace(problem, recipients=[Recipient("A", {"n": 1}, upper=0)])
    assert (infeasibility(problem).reason, infeasibility(problem).surplus) == (
        Reason.CAPS_BELOW_ENVELOPE,
        100,
    )


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"envelope": -1}, ("envelope",)),
        ({"base": -1}, ("base",)),
        ({"rules": Rules(floor=-1)}, ("rules.floor",)),
        ({"rules": Rules(cap=-1)}, ("rules.cap",)),
        ({"rules": Rules(max_loss="-0.1")}, ("rules.max_loss",)),
        ({"rules": Rules(max_gain="-1/9")}, ("rules.max_gain",)),
        ({"criteria": [Criterion("n", -1)]}, ("n",)),
        ({"dual": {"n": "-0.5"}}, ("n",)),
        ({"set_asides": [SetAside("r", share="-0.1")]}, ("r",)),
        ({"set_asides": [SetAside("r", amount=-1)]}, ("r",)),
        (
            {"recipients": [Recipient("B", {"n": 1}, multiplier="-2"), Recipient("A", {"n": "-0.1"})]},
            ("A", "B"),
        ),
        ({"recipients": [Recipient("A", {"n": 1}, previous=-1)]}, ("A",)),
        ({"recipients": [Recipient("A", {"n": 1}, lower=-1)]}, ("A",)),
        ({"recipients": [Recipient("A", {"n": 1}, upper=-1)]}, ("A",)),
        ({"recipients": [Recipient("A", {"n": 1}, paid=-1)]}, ("A",)),
    ],
)
def test_whatever_is_below_zero_is_named(changes, codes):
    obstacle = infeasibility(problem_with(**changes))
    assert (obstacle.reason, obstacle.codes) == (Reason.NEGATIVE_INPUT, codes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": 0}, "unit"),
        ({"criteria": []}, "criteria"),
        ({"criteria": [Criterion("adjustment", 1)]}, "criteria[0].code"),
        ({"criteria": [Criterion("additive_base", 1)]}, "criteria[0].code"),
        ({"rules": Rules(max_loss="1.01")}, "rules.max_loss"),
        ({"dual": {"other": 1}}, "dual.other"),
        ({"set_asides": [SetAside("r")]}, "set_asides[0]"),
        ({"set_asides": [SetAside("r", 1, "0.1")]}, "set_asides[0]"),
        ({"recipients": [Recipient("A", {})]}, "values.n of A"),
    ],
)
def test_what_cannot_be_read_is_named(changes, field):
    with pytest.raises(ProblemError) as refusal:
        allocate(problem_with(**changes))
    assert refusal.value.field == field


def test_a_float_is_refused_wherever_it_stands():
    for changes in ({"criteria": [Criterion("n", 0.5)]}, {"recipients": [Recipient("A", {"n": 0.5})]}):
        with pytest.raises(ValueError, match="never a float"):
            allocate(problem_with(**changes))


def test_remedies_are_offered_and_they_work():
    recipients = [Recipient(code, {"n": 1}, previous=cents) for code, cents in (("A", 33_333), ("B", 66_667))]
    problem = CriteriaProblem(87_654, [Criterion("n", 1)], recipients, Rules(max_loss="0.05"))
    scale, loosen = infeasibility(problem).remedies
    assert scale.kind is RemedyKind.SCALE_FLOORS
    assert scale.amounts is not None
    assert sum(scale.amounts.values()) == 87_654
    assert loosen.limit == 1 - Fraction(87_654, 100_000)
    assert loosen.suggested == Fraction(
        1235, 10_000
    )  # d* = 0.12346 and floors round up: 0.1234 would not fit
    assert allocate(replace(problem, rules=Rules(max_loss=loosen.suggested))).cents
    tighter = Rules(max_loss=loosen.suggested - Fraction(1, 10_000))
    assert infeasibility(replace(problem, rules=tighter)).reason is Reason.FLOORS_EXCEED_ENVELOPE


def test_ratable_reduction_of_three_guarantees():
    """Guarantees of 425, 270 and 190 dollars for 850."""
    rows = (("A", 42_500), ("B", 27_000), ("C", 19_000))
    obstacle = infeasibility(
        CriteriaProblem(85_000, [Criterion("n", 1)], [Recipient(c, {"n": 1}, lower=lo) for c, lo in rows])
    )
    assert obstacle.shortfall == 3_500
    assert [remedy.amounts for remedy in obstacle.remedies] == [{"A": 40_819, "B": 25_932, "C": 18_249}]


@pytest.mark.parametrize("other", [{"base": 1}, {"rules": Rules(floor=1, max_loss=0)}])
def test_loosening_is_offered_only_when_it_is_enough(other):
    recipients = [Recipient("A", {"n": 1}, previous=900), Recipient("B", {"n": 1}, previous=900)]
    problem = CriteriaProblem(100, [Criterion("n", 1)], recipients, Rules(max_loss=0))
    assert len(infeasibility(problem).remedies) == 2
    assert len(infeasibility(replace(problem, **other)).remedies) == 1
    owed = [replace(recipients[0], lower=5), recipients[1]]
    assert len(infeasibility(replace(problem, recipients=owed)).remedies) == 1


def test_the_surplus_may_go_to_the_reserve():
    problem = CriteriaProblem(100, [Criterion("n", 1)], [Recipient("A", {"n": 1}, upper=60)])
    (reserve,) = infeasibility(problem).remedies
    assert (reserve.kind, reserve.amount) == (RemedyKind.RESERVE_SURPLUS, 40)
    aside = SetAside("reserve", amount=reserve.amount)
    assert allocate(replace(problem, set_asides=[aside])).cents == {"A": 60}


def test_set_asides_are_shares_of_the_whole_envelope_rounded_down():
    asides = [SetAside("a", share="1/3"), SetAside("b", share="1/3"), SetAside("c", amount=100)]
    problem = CriteriaProblem(
        1_000, [Criterion("n", 1)], [Recipient("A", {"n": 1})], set_asides=asides, unit=10
    )
    allocation = allocate(problem)
    assert allocation.set_asides == {"a": 330, "b": 330, "c": 100}
    assert allocation.distributed == allocation.pot == 240
    assert (allocation.envelope, allocation.cents) == (1_000, {"A": 240})


def test_the_ineligible_are_no_recipients():
    recipients = [Recipient("A", {"n": 1}), Recipient("B", {}, eligible=False), Recipient("C", {"n": 1})]
    allocation = allocate(CriteriaProblem(100, CRITERIA[:1], recipients))
    assert (allocation.cents, allocation.ineligible) == ({"A": 50, "C": 50}, ("B",))
    with pytest.raises(KeyError):
        allocation.line("B")


def test_weights_of_zero_leave_nobody_to_receive():
    problem = CriteriaProblem(100, [Criterion("n", 0)], [Recipient("A", {"n": 1})])
    assert infeasibility(problem).reason is Reason.NO_POSITIVE_WEIGHT
    nothing = allocate(replace(problem, envelope=0))
    assert (nothing.cents, nothing.line("A").weight) == ({"A": 0}, 0)


def test_an_equal_score_keeps_the_first_of_two_formulas():
    criteria = [Criterion("a", 1), Criterion("b", 0)]
    recipients = [Recipient("A", {"a": 1, "b": 1}), Recipient("B", {"a": 1, "b": 1})]
    allocation = allocate(CriteriaProblem(100, criteria, recipients, dual={"b": 7}))
    assert allocation.line("A").parts == {"a": 50, "b": 0}


def test_two_formulas_are_compared_as_shares_whatever_their_weights():
    criteria = [Criterion("a", 1), Criterion("b", 0)]
    recipients = [Recipient("A", {"a": 3, "b": 1}), Recipient("B", {"a": 1, "b": 3})]
    for weight in (1, "0.001", 1000):
        allocation = allocate(CriteriaProblem(100, criteria, recipients, dual={"b": weight}))
        assert allocation.cents == {"A": 50, "B": 50}


def test_second_levels_belong_to_recipients_of_the_first():
    top = CriteriaProblem(100, CRITERIA[:1], [Recipient("R"), Recipient("S", eligible=False)])
    below = CriteriaProblem(0, CRITERIA[:1], [Recipient("R1")])
    for parts, bottom, field in (
        ({"local": 1}, {"X": below}, "bottom.X"),
        ({"local": 1}, {"S": below}, "bottom.S"),
        ({"regional": 1}, {}, "split"),
        ({"local": 0}, {}, "split"),
    ):
        with pytest.raises(ProblemError) as refusal:
            allocate_two_levels(TwoLevelProblem(top, parts, bottom))
        assert refusal.value.field == field
    short = replace(top, rules=Rules(floor=101))
    with pytest.raises(Infeasible) as obstacle:
        allocate_two_levels(TwoLevelProblem(short, {"local": 1}, {}))
    assert obstacle.value.level == "top"


def test_parts_are_split_to_the_unit_of_the_first_level():
    top = CriteriaProblem(300, CRITERIA[:1], [Recipient("R")], unit=100)
    result = allocate_two_levels(TwoLevelProblem(top, {"local": 1, "regional": 1}, {}))
    assert result.parts == {"R": {"local": 200, "regional": 100}}
