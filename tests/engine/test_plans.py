"""Years of a plan, revisions, and the methods beside the criteria."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliances.engine.allocation import (
    Infeasible,
    Reason,
    Revised,
    carry_over,
    imposed,
    increment,
    revise,
    spread_over_years,
    uniform,
)


@given(st.lists(st.integers(1_000, 10**7), min_size=1, max_size=8), st.lists(st.integers(1, 9), min_size=1))
def test_both_margins_of_the_years_are_exact(amounts, weights):
    totals = {f"{rank}": cents for rank, cents in enumerate(amounts)}
    envelope, whole = sum(amounts), sum(weights)
    edges = [0, *(envelope * part // whole for part in accumulate(weights))]
    years = [(f"y{k}", after - before) for k, (before, after) in enumerate(pairwise(edges))]
    payments = spread_over_years(totals, years)
    for label, cents in years:
        assert sum(payments[label].values()) == cents
    for code, cents in totals.items():
        assert sum(payments[label][code] for label, _ in years) == cents
        for label, year in years:
            assert abs(payments[label][code] * envelope - cents * year) < 2 * envelope
            assert payments[label][code] >= 0


def test_a_payment_below_zero_is_never_handed_out():
    """Targets of a third of a cent: rounding gives a cent in one year and would take it back in the next."""
    with pytest.raises(Infeasible) as obstacle:
        spread_over_years({"A": 1, "B": 3, "C": 3}, [("1", 3), ("2", 1), ("3", 3)])
    assert (obstacle.value.reason, obstacle.value.codes) == (Reason.NEGATIVE_PAYMENT, ("A",))


def test_a_year_twice_or_below_zero_is_refused():
    for years in ([("1", 5), ("1", 5)], [("1", 11), ("2", -1)]):
        with pytest.raises(Infeasible):
            spread_over_years({"A": 10}, years)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 500)), min_size=1, max_size=6), st.integers(0, 3000)
)
def test_a_revision_never_takes_back_what_was_paid(rows, more):
    territories = [Revised(f"{rank}", weight, paid) for rank, (weight, paid) in enumerate(rows)]
    envelope = sum(paid for _, paid in rows) + more
    revision = revise(envelope, territories)
    assert sum(revision.allocation.cents.values()) == envelope
    assert sum(revision.remaining.values()) == more
    assert min(revision.remaining.values()) >= 0


def test_a_revision_refuses_negative_payments():
    with pytest.raises(Infeasible) as obstacle:
        revise(100, [Revised("A", 1, -5)])
    assert (obstacle.value.reason, obstacle.value.codes) == (Reason.NEGATIVE_INPUT, ("A",))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.fractions(0, 1, max_denominator=100))
def test_unspent_money_is_carried_or_returned(allotment, spent, ratio):
    spent = min(spent, allotment)
    result = carry_over(allotment, spent, ratio)
    assert result.carried + result.returned == result.unspent == allotment - spent
    assert result.carried <= ratio * allotment
    assert result.returned == 0 or result.carried == allotment * ratio.numerator // ratio.denominator


@pytest.mark.parametrize(
    ("allotment", "spent", "ratio", "code"),
    [(-1, 0, 1, "allotment"), (1, -1, 1, "spent"), (1, 0, "-0.1", "ratio")],
)
def test_carry_over_refuses_negatives(allotment, spent, ratio, code):
    with pytest.raises(Infeasible) as obstacle:
        carry_over(allotment, spent, ratio)
    assert obstacle.value.codes == (code,)


def test_plain_methods_name_what_is_negative():
    for call in (
        lambda: increment(100, {"A": 1}, -1),
        lambda: increment(-100, {"A": 1}, 1),
        lambda: increment(100, {"A": -1}, 1),
        lambda: uniform({"A": 1}, "-0.5"),
        lambda: uniform({"A": -1}, 1),
        lambda: imposed(100, {"A": -100, "B": 200}),
    ):
        with pytest.raises(Infeasible) as obstacle:
            call()
        assert obstacle.value.reason is Reason.NEGATIVE_INPUT


def test_an_increment_is_the_previous_amounts_plus_the_step():
    assert increment(110, {"A": 10, "B": 90}, 5) == {"A": 15, "B": 95}
    assert uniform({"A": 1_000, "B": 500}, "1.02") == {"A": 1_020, "B": 510}


def test_a_floor_above_what_was_paid_still_holds():
    revision = revise(100, [Revised("A", 0, paid=10, lower=40), Revised("B", 1, paid=0)])
    assert (revision.allocation.cents, revision.remaining) == ({"A": 40, "B": 60}, {"A": 30, "B": 60})
