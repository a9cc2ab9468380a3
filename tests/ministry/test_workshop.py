"""The allocation workshop: what it shows, what it never writes, what it refuses, and how a split is adopted."""

import html
import json
import re

import pytest
from django.urls import reverse
from tests import factories
from tests.ministry.conftest import publish, signed_in

from alliances.domain.envelopes.models import Envelope, Scenario
from alliances.domain.ledger.models import Transfer
from alliances.domain.people.roles import Role
from alliances.domain.territories.models import Level
from alliances.ops import cli
from alliances.ui.formats import money

pytestmark = pytest.mark.django_db


def asked(world, **changes):
    """What the controls send: 90 % local, half population and half low-income persons, both MRCs."""
    values = {
        "local_percent": "90",
        "weight_base": "0",
        "weight_population": "50",
        "weight_low_income": "50",
        "territories": [place.code for place in world.here.mrcs],
        "floor": "",
        "cap": "",
        "note": "Clé illustrative.",
    }
    return {**values, **changes}


def url(world):
    return reverse("ministry_workshop", args=[world.envelope.pk])


def text(answer):
    return html.unescape(answer.content.decode())


def keep(client, world, **changes):
    answer = client.post(url(world), asked(world, title="Essai", **changes))
    assert answer.status_code == 302, text(answer)
    return Scenario.objects.latest("pk")


def test_a_simulation_shows_amounts_that_add_up_and_writes_nothing(world, as_officer):
    before = (Scenario.objects.count(), Transfer.objects.count())
    answer = as_officer.get(url(world), asked(world))
    page = text(answer)
    assert (Scenario.objects.count(), Transfer.objects.count()) == before
    outcome = answer.context["outcome"]
    assert sum(row.cents for row in outcome.rows) == outcome.total_cents == 90_000
    for row in outcome.rows:
        assert sum(part.cents for part in row.parts) == row.cents
        assert money(row.cents) in page
    # 30 000 × 10,5 % = 3 150 persons, 10 000 × 14 % = 1 400: the amount for each of them, to the cent.
    assert [row.per_person_cents for row in outcome.rows] == [
        round(outcome.rows[0].cents / 3150), round(outcome.rows[1].cents / 1400),
    ]  # fmt: skip
    assert "Clé illustrative" in page
    assert "estimation" in page


def test_the_local_part_is_not_presumed(world, as_officer):
    answer = as_officer.get(url(world))
    assert answer.context["form"]["local_percent"].value() is None
    assert "hypothèse reprise du plan précédent" in text(answer)


def test_the_local_part_of_a_known_framework_is_proposed_with_its_source(world, as_officer):
    factories.signed_alliance(world)
    second = factories.envelope(world, world.here, 50_000)
    answer = as_officer.get(reverse("ministry_workshop", args=[second.pk]))
    assert answer.context["form"]["local_percent"].value() == 90
    assert "Selon le cadre de gestion" in text(answer)


def test_a_missing_figure_is_named_and_blocks_until_one_chooses(world, as_officer):
    empty = factories.territory("129", "Sans données", Level.MRC, world.here.region)
    codes = [*(place.code for place in world.here.mrcs), empty.code]
    answer = as_officer.get(url(world), asked(world, territories=codes))
    page = text(answer)
    assert "Il manque une donnée" in page
    assert "Sans données" in page
    refused = as_officer.post(url(world), asked(world, territories=codes, title="Essai"))
    assert refused.status_code == 200
    assert not Scenario.objects.exists()
    without = re.search(r'href="([^"]+)">Simuler sans ce territoire', page)
    assert without
    assert as_officer.get(without[1]).context["outcome"].total_cents == 90_000


def test_without_the_low_income_figure_the_amount_by_person_is_a_hole(world, as_officer):
    place = factories.territory("129", "Sans taux", Level.MRC, world.here.region)
    publish(place, "population", 2021, 5_000)
    codes = [*(mrc.code for mrc in world.here.mrcs), place.code]
    answer = as_officer.get(url(world), asked(world, territories=codes, weight_low_income="0"))
    outcome = answer.context["outcome"]
    assert [row.per_person_cents is None for row in outcome.rows] == [False, False, True]
    assert outcome.per_person_cents is None
    assert "non publié" in text(answer)


def test_floors_that_do_not_fit_are_explained_with_a_way_out_that_works(world, as_officer):
    page = text(as_officer.get(url(world), asked(world, floor="500,00")))
    assert f"il manque {money(10_000)}" in page
    way = re.search(r'href="([^"]+)">Réduire le plancher', page)
    assert way
    answer = as_officer.get(way[1])
    assert [row.cents for row in answer.context["outcome"].rows] == [45_000, 45_000]
    assert {row.state for row in answer.context["outcome"].rows} == {"floor"}
    assert "le plancher commun" in text(answer)


