"""The methods beside the formula: imposed amounts, previous share plus increment, uniform percentage."""

import html
import json
import re

import pytest
from django.urls import reverse
from tests import factories
from tests.ministry.conftest import signed_in

from alliances.domain.envelopes import actions, methods
from alliances.domain.envelopes.models import Envelope, Scenario
from alliances.domain.envelopes.queries import explain, given_by
from alliances.ops import cli
from alliances.ui.allocations import reason_of
from alliances.ui.formats import money

pytestmark = pytest.mark.django_db


def url(world):
    return reverse("ministry_workshop", args=[world.envelope.pk])


def text(answer):
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def asked(world, method, **changes):
    """90 % of 1 000,00 $, both MRCs."""
    codes = [place.code for place in world.here.mrcs]
    common = {"method": method, "shown": method, "local_percent": "90", "territories": codes, "note": ""}
    return {**common, **changes}


def lines(world, *numbers):
    return "\n".join(
        f"{place.name}; {number}" for place, number in zip(world.here.mrcs, numbers, strict=False)
    )


def imposed(world, *amounts, **changes):
    return asked(world, "imposed", amounts=lines(world, *amounts), **changes)


def increment(world, step, *previous, **changes):
    return asked(
        world, "increment", step=step, reference="written", previous_lines=lines(world, *previous), **changes
    )


def uniform(world, rate, *previous, **changes):
    return asked(
        world, "uniform", rate=rate, reference="written", previous_lines=lines(world, *previous), **changes
    )


EACH = {
    "imposed": (lambda world: imposed(world, "600,00", "300,00"), [60_000, 30_000], 0),
    "increment": (lambda world: increment(world, "100,00", "1 000,00", "400,00"), [60_000, 30_000], 0),
    "uniform": (lambda world: uniform(world, "50", "1 000,00", "400,00"), [50_000, 20_000], 20_000),
}


@pytest.mark.parametrize("method", EACH)
def test_each_method_shows_amounts_made_of_parts_that_add_up(world, as_officer, method):
    asks, expected, kept_back = EACH[method]
    answer = as_officer.get(url(world), asks(world))
    outcome = answer.context["outcome"]
    page = text(answer)
    assert [row.cents for row in outcome.rows] == expected
    assert outcome.kept_back_cents == kept_back
    for row in outcome.rows:
        assert sum(part.cents for part in row.parts) == row.cents
        assert row.reason in page
    assert (money(kept_back) in page) or not kept_back
    assert not Scenario.objects.exists()


@pytest.mark.parametrize("method", EACH)
def test_a_kept_split_of_each_method_is_recomputed_adopted_printed_and_explained(
    world, as_officer, tmp_path, capsys, method
):
    asks, expected, kept_back = EACH[method]
    kept = as_officer.post(url(world), {**asks(world), "title": "Essai"})
    assert kept.status_code == 302
    scenario = Scenario.objects.get()
    page = text(as_officer.get(reverse("ministry_scenario", args=[scenario.pk])))
    assert "identique au cent près" in page
    assert str(methods.method_of(scenario.problem).label) in page

    file = tmp_path / "repartition.json"
    file.write_bytes(as_officer.get(reverse("ministry_scenario_problem", args=[scenario.pk])).content)
    assert cli.main(["allocate", str(file)]) == 0
    cents = json.loads(capsys.readouterr().out)["cents"]
    assert list(cents.values()) == expected

    actions.propose(actor=world.here.officer, scenario=scenario)
    scenario = actions.adopt(actor=world.here.second_officer, scenario=scenario)
    local = Envelope.objects.filter(parent=world.envelope, component="local").order_by("territory__code")
    assert [child.account.balance_cents for child in local] == expected
    world.envelope.account.refresh_from_db()
    assert world.envelope.account.balance_cents == kept_back

    public = text(
        as_officer.get(
            reverse("allocation_page", args=[scenario.pk]), {"territoire": world.here.mrcs[0].code}
        )
    )
    assert money(expected[0]) in public
    assert money(10_000) in public  # the regional part: 10 % of the whole, whatever stays
    first = explain(scenario.problem, given_by(scenario))[0]
    assert reason_of(first) in public
    printed = as_officer.get(reverse("document_allocation", args=[scenario.pk]))
    assert printed["Content-Type"] == "application/pdf"


def test_the_parts_of_the_increment_are_said_in_words(world, as_officer):
    answer = as_officer.get(url(world), increment(world, "100,00", "1 000,00", "400,00"))
    reason = answer.context["outcome"].rows[0].reason
    assert money(10_000) in reason
    assert money(50_000) in reason
    assert money(100_000) in reason
    assert money(140_000) in reason


def test_the_fields_follow_the_method_without_losing_what_was_typed(world, as_officer):
    typed = {**asked(world, "imposed"), "shown": "criteria", "weight_population": "70", "local_percent": "85"}
    answer = as_officer.get(url(world), typed)
    page = text(answer)
    assert "outcome" not in answer.context
    assert not answer.context["form"].is_bound
    assert 'name="amounts"' in page
    assert 'name="floor"' not in page
    assert re.search(r'type="hidden" name="weight_population" value="70"', page)
    assert re.search(r'name="local_percent" value="85"', page)
    assert all(f"{place.name}; " in page for place in world.here.mrcs)


