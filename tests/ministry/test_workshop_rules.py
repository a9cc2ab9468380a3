"""The rules and criteria of the formula: limits of change, rounding, cost multipliers, indicators, pasted figures."""

import html
import json
import re
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.ministry.conftest import publish
from tests.ministry.test_workshop import asked, keep, text, url

from alliances.domain.envelopes import actions, methods
from alliances.domain.envelopes.models import Scenario
from alliances.domain.envelopes.queries import explain, given_by
from alliances.domain.territories.models import Indicator, Level
from alliances.ops import cli
from alliances.ui.allocations import reason_of
from alliances.ui.formats import money

pytestmark = pytest.mark.django_db


def outcome_of(client, world, **changes):
    return client.get(url(world), asked(world, **changes)).context["outcome"]


def previous(world, *amounts):
    lines = [f"{place.code}\t{amount}" for place, amount in zip(world.here.mrcs, amounts, strict=False)]
    return {"reference": "written", "previous_lines": "\n".join(lines)}


def test_a_limit_on_gains_holds_beside_a_limit_on_losses(world, as_officer):
    """Previous 500 and 400; the formula gives about 645 and 255: +2 % and -2,5 % cannot place everything."""
    answer = as_officer.get(
        url(world), asked(world, max_loss="2,5", max_gain="3", **previous(world, "500", "400"))
    )
    outcome = answer.context["outcome"]
    first, second = outcome.rows
    assert (first.cents, second.cents) == (51_000, 39_000)
    assert first.cents <= 51_500
    assert second.cents >= 39_000
    assert (second.state, second.origin) == ("floor", "max_loss")
    assert first.change_cents == 1_000
    assert first.change_share == Fraction(2, 100)
    assert second.formula_cents is not None
    assert second.guard_cents == second.cents - second.formula_cents
    assert "la limite de perte" in text(answer)


def test_gains_too_small_are_explained_and_can_be_removed(world, as_officer):
    page = text(as_officer.get(url(world), asked(world, max_gain="1", **previous(world, "500", "300"))))
    assert money(90_000 - 80_800) in page
    link = re.search(r'href="([^"]+)">Retirer la hausse maximale', page)
    assert link
    assert as_officer.get(link[1]).context["outcome"].total_cents == 90_000


def test_losses_that_do_not_fit_offer_the_smallest_limit_that_does(world, as_officer):
    page = text(as_officer.get(url(world), asked(world, max_loss="0", **previous(world, "700", "500"))))
    link = re.search(r'href="([^"]+)">Accepter une perte', page)
    assert link
    assert [row.cents for row in as_officer.get(link[1]).context["outcome"].rows] == [52_500, 37_500]


def test_a_limit_of_change_needs_something_to_measure_from(world, as_officer):
    answer = as_officer.get(url(world), asked(world, max_gain="5", reference=""))
    assert list(answer.context["form"].errors) == ["reference"]


def test_a_territory_without_a_previous_amount_is_named_as_unlimited(world, as_officer):
    answer = as_officer.get(url(world), asked(world, max_loss="5", **previous(world, "500")))
    assert answer.context["asked"].unlimited == [world.here.mrcs[1]]
    assert "ne s’applique pas à" in text(answer)


@pytest.mark.parametrize(
    ("unit", "shared"), [("1", 90_001), ("100", 90_000), ("10000", 90_000), ("100000", 0)]
)
def test_amounts_are_whole_units_and_the_rest_is_said(world, as_officer, unit, shared):
    second = factories.envelope(world, world.here, 90_001)
    page_url = reverse("ministry_workshop", args=[second.pk])
    answer = as_officer.get(page_url, asked(world, local_percent="100", unit=unit))
    outcome = answer.context["outcome"]
    assert all(row.cents % int(unit) == 0 for row in outcome.rows)
    assert outcome.total_cents == shared
    assert outcome.kept_back_cents == 90_001 - shared
    assert (money(90_001 - shared) in text(answer)) or shared == 90_001