def test_caps_too_low_are_explained(world, as_officer):
    page = text(as_officer.get(url(world), asked(world, cap="100,00")))
    assert money(70_000) in page
    assert "Retirer le plafond." in page


def test_a_limit_on_losses_compares_with_an_adopted_split(world, as_officer):
    factories.adopted_scenario(world)
    second = factories.envelope(world, world.here, 100_000)
    page_url = reverse("ministry_workshop", args=[second.pk])
    reference = Scenario.objects.get()
    answer = as_officer.get(page_url, asked(world, max_loss="0", reference=str(reference.pk)))
    outcome = answer.context["outcome"]
    before = reference.result["cents"]
    assert all(row.cents >= before[row.territory.code] for row in outcome.rows)
    assert outcome.compares


def test_two_different_people_adopt_and_the_money_moves_once(world, as_officer):
    scenario = keep(as_officer, world)
    propose = reverse("ministry_scenario_propose", args=[scenario.pk])
    adopt = reverse("ministry_scenario_adopt", args=[scenario.pk])
    as_officer.post(propose)
    twin = factories.hold(
        factories.account("jumelle", person=world.here.officer.person),
        Role.MINISTRY_OFFICER,
        world.here.region,
    )
    refused = signed_in(twin).post(adopt, follow=True)
    assert "Une autre personne doit signer" in text(refused)
    scenario.refresh_from_db()
    assert scenario.state == "proposed"
    second = signed_in(world.here.second_officer)
    for _again in range(2):
        second.post(adopt)
    scenario.refresh_from_db()
    assert scenario.state == "adopted"
    children = Envelope.objects.filter(parent=world.envelope)
    assert sum(child.account.balance_cents for child in children) == 100_000
    page = text(as_officer.get(reverse("ministry_scenario", args=[scenario.pk])))
    assert scenario.digest in page
    assert world.here.second_officer.person.full_name in page
    assert "identique au cent près" in page


def test_the_downloaded_problem_is_recomputed_to_the_cent(world, as_officer, tmp_path, capsys):
    scenario = keep(as_officer, world, floor="200,00")
    answer = as_officer.get(reverse("ministry_scenario_problem", args=[scenario.pk]))
    assert answer["Content-Type"].startswith("application/json")
    file = tmp_path / "repartition.json"
    file.write_bytes(answer.content)
    assert cli.main(["allocate", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["cents"] == scenario.result["cents"]


def test_who_reads_the_money_without_the_role_is_told_why(world, as_officer):
    scenario = keep(as_officer, world)
    for role in ("manager", "auditor"):
        client = signed_in(getattr(world.here, role))
        assert client.get(reverse("ministry_scenario", args=[scenario.pk])).status_code == 200
        for answer in (
            client.get(url(world)),
            client.post(url(world), asked(world, title="x")),
            client.post(reverse("ministry_scenario_propose", args=[scenario.pk])),
            client.post(reverse("ministry_scenario_adopt", args=[scenario.pk])),
        ):
            assert answer.status_code == 403
            assert "il faut un de ces rôles" in text(answer)
    assert Scenario.objects.count() == 1


def test_the_split_of_another_region_is_not_found(world, as_officer):
    scenario = keep(as_officer, world)
    elsewhere = signed_in(world.there.officer)
    for name, pk in (
        ("ministry_envelope", world.envelope.pk),
        ("ministry_envelope_statement", world.envelope.pk),
        ("ministry_workshop", world.envelope.pk),
        ("ministry_scenario", scenario.pk),
        ("ministry_scenario_problem", scenario.pk),
    ):
        assert elsewhere.get(reverse(name, args=[pk])).status_code == 404
    assert elsewhere.post(reverse("ministry_scenario_propose", args=[scenario.pk])).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"local_percent": "abc"},
        {"local_percent": "9" * 5000},
        {"local_percent": "101"},
        {"local_percent": "-1"},
        {"local_percent": ""},
        {"territories": ["zzz"]},
        {"territories": ["141"]},
        {"territories": []},
        {"weight_population": "-5"},
        {"weight_population": "1e400"},
        {"weight_population": "0", "weight_low_income": "0"},
        {"floor": "<script>"},
        {"floor": "99999999999999999999999"},
        {"floor": "20", "cap": "10"},
        {"note": "x" * 5000},
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(world, as_officer, changes):
    for answer in (
        as_officer.get(url(world), asked(world, **changes)),
        as_officer.post(url(world), asked(world, title="Essai", **changes)),
    ):
        assert answer.status_code == 200
        assert 'class="error-summary"' in answer.content.decode()
    assert not Scenario.objects.exists()


def test_a_nul_is_refused_in_a_sentence(world, as_officer):
    assert as_officer.get(url(world), asked(world, note="a\x00b")).status_code == 400
