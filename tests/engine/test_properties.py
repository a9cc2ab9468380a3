"""The promises of the method, for any problem: exact amounts and, where promised, cents."""

from dataclasses import replace
from fractions import Fraction
from math import lcm

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.engine.pegging import pegged_amounts
from tests.engine.strategies import criteria_problems, feasible_problems

from alliances.engine.allocation import (
    BoundedAllocation,
    BoundedProblem,
    Claim,
    CriteriaProblem,
    Criterion,
    CriterionKind,
    Infeasible,
    Recipient,
    Rules,
    State,
    allocate,
    allocate_bounded,
)


def with_claim(problem: BoundedProblem, code: str, **changes: object) -> BoundedProblem:
    claims = [replace(c, **changes) if c.code == code else c for c in problem.claims]
    return replace(problem, claims=claims)


def feasible(problem: BoundedProblem) -> BoundedAllocation:
    try:
        return allocate_bounded(problem)
    except Infeasible:
        assume(False)
        raise


@given(feasible_problems())
def test_exactness_and_bounds(problem: BoundedProblem):
    result = allocate_bounded(problem)
    assert sum(result.cents.values()) == problem.envelope
    assert sum(result.exact.values()) == problem.envelope
    for claim in problem.claims:
        for amount in (result.cents[claim.code], result.exact[claim.code]):
            assert amount >= claim.lower
            assert claim.upper is None or amount <= claim.upper
        assert result.cents[claim.code] % problem.unit == 0
        assert abs(result.cents[claim.code] - result.exact[claim.code]) < problem.unit


@given(feasible_problems())
def test_the_same_amounts_by_another_way(problem: BoundedProblem):
    territories = {c.code: (Fraction(c.weight), c.lower, c.upper) for c in problem.claims}
    assert allocate_bounded(problem).exact == pegged_amounts(problem.envelope, territories)


@given(feasible_problems())
def test_states_are_those_of_the_point(problem: BoundedProblem):
    result = allocate_bounded(problem)
    for claim in problem.claims:
        formula = result.value_of_point * claim.weight
        below = formula < claim.lower
        above = claim.upper is not None and formula > claim.upper
        expected = State.FLOOR if below else State.CAP if above else State.FREE
        assert result.states[claim.code] is expected
        held = claim.lower if below else claim.upper if above else formula
        assert result.exact[claim.code] == held


@given(feasible_problems())
def test_the_point_is_the_smallest(problem: BoundedProblem):
    """F is below the envelope at any smaller point: something grows just before it."""
    point = allocate_bounded(problem).value_of_point
    growing = [c for c in problem.claims if c.weight and c.lower < point * c.weight]
    grows = any(c.upper is None or point * c.weight <= c.upper for c in growing)
    assert grows or point == 0


@given(feasible_problems(), st.integers(2, 10**6), st.integers(2, 1000))
def test_scale_of_weights_changes_nothing(problem: BoundedProblem, times: int, parts: int):
    scaled = [replace(c, weight=Fraction(c.weight * times, parts)) for c in problem.claims]
    before, after = allocate_bounded(problem), allocate_bounded(replace(problem, claims=scaled))
    assert (before.cents, before.exact, before.states) == (after.cents, after.exact, after.states)
    assert before.value_of_point == after.value_of_point * Fraction(times, parts)


@given(criteria_problems(), st.integers(2, 1000))
def test_scale_of_a_column_changes_nothing(problem: CriteriaProblem, times: int):
    code = problem.criteria[0].code
    recipients = [
        replace(r, values={**r.values, code: Fraction(r.values[code]) * times}) for r in problem.recipients
    ]
    assert allocate(replace(problem, recipients=recipients)).cents == allocate(problem).cents


@given(feasible_problems(), st.randoms(use_true_random=False))
def test_order_of_the_input_does_not_matter(problem: BoundedProblem, random):
    claims = list(problem.claims)
    random.shuffle(claims)
    assert allocate_bounded(replace(problem, claims=claims)) == allocate_bounded(problem)


@given(feasible_problems())
def test_a_null_territory_gets_nothing_and_disturbs_nobody(problem: BoundedProblem):
    before = allocate_bounded(problem)
    after = allocate_bounded(replace(problem, claims=[Claim("!", 0), *problem.claims]))
    assert after.cents == {"!": 0, **before.cents}


@given(feasible_problems(), st.integers(1, 50))
def test_twins_get_the_same(problem: BoundedProblem, weight: int):
    twins = [Claim("t1", weight), Claim("t2", weight)]
    result = allocate_bounded(replace(problem, claims=[*problem.claims, *twins]))
    assert result.exact["t1"] == result.exact["t2"]
    assert 0 <= result.cents["t1"] - result.cents["t2"] <= problem.unit  # the tie goes to the lower code


@given(criteria_problems())
def test_running_again_without_change_keeps_the_amounts(problem: CriteriaProblem):
    first = allocate(problem)
    again = [replace(r, previous=first.cents[r.code]) for r in problem.recipients]
    second = allocate(replace(problem, recipients=again, rules=Rules(max_loss=0, max_gain=0)))
    assert second.cents == first.cents