def test_what_rounding_keeps_back_stays_in_the_envelope_once_adopted(world, as_officer):
    scenario = keep(as_officer, world, unit="10000")
    assert methods.local_cents_of(scenario.problem) == 90_000
    actions.propose(actor=world.here.officer, scenario=scenario)
    actions.adopt(actor=world.here.second_officer, scenario=scenario)
    world.envelope.account.refresh_from_db()
    assert world.envelope.account.balance_cents == methods.kept_back_of(scenario.problem)


def test_a_cost_multiplier_counts_a_need_for_more_and_its_arithmetic_closes(world, as_officer):
    first, second = world.here.mrcs
    pasted = {"weight_low_income": "0", "weight_population": "100", "multipliers": f"{second.name}; 1,5"}
    scenario = keep(as_officer, world, **pasted)
    assert scenario.result["cents"] == {first.code: 60_000, second.code: 30_000}  # 30 000 against 15 000
    row = next(r for r in explain(scenario.problem, given_by(scenario)) if r.territory == second)
    (part,) = row.parts
    assert part.value is not None
    assert part.total is not None
    assert Fraction(part.value, part.total) * part.pot_cents == row.cents
    assert "10 000 × 1,50" in reason_of(row).replace("\u202f", " ").replace("\xa0", " ")
    page = text(as_officer.get(reverse("ministry_scenario", args=[scenario.pk])))
    assert "Multiplicateurs de coût" in page


def test_parts_under_multipliers_still_share_what_the_sentence_says(world, as_officer):
    second = world.here.mrcs[1]
    scenario = keep(as_officer, world, weight_base="30", multipliers=f"{second.code}; 1,37")
    for row in explain(scenario.problem, given_by(scenario)):
        for part in row.parts:
            assert part.value is not None
            assert part.total is not None
            exact = Fraction(part.value, part.total) * part.criterion.share * 90_000
            assert abs(exact - part.cents) <= 1


def test_any_count_published_for_the_territories_is_a_criterion_with_its_year_and_source(world, as_officer):
    for place, dwellings in zip(world.here.mrcs, (14_000, 6_000), strict=True):
        publish(place, "dwellings", 2021, dwellings)
        publish(place, "share", 2021, 12)
    Indicator.objects.filter(code="dwellings").update(unit="logements", name="Logements", name_en="Dwellings")
    Indicator.objects.filter(code="share").update(unit="%")
    page = text(as_officer.get(url(world)))
    assert "Logements, 2021" in page
    assert "essai (2021)" in page
    assert "weight_share_2021" not in page
    changes = {"weight_population": "0", "weight_low_income": "0", "weight_dwellings_2021": "100"}
    scenario = keep(as_officer, world, **changes)
    assert list(scenario.result["cents"].values()) == [63_000, 27_000]
    (line,) = scenario.problem["criteria"]
    assert (line["label"], line["label_en"], line["source"]) == (
        "Logements, 2021",
        "Dwellings, 2021",
        "essai (2021)",
    )
    page = reverse("ministry_scenario", args=[scenario.pk])
    assert "Logements, 2021" in text(as_officer.get(page))
    assert "Dwellings, 2021" in text(as_officer.get(f"/en{page}"))


def pasted(world, *numbers, **changes):
    lines = [f"{place.name}\t{number}" for place, number in zip(world.here.mrcs, numbers, strict=False)]
    return {
        "weight_population": "0", "weight_low_income": "0", "weight_pasted": "10",
        "pasted_label": "Logements insalubres", "pasted_source": "Relevé de 2025",
        "pasted_lines": "\n".join(lines), **changes,
    }  # fmt: skip