def test_each_line_that_cannot_be_read_is_named_and_nothing_is_lost(world, as_officer):
    first, second = world.here.mrcs
    pasted = f"{first.name}\t600,00\nNulle part; 5\n{second.code}; 1,234\n{second.name}; -3\n{first.code}; 1"
    answer = as_officer.get(url(world), asked(world, "imposed", amounts=pasted))
    page = text(answer)
    errors = answer.context["form"].errors["amounts"]
    assert [error.split(" ")[1].split("\u00a0")[0] for error in errors] == ["2", "3", "4", "5"]
    assert "Nulle part" in errors[0]
    assert "deux façons" in errors[1]
    assert "déjà à la ligne 1" in errors[3]
    assert pasted in page
    assert 'class="error-summary"' in page


def test_a_territory_without_an_amount_is_pointed_at_not_given_zero(world, as_officer):
    first, second = world.here.mrcs
    answer = as_officer.get(
        url(world), asked(world, "imposed", amounts=f"{first.name}; 900,00\n{second.name}; ")
    )
    page = text(answer)
    assert [hole.territory for hole, *_ways in answer.context["holes"]] == [second]
    without = re.search(r'href="([^"]+)">Simuler sans ce territoire', page)
    assert without
    assert [row.cents for row in as_officer.get(without[1]).context["outcome"].rows] == [90_000]
    as_officer.post(url(world), {**imposed(world, "900,00"), "title": "Essai"})
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("asks", "sentence", "way", "cents"),
    [
        (lambda world: imposed(world, "700,00", "300,00"), money(10_000), "Réduire tous", [63_000, 27_000]),
        (lambda world: imposed(world, "500,00", "300,00"), money(10_000), "Laisser", [50_000, 30_000]),
        (lambda world: increment(world, "500,00", "10", "10"), money(10_000), "Ajouter", [45_000, 45_000]),
        (lambda world: uniform(world, "100", "600", "400"), money(10_000), "Descendre", [54_000, 36_000]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_explained_with_a_way_out_that_works(
    world, as_officer, asks, sentence, way, cents
):
    answer = as_officer.get(url(world), asks(world))
    page = text(answer)
    assert sentence in page
    assert "outcome" not in answer.context
    link = re.search(rf'href="([^"]+)">{way}', page)
    assert link
    assert [row.cents for row in as_officer.get(link[1]).context["outcome"].rows] == cents


def test_an_adopted_split_gives_the_previous_amounts(world, as_officer):
    before = factories.adopted_scenario(world)
    second = factories.envelope(world, world.here, 100_000)
    asks = asked(world, "uniform", rate="90", reference=str(before.pk), local_percent="100")
    answer = as_officer.get(reverse("ministry_workshop", args=[second.pk]), asks)
    outcome = answer.context["outcome"]
    for row in outcome.rows:
        assert row.previous_cents == before.result["cents"][row.territory.code]
        assert row.change_cents == row.cents - row.previous_cents
    assert outcome.total_cents == 81_000
    assert before.title in text(answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "increment", "shown": "increment", "step": "", "reference": ""},
        {"method": "increment", "shown": "increment", "step": "-1", "reference": "written"},
        {"method": "uniform", "shown": "uniform", "rate": "abc"},
        {"method": "uniform", "shown": "uniform", "rate": "NaN"},
        {"method": "uniform", "shown": "uniform", "rate": "90", "reference": "999"},
        {"method": "imposed", "shown": "imposed", "amounts": ""},
        {"method": "imposed", "shown": "imposed", "amounts": "x" * 30_000},
        {"method": "imposed", "shown": "imposed", "amounts": "<script>; 1\n;;;\n\t\t"},
        {"method": "imposed", "shown": "imposed", "amounts": "121; " + "9" * 9_000},
    ],
)
def test_what_cannot_be_read_of_a_method_is_said(world, as_officer, changes):
    for answer in (
        as_officer.get(url(world), {**asked(world, "imposed"), **changes}),
        as_officer.post(url(world), {**asked(world, "imposed"), **changes, "title": "Essai"}),
    ):
        assert answer.status_code == 200
        assert 'class="error-summary"' in answer.content.decode()
    assert not Scenario.objects.exists()


def test_an_unknown_method_shows_the_formula(world, as_officer):
    answer = as_officer.get(url(world), {"method": "' OR 1=1"})
    assert answer.context["form"].chosen_method == "criteria"
    assert signed_in(world.here.auditor).get(url(world), {"method": "imposed"}).status_code == 403


@pytest.mark.parametrize(
    "asks",
    [
        lambda world: increment(world, "0", "0", "0"),
        lambda world: uniform(world, "90", "0", "0"),
        lambda world: uniform(world, "0", "600", "400"),
        lambda world: imposed(world, "0", "0", keep_rest="on"),
        lambda world: imposed(world, "0", "0"),
        lambda world: {**increment(world, "0", "600", "400"), "local_percent": "0"},
        lambda world: {**imposed(world, "600", "300"), "local_percent": "0"},
        lambda world: {**uniform(world, "1000", "600", "400"), "local_percent": "0"},
    ],
)
def test_sums_of_nothing_are_answered_in_words(world, as_officer, asks):
    answer = as_officer.get(url(world), asks(world))
    page = text(answer)
    if "outcome" in answer.context:
        assert all(row.reason for row in answer.context["outcome"].rows)
    else:
        assert answer.context["obstacle"].sentence in page
