"""An envelope divided into its components: those fixed in dollars first, then the local share of what is left."""

import html

import pytest
from django.urls import reverse
from tests import factories

from alliances.domain.common.verdict import Refused
from alliances.domain.envelopes import actions
from alliances.domain.envelopes.money import received_of
from alliances.domain.envelopes.standing import parts_of

pytestmark = pytest.mark.django_db


def page(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def adopted(world, envelope, problem, percent=90, reason=""):
    kept = actions.save_scenario(
        actor=world.here.officer,
        envelope=envelope,
        title="Essai",
        local_percent=percent,
        problem=problem,
        reason=reason,
    )
    actions.propose(actor=world.here.officer, scenario=kept)
    return actions.adopt(actor=world.here.second_officer, scenario=kept)


def received(envelope):
    parts = list(envelope.children.order_by("component", "territory__code"))
    cents = received_of(parts)
    return [(part.component, cents[part.pk]) for part in parts]


@pytest.mark.parametrize(
    ("pot", "percent", "fixed", "local", "others"),
    [
        # Chaudière-Appalaches 2017-2023: 90 % of 4 646 195 $ for local initiatives (mrcdesappalaches.ca).
        (464_619_500, 90, {}, 418_157_550, {"regional": 46_461_950}),
        # Lanaudière, November 2020: the regional call of 1 308 642,50 $ out of 3 896 784,86 $ (hebdorivenord.com).
        (389_678_486, 100, {"regional": 130_864_250}, 258_814_236, {"regional": 130_864_250}),
        # Capitale-Nationale, 2020: three components in one call, 687 251 $ local (newswire.ca).
        (
            114_225_100, 100, {"community": 31_500_000, "regional": 14_000_000},
            68_725_100, {"community": 31_500_000, "regional": 14_000_000},
        ),
        (1_000, 90, {"regional": 100, "concertation": 50}, 765, {"regional": 185, "concertation": 50}),
    ],
)  # fmt: skip
def test_fixed_parts_come_first_then_the_share(pot, percent, fixed, local, others):
    assert parts_of(pot, percent, fixed) == (local, others)


def test_each_component_becomes_an_envelope_to_the_cent(world):
    problem = factories.problem(world.here) | {"components": {"community": 20_000, "concertation": 10_000}}
    adopted(world, world.envelope, problem)
    assert received(world.envelope) == [
        ("community", 20_000), ("concertation", 10_000), ("local", 39_375), ("local", 23_625), ("regional", 7_000)
    ]  # fmt: skip


def test_components_beyond_the_envelope_are_refused_with_the_difference(world):
    problem = factories.problem(world.here) | {"components": {"regional": 100_001}}
    with pytest.raises(Refused, match="0,01"):
        actions.simulate(envelope=world.envelope, local_percent=90, problem=problem)


def test_a_correction_may_change_the_components_too(world):
    adopted(world, world.envelope, factories.problem(world.here))
    problem = factories.problem(world.here) | {"components": {"community": 20_000}}
    adopted(world, world.envelope, problem, reason="Le volet manquait.")
    assert received(world.envelope) == [
        ("community", 20_000), ("local", 45_000), ("local", 27_000), ("regional", 8_000)
    ]  # fmt: skip


def test_the_workshop_and_the_public_page_tell_each_component(world, as_officer, client):
    asked = {
        "local_percent": "100", "weight_base": "1", "weight_population": "0", "weight_low_income": "0",
        "territories": ["121", "122"], "note": "", "part_regional": "100,00", "part_community": "50,50",
    }  # fmt: skip
    url = reverse("ministry_workshop", args=[world.envelope.pk])
    answer = as_officer.get(url, asked)
    assert [cents for _label, cents in answer.context["parts"]] == [84_950, 10_000, 5_050]
    assert answer.context["outcome"].total_cents == 84_950
    kept = as_officer.post(url, {**asked, "title": "Volets"})
    scenario = world.envelope.scenarios.get()
    actions.propose(actor=world.here.officer, scenario=scenario)
    actions.adopt(actor=world.here.second_officer, scenario=scenario)
    shown = page(as_officer.get(kept.url))
    public = page(client.get(reverse("allocation_page", args=[scenario.pk])))
    for text in (shown, public):
        assert "Développement des communautés" in text
        assert "50,50 $" in text
    assert as_officer.get(reverse("document_allocation", args=[scenario.pk])).status_code == 200
    again = as_officer.get(url).context["form"]
    assert again["part_community"].value() == "50,50"