@given(feasible_problems(), st.integers(1, 500))
def test_a_larger_envelope_costs_nobody(problem: BoundedProblem, units: int):
    larger = replace(problem, envelope=problem.envelope + units * problem.unit)
    before, after = allocate_bounded(problem), feasible(larger)
    for code in before.cents:
        assert after.exact[code] >= before.exact[code]
        assert after.cents[code] >= before.cents[code] - problem.unit


@given(feasible_problems(least=2), st.integers(1, 10**6))
def test_more_need_never_costs(problem: BoundedProblem, more: int):
    code = problem.claims[0].code
    heavier = with_claim(problem, code, weight=problem.claims[0].weight + more)
    before, after = allocate_bounded(problem), feasible(heavier)
    for other in before.cents:
        gain = after.exact[other] - before.exact[other]
        assert gain >= 0 if other == code else gain <= 0
        cents = after.cents[other] - before.cents[other]
        assert cents >= -problem.unit if other == code else cents <= problem.unit


@given(st.lists(st.integers(0, 100), min_size=2, max_size=7), st.integers(0, 10**5), st.integers(0, 50))
def test_amounts_follow_the_order_of_needs(weights: list[int], envelope: int, floor: int):
    claims = [Claim(f"{rank}", weight, lower=floor) for rank, weight in enumerate(weights)]
    result = feasible(BoundedProblem(envelope, claims))
    for a in claims:
        for b in claims:
            if a.weight > b.weight:
                assert result.exact[a.code] >= result.exact[b.code]
                assert result.cents[a.code] >= result.cents[b.code]


@given(feasible_problems(least=2), st.integers(1, 100))
def test_a_higher_floor_is_paid_by_the_others(problem: BoundedProblem, units: int):
    first = problem.claims[0]
    raised = with_claim(problem, first.code, lower=first.lower + units * problem.unit)
    before, after = allocate_bounded(problem), feasible(raised)
    for code in before.cents:
        if code != first.code:
            assert after.exact[code] <= before.exact[code]
            assert after.cents[code] <= before.cents[code] + problem.unit


@given(feasible_problems(unit=1), st.integers(2, 40))
def test_everything_times_k_gives_amounts_times_k(problem: BoundedProblem, times: int):
    scaled = allocate_bounded(multiplied(problem, times))
    assert scaled.exact == {code: a * times for code, a in allocate_bounded(problem).exact.items()}


@given(feasible_problems(least=2, unit=1))
def test_taking_one_away_with_its_amount_leaves_the_others(problem: BoundedProblem):
    """Amounts may be fractions of a cent: the problem is first multiplied until they are whole."""
    exact = allocate_bounded(problem).exact
    whole = multiplied(problem, lcm(*(amount.denominator for amount in exact.values())))
    amounts = allocate_bounded(whole).exact
    gone, *others = whole.claims
    assume(any(c.weight for c in others))
    rest = allocate_bounded(replace(whole, envelope=int(whole.envelope - amounts[gone.code]), claims=others))
    assert rest.exact == {c.code: amounts[c.code] for c in others}


def multiplied(problem: BoundedProblem, times: int) -> BoundedProblem:
    claims = [
        replace(c, lower=c.lower * times, upper=None if c.upper is None else c.upper * times)
        for c in problem.claims
    ]
    return replace(problem, envelope=problem.envelope * times, claims=claims)


@given(criteria_problems())
def test_the_parts_of_a_line_add_up(problem: CriteriaProblem):
    allocation = allocate(problem)
    assert sum(allocation.cents.values()) == problem.envelope
    assert sum(line.weight for line in allocation.lines) == 1
    for line in allocation.lines:
        assert sum(line.parts.values()) + line.adjustment == line.cents
        exact_parts = {c.code: line_part(allocation.problem, line.code, c) for c in problem.criteria}
        assert sum(exact_parts.values()) == line.formula
        for code, cents in line.parts.items():
            assert abs(cents - exact_parts[code]) < 1


def line_part(problem: CriteriaProblem, code: str, criterion: Criterion) -> Fraction:
    """E * omega_c * s_ic, worked out afresh."""
    share = Fraction(1, len(problem.recipients))
    if criterion.kind is CriterionKind.SHARE:
        column = {r.code: Fraction(r.values[criterion.code]) for r in problem.recipients}
        share = column[code] / sum(column.values())
    total = sum(Fraction(c.weight) for c in problem.criteria)
    return problem.envelope * share * Fraction(criterion.weight) / total


@given(criteria_problems(), st.fractions(0, 1, max_denominator=50), st.fractions(0, 1, max_denominator=50))
def test_change_limits_hold_or_the_rules_are_infeasible(
    problem: CriteriaProblem, loss: Fraction, gain: Fraction
):
    limited = replace(problem, rules=Rules(max_loss=loss, max_gain=gain))
    try:
        allocation = allocate(limited)
    except Infeasible:
        return
    for recipient in problem.recipients:
        if recipient.previous:
            cents = allocation.cents[recipient.code]
            assert recipient.previous * (1 - loss) <= cents <= recipient.previous * (1 + gain)


def test_a_null_territory_does_disturb_an_equal_part():
    criteria = [Criterion("e", 1, CriterionKind.EQUAL)]
    two = [Recipient("A"), Recipient("B")]
    assert allocate(CriteriaProblem(90, criteria, two)).cents == {"A": 45, "B": 45}
    assert allocate(CriteriaProblem(90, criteria, [*two, Recipient("C")])).cents["A"] == 30
