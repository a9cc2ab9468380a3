"""If the weights changed: one more point on a criterion, and every way of sharing the weights."""

from fractions import Fraction
from math import comb

import pytest
from django.urls import reverse
from tests.ministry.test_methods import imposed
from tests.ministry.test_workshop import asked, keep, text, url

from alliances.engine.allocation import solve
from alliances.spaces.ministry.soundness import MOST_RUNS, finest_grid

pytestmark = pytest.mark.django_db


def test_one_more_point_is_what_the_split_itself_does_for_a_small_change(world, as_officer):
    """50/50 against 51/50, in cents; a point is small enough for the derivative to be right within one cent."""
    answer = as_officer.get(url(world), asked(world, look="sensitivity"))
    sensitivity = answer.context["sensitivity"]
    assert "localement" in text(answer)
    (population, low_income) = sensitivity.criteria
    assert [population.code, low_income.code] == ["population", "low_income"]
    before = [row.cents for row in answer.context["outcome"].rows]
    after = as_officer.get(url(world), asked(world, weight_population="51")).context["outcome"].rows
    for move, old, new in zip(sensitivity.moves, before, after, strict=True):
        assert abs(move.cents[0] - (new.cents - old)) <= 1
    for rank in range(2):
        assert abs(sum(move.cents[rank] for move in sensitivity.moves)) <= 1


def test_a_territory_held_by_a_guard_does_not_move(world, as_officer):
    answer = as_officer.get(url(world), asked(world, floor="400,00", look="sensitivity"))
    assert [move.cents is None for move in answer.context["sensitivity"].moves] == [False, True]
    assert "Une garde le tient" in text(answer)


def test_every_way_of_sharing_the_weights_gives_a_range_that_holds_the_amount(world, as_officer):
    answer = as_officer.get(url(world), asked(world, look="robustness"))
    robustness = answer.context["robustness"]
    assert robustness.step == Fraction(1, 20)
    assert robustness.scenarios == 21
    first, second = robustness.ranges
    assert first.least <= first.cents <= first.most
    assert (first.least + second.most, first.most + second.least) == (90_000, 90_000)
    # Half and half stands in the middle of 21 ways: ten give the first more, ten the second.
    assert (first.gains, second.gains) == (Fraction(10, 21), Fraction(10, 21))
    assert "21" in text(answer)


def test_nothing_of_it_is_computed_unless_asked_nor_for_another_method(world, as_officer):
    assert "sensitivity" not in as_officer.get(url(world), asked(world)).context
    other = as_officer.get(url(world), imposed(world, "600,00", "300,00", look="robustness"))
    assert other.context["outcome"]
    assert "robustness" not in other.context
    alone = as_officer.get(url(world), asked(world, weight_low_income="0", look="robustness"))
    assert alone.context["robustness"] is None


def test_a_kept_split_offers_both_looks(world, as_officer):
    scenario = keep(as_officer, world)
    page = reverse("ministry_scenario", args=[scenario.pk])
    assert 'href="?look=robustness"' in text(as_officer.get(page))
    found = as_officer.get(page, {"look": "robustness"}).context["robustness"]
    again = solve({**scenario.problem, "kind": "robustness", "grid": 20})
    assert [each.most for each in found.ranges] == list(again["max"].values())


@pytest.mark.parametrize(
    ("criteria", "territories"), [(2, 6), (3, 20), (5, 20), (5, 104), (6, 104), (9, 104)]
)
def test_the_step_is_the_finest_that_is_quick_enough(criteria, territories):
    grid = finest_grid(criteria, territories)
    assert grid is not None
    assert comb(grid + criteria - 1, criteria - 1) * territories <= MOST_RUNS
