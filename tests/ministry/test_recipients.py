"""Who receives: one level of the tree or several, never a place and the one it stands in; and a part is split again."""

import html

import pytest
from django.urls import reverse
from tests import factories
from tests.ministry.conftest import publish

from alliances.domain.envelopes import actions
from alliances.domain.territories.models import Level

pytestmark = pytest.mark.django_db


def page(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def tree(world):
    """Under the region: two MRCs, the first with two municipalities, and a First Nation."""
    first = world.here.mrcs[0]
    world.towns = [
        factories.territory(code, name, Level.MUNICIPALITY, first)
        for code, name in (("12101", "Aval"), ("12102", "Amont"))
    ]
    world.nation = factories.territory("12N", "Nation d’essai", Level.NATION, world.here.region)
    for place, people in zip([*world.towns, world.nation], (3_000, 1_000, 2_000), strict=True):
        publish(place, "population", 2021, people)
    return world


def url(envelope):
    return reverse("ministry_workshop", args=[envelope.pk])


def asked(level, codes, **changes):
    return {
        "local_percent": "100", "weight_base": "0", "weight_population": "1", "weight_low_income": "0",
        "level": level, "shown_level": level, "territories": codes, "note": "", **changes,
    }  # fmt: skip


def amounts(answer):
    return {row.territory.code: row.cents for row in answer.context["outcome"].rows}


def test_the_levels_under_the_envelope_are_offered_and_the_mrcs_come_first(tree, as_officer):
    form = as_officer.get(url(tree.envelope)).context["form"]
    assert [level for level, _label in form.fields["level"].choices] == [
        "nation",
        "mrc",
        "municipality",
        "mixed",
    ]
    assert (form.chosen_level, [place.code for place in form.recipients]) == ("mrc", ["121", "122"])


def test_another_level_shows_its_territories_and_waits_to_be_asked(tree, as_officer):
    sent = asked("municipality", ["121", "122"], shown_level="mrc")
    answer = as_officer.get(url(tree.envelope), sent)
    assert "outcome" not in answer.context
    assert answer.context["ticked"] == {"12101", "12102"}
    assert amounts(as_officer.get(url(tree.envelope), asked("municipality", ["12101", "12102"]))) == {
        "12101": 75_000, "12102": 25_000
    }  # fmt: skip


def test_several_levels_mix_an_mrc_and_a_first_nation(tree, as_officer):
    answer = as_officer.get(url(tree.envelope), asked("mixed", ["121", "12N"]))
    assert amounts(answer) == {"121": 93_750, "12N": 6_250}
    assert "(Premières Nations et Inuit)" in page(answer)


def test_a_place_and_the_one_it_stands_in_do_not_both_receive(tree, as_officer):
    group = factories.territory("12G", "Groupe d’essai", Level.SUBREGION, tree.here.region)
    inner = factories.territory("12G1", "Dedans", Level.MRC, group)
    answer = as_officer.get(url(tree.envelope), asked("mixed", [group.code, inner.code]))
    assert f"{inner.name} est dans {group.name}" in page(answer)
    assert "outcome" not in answer.context


def test_a_part_is_split_again_among_the_places_of_its_territory(tree, as_officer):
    problem = factories.problem(tree.here)
    kept = actions.save_scenario(
        actor=tree.here.officer, envelope=tree.envelope, title="Haut", local_percent=90, problem=problem
    )
    actions.propose(actor=tree.here.officer, scenario=kept)
    actions.adopt(actor=tree.here.second_officer, scenario=kept)
    part = tree.envelope.children.get(territory=tree.here.mrcs[0], component="local")
    assert url(part) in page(as_officer.get(reverse("ministry_envelope", args=[part.pk])))
    sent = asked("municipality", ["12101", "12102"])
    assert amounts(as_officer.get(url(part), sent)) == {"12101": 42_188, "12102": 14_062}
    assert as_officer.post(url(part), {**sent, "title": "Bas"}).status_code == 302
    below = part.scenarios.get()
    actions.propose(actor=tree.here.officer, scenario=below)
    actions.adopt(actor=tree.here.second_officer, scenario=below)
    assert sorted(child.account.balance_cents for child in part.children.all()) == [14_062, 42_188]
    # What was handed down is promised: a correction above takes none of it back.
    lines = [{"code": "121", "amount": 50_000}, {"code": "122", "amount": 40_000}]
    again = actions.save_scenario(
        actor=tree.here.officer, envelope=tree.envelope, title="Correction", local_percent=90, reason="Essai.",
        problem={"kind": "imposed", "territories": lines},
    )  # fmt: skip
    assert (again.result["reason"], again.result["shortfall"]) == ("promised_exceeds_amount", 6_250)


def test_a_place_with_nobody_under_it_has_no_workshop(tree, as_officer):
    leaf = factories.territory("129", "Feuille", Level.MRC, tree.here.region)
    part = actions.open_part(
        actor=tree.here.officer, parent=tree.envelope, territory=leaf, component="local", name="Part"
    )
    assert "ne se répartit pas ici" in page(as_officer.get(url(part)))


def test_the_template_of_criteria_follows_the_level(tree, as_officer):
    answer = as_officer.get(
        reverse("ministry_criteria_template", args=[tree.envelope.pk]),
        {"format": "csv", "level": "municipality"},
    )
    assert "12101;Aval" in answer.content.decode("utf-8-sig")