def test_a_criterion_pasted_from_a_spreadsheet_is_kept_with_its_name_and_source(
    world, as_officer, tmp_path, capsys
):
    scenario = keep(as_officer, world, **pasted(world, "1\u202f250,5", "416,8"))
    line = scenario.problem["criteria"][0]
    assert (line["code"], line["label"], line["source"]) == (
        "pasted",
        "Logements insalubres",
        "Relevé de 2025",
    )
    assert scenario.problem["territories"][0]["values"] == {"pasted": "1250.5"}
    file = tmp_path / "repartition.json"
    file.write_text(json.dumps(scenario.problem), "utf-8")
    assert cli.main(["allocate", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["cents"] == scenario.result["cents"]
    assert "Logements insalubres" in reason_of(explain(scenario.problem, given_by(scenario))[0])


def test_a_pasted_criterion_that_says_nothing_of_a_territory_stays_a_hole(world, as_officer):
    answer = as_officer.get(url(world), asked(world, **pasted(world, "1250")))
    ((hole, without_criterion, _without),) = answer.context["holes"]
    assert (hole.territory, hole.label) == (world.here.mrcs[1], "Logements insalubres")
    assert "weight_pasted=0" in without_criterion
    as_officer.post(url(world), asked(world, title="Essai", **pasted(world, "1250")))
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pasted_label": ""}, "pasted_label"),
        ({"pasted_lines": "Nulle part; 3"}, "pasted_lines"),
        ({"pasted_lines": "121; -3"}, "pasted_lines"),
        ({"pasted_lines": "121; 1e9"}, "pasted_lines"),
        ({"pasted_lines": "121; ٣"}, "pasted_lines"),
        ({"pasted_lines": "121; " + "9" * 400}, "pasted_lines"),
        ({"multipliers": "121; 0"}, "multipliers"),
        ({"multipliers": "121; beaucoup"}, "multipliers"),
        ({"max_gain": "-1"}, "max_gain"),
        ({"max_loss": "101"}, "max_loss"),
        ({"unit": "7"}, "unit"),
        ({"against": "x"}, None),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(world, as_officer, changes, field):
    answer = as_officer.get(url(world), asked(world, **{**pasted(world, "1", "2"), **changes}))
    errors = answer.context["form"].errors
    assert list(errors) == ([field] if field else [])


def test_a_kept_split_can_be_compared_with_from_the_workshop(world, as_officer):
    scenario = keep(as_officer, world)
    changes = {"weight_low_income": "0", "against": str(scenario.pk)}
    answer = as_officer.get(url(world), asked(world, **changes))
    outcome = answer.context["outcome"]
    assert sum(row.other_difference_cents for row in outcome.rows) == 0
    assert all(
        row.other_difference_cents == row.cents - scenario.result["cents"][row.territory.code]
        for row in outcome.rows
    )
    assert "Écart avec" in text(answer)


def test_money_beside_need_is_measured_and_read_in_a_sentence(world, as_officer):
    """3 150 and 1 400 persons in low income, rates of 10,5 % and 14 %."""
    even = as_officer.get(url(world), asked(world, weight_population="0")).context["fairness"]
    assert even.gini == pytest.approx(0, abs=1e-4)
    answer = as_officer.get(url(world), asked(world, weight_low_income="0"))
    uneven = answer.context["fairness"]
    assert uneven.gini > 0
    assert uneven.suits < 0
    assert uneven.suits_sentence in text(answer)


def test_money_beside_need_waits_for_a_missing_figure_and_names_the_territory(world, as_officer):
    place = factories.territory("129", "Sans taux", Level.MRC, world.here.region)
    publish(place, "population", 2021, 5_000)
    codes = [*(mrc.code for mrc in world.here.mrcs), place.code]
    answer = as_officer.get(url(world), asked(world, territories=codes, weight_low_income="0"))
    assert answer.context["fairness"].gini is None
    assert answer.context["fairness"].missing == [place]
    assert "un chiffre qui manque" in html.unescape(answer.content.decode())


def test_the_queries_do_not_grow_with_the_territories_nor_with_the_criteria(world, as_officer):
    def counted():
        with CaptureQueriesContext(connection) as met:
            assert as_officer.get(url(world), asked(world, territories=codes, weight_base="10")).context[
                "outcome"
            ]
        return len(met)

    codes = [place.code for place in world.here.mrcs]
    as_officer.get(url(world))
    few = counted()
    for rank in range(10):
        place = factories.territory(f"13{rank}", f"Autre {rank}", Level.MRC, world.here.region)
        for code, year, value in (
            ("population", 2021, 5_000),
            ("low_income_rate_lim_at", 2020, 12),
            ("menages", 2021, 9),
        ):
            publish(place, code, year, value)
        codes.append(place.code)
    Indicator.objects.filter(code="menages").update(unit="ménages")
    assert counted() == few
