"""The scale of needs: a choice, named with its formula everywhere, and never a figure made up."""

import html
from fractions import Fraction

import pytest
from django.urls import reverse
from tests import factories
from tests.ministry.conftest import publish

from alliances.domain.envelopes.models import Scenario
from alliances.domain.territories.models import IndicatorValue, Level

pytestmark = pytest.mark.django_db


def page(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def third(world):
    """A third territory: 20 000 people, 20 % with low income, beside 30 000 at 10.5 % and 10 000 at 14 %."""
    place = factories.territory("123", "Troisième", Level.MRC, world.here.region)
    publish(place, "population", 2021, 20_000)
    publish(place, "low_income_rate_lim_at", 2020, 20)
    return place


def asked(scale, **changes):
    values = {
        "local_percent": "90", "weight_base": "0", "weight_population": "0", "weight_low_income": "1",
        "territories": ["121", "122", "123"], "note": "", "scale": scale,
    }  # fmt: skip
    return {**values, **changes}


def amounts(answer):
    return {row.territory.code: row.cents for row in answer.context["outcome"].rows}


@pytest.mark.parametrize(
    ("scale", "weights"),
    [
        ("share", (3_150, 1_400, 4_000)),
        # By inhabitant 0.105, 0.14 and 0.2: from 0 to 1, then 7/19; half more, times the population.
        ("minmax", (15_000, 10_000 * (Fraction(1, 2) + Fraction(35, 95)), 30_000)),
        ("rank", (10_000, Fraction(20_000, 3), 20_000)),
    ],
)
def test_each_scale_shares_by_its_formula(world, third, as_officer, scale, weights):
    answer = as_officer.get(reverse("ministry_workshop", args=[world.envelope.pk]), asked(scale))
    whole = sum(weights)
    expected = [90_000 * weight / whole for weight in weights]
    found = amounts(answer)
    assert sum(found.values()) == 90_000
    assert all(
        abs(found[code] - cents) < 1 for code, cents in zip(("121", "122", "123"), expected, strict=True)
    )


@pytest.mark.parametrize("scale", ["minmax", "z_score", "modified_z", "rank", "exponential_rank"])
def test_the_scale_is_named_with_its_formula_on_every_page_and_kept_with_the_split(
    world, third, as_officer, scale
):
    url = reverse("ministry_workshop", args=[world.envelope.pk])
    answer = as_officer.post(url, {**asked(scale), "title": "Échelle"})
    assert answer.status_code == 302, page(answer)
    kept = Scenario.objects.get()
    assert kept.problem["scale"] == scale
    assert kept.problem["territories"][0]["figures"]["low_income"].rstrip("0") == "3150."
    criterion = kept.problem["criteria"][0]
    assert criterion["code"] == f"low_income~{scale}"
    assert "par habitant" in criterion["label"]
    assert "estimation" in criterion["label"]
    assert "population ×" in criterion["source"]
    assert "per inhabitant" in criterion["label_en"]
    shown = page(as_officer.get(reverse("ministry_scenario", args=[kept.pk])))
    assert criterion["label"] in shown
    assert "identique au cent près" in shown


def test_population_and_base_count_as_they_are(world, third, as_officer):
    url = reverse("ministry_workshop", args=[world.envelope.pk])
    weights = {"weight_population": "1", "weight_low_income": "0", "weight_base": "1"}
    plain, ranked = (amounts(as_officer.get(url, asked(scale, **weights))) for scale in ("share", "rank"))
    assert plain == ranked


def test_a_scale_that_does_not_apply_says_why_and_offers_another(world, as_officer):
    """Everywhere the same number by inhabitant: no scale tells them apart."""
    for place in world.here.mrcs:
        IndicatorValue.objects.filter(territory=place, indicator__code="low_income_rate_lim_at").delete()
        publish(place, "low_income_rate_lim_at", 2020, 12)
    url = reverse("ministry_workshop", args=[world.envelope.pk])
    answer = as_officer.get(url, asked("z_score", territories=["121", "122"]))
    assert "partout le même par habitant" in page(answer)
    assert "outcome" not in answer.context


def test_a_territory_without_population_is_a_hole_for_a_scale_by_inhabitant(world, third, as_officer):
    IndicatorValue.objects.filter(territory=third, indicator__code="population").delete()
    url = reverse("ministry_workshop", args=[world.envelope.pk])
    answer = as_officer.get(url, asked("minmax"))
    assert {str(hole.label) for hole in answer.context["asked"].holes} >= {"Population"}
    assert "outcome" not in answer.context


def test_a_criterion_read_from_a_file_may_be_scaled_too(world, third, as_officer):
    from alliances.domain.envelopes import actions

    file = actions.keep_criteria(
        actor=world.here.officer, envelope=world.envelope, name="a.csv", source="Essai.", sha256="0" * 64,
        columns=["Familles"], figures={"121": [30], "122": [20], "123": [60]},
    )  # fmt: skip
    url = reverse("ministry_workshop", args=[world.envelope.pk])
    weights = {"weight_low_income": "0", f"weight_{file.code_of(0)}": "1"}
    answer = as_officer.get(url, asked("rank", **weights))
    # 1, 2 and 3 families for 1 000 inhabitants: ranks 1, 2, 3.
    assert amounts(answer) == {"121": 24_545, "122": 16_364, "123": 49_091}
