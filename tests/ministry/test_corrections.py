"""The correction of an adopted split: a new version that two people sign, and that takes back nothing promised."""

import html
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from tests import factories

from alliances.domain.chain.queries.amounts import check_amounts
from alliances.domain.chain.queries.receipts import check_signed
from alliances.domain.common.verdict import Refused
from alliances.domain.envelopes import actions
from alliances.domain.envelopes.models import Envelope, MovementKind, Scenario, Tranche
from alliances.domain.envelopes.money import received_of
from alliances.domain.envelopes.proofs import check_movements, check_tranches
from alliances.domain.ledger.actions import open_account, post
from alliances.domain.ledger.models import Stage, TransferKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def split(world: SimpleNamespace) -> Scenario:
    """90 000 cents to two territories, by population: 56 250 and 33 750; 10 000 to the region."""
    return factories.adopted_scenario(world)


def page(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def imposed(world, *cents):
    lines = [
        {"code": place.code, "amount": amount} for place, amount in zip(world.here.mrcs, cents, strict=True)
    ]
    return {"kind": "imposed", "territories": lines}


def correction(world, problem, **changes):
    asked = {"title": "Corrigée", "local_percent": 90, "reason": "Un chiffre était faux."}
    return actions.save_scenario(
        actor=world.here.officer, envelope=world.envelope, problem=problem, **{**asked, **changes}
    )


def adopted(world, problem, **changes):
    kept = correction(world, problem, **changes)
    actions.propose(actor=world.here.officer, scenario=kept)
    return actions.adopt(actor=world.here.second_officer, scenario=kept)


def amounts(world):
    parts = list(world.envelope.children.order_by("component", "territory__code"))
    received = received_of(parts)
    return [received[part.pk] for part in parts]


def promise(world, part: Envelope, cents: int):
    """Money leaves what is available, as a reservation does."""
    account = open_account(
        book=part.fund.book, stage=Stage.RESERVED, label="Réservé", drawn_from=part.account
    )
    post(
        kind=TransferKind.RESERVATION, origin=part.account, destination=account, amount_cents=cents,
        document="resolution:0", actor=world.here.officer, key="essai",
    )  # fmt: skip


def test_a_correction_moves_the_difference_to_the_cent_and_keeps_the_old_version(world, split):
    assert amounts(world) == [56_250, 33_750, 10_000]
    new = adopted(world, imposed(world, 50_000, 40_000))
    split.refresh_from_db()
    assert amounts(world) == [50_000, 40_000, 10_000]
    assert (split.state, new.state) == ("replaced", "adopted")
    assert split.result["cents"] == {"121": 56_250, "122": 33_750}, "what was signed stays"
    assert new.movement.kind == MovementKind.REVISION
    assert {new.movement.proposed_person, new.movement.approved_person} == {
        world.here.officer.person, world.here.second_officer.person,
    }  # fmt: skip
    assert "Un chiffre était faux." in new.movement.reason
    for check in (check_signed(), check_movements(), *check_amounts()):
        assert not check.findings, check


def test_the_local_part_may_change_too(world, split):
    adopted(world, factories.problem(world.here), local_percent=80)
    assert amounts(world) == [50_000, 30_000, 20_000]


def test_a_second_correction_starts_from_the_first(world, split):
    first = adopted(world, imposed(world, 50_000, 40_000))
    second = adopted(world, imposed(world, 60_000, 30_000))
    first.refresh_from_db()
    assert (first.state, second.replaces) == ("replaced", first)
    assert amounts(world) == [60_000, 30_000, 10_000]
    assert not any(check.findings for check in check_amounts())


def test_what_is_promised_is_a_floor_of_the_formula(world, split):
    part = world.envelope.children.get(territory=world.here.mrcs[1], component="local")
    promise(world, part, 30_000)
    problem = factories.problem(world.here)
    problem["criteria"] = [{"code": "population", "weight": "1"}]
    new = adopted(world, problem)
    assert new.result["cents"] == {"121": 60_000, "122": 30_000}
    assert new.result["state"]["122"] == "floor"
    assert amounts(world) == [60_000, 30_000, 10_000]


def test_imposed_amounts_below_what_is_promised_are_refused_with_the_names(world, split, as_officer):
    part = world.envelope.children.get(territory=world.here.mrcs[1], component="local")
    promise(world, part, 30_000)
    kept = correction(world, imposed(world, 70_000, 20_000))
    assert kept.result == {
        "status": "infeasible", "reason": "promised_exceeds_amount", "codes": ["122"], "shortfall": 10_000
    }  # fmt: skip
    shown = page(as_officer.get(reverse("ministry_scenario", args=[kept.pk])))
    assert world.here.mrcs[1].name in shown
    assert "déjà promis" in shown
    only_first = {"kind": "imposed", "territories": [{"code": "121", "amount": 90_000}]}
    assert correction(world, only_first).result["reason"] == "promised_left_out"


def test_the_regional_part_keeps_what_is_promised_of_it(world, split):
    promise(world, world.envelope.children.get(component="regional"), 9_000)
    with pytest.raises(Refused, match="Volet régional"):
        correction(world, factories.problem(world.here), local_percent=95)


def test_money_promised_or_moved_after_the_simulation_stops_the_signature(world, split):
    kept = correction(world, imposed(world, 70_000, 20_000))
    promise(world, world.envelope.children.get(territory=world.here.mrcs[1], component="local"), 25_000)
    with pytest.raises(Refused, match="maintenant promis"):
        actions.propose(actor=world.here.officer, scenario=kept)
    other = correction(world, imposed(world, 60_000, 30_000))
    lines = [actions.Line(world.envelope.children.get(component="regional"), world.envelope, 5)]
    moved = actions.propose_movement(
        actor=world.here.officer, kind=MovementKind.RETURN, fund=world.fund, lines=lines, reason="Essai."
    )
    actions.approve(actor=world.here.second_officer, movement=moved)
    assert correction(world, imposed(world, 60_000, 30_000)).result["status"] == "ok"
    actions.propose(actor=world.here.officer, scenario=other)


def test_it_needs_a_reason_and_two_people(world, split):
    with pytest.raises(Refused, match="Dites pourquoi"):
        correction(world, imposed(world, 50_000, 40_000), reason=" ")
    kept = correction(world, imposed(world, 50_000, 40_000))
    with pytest.raises(Refused, match="Ministère"):
        actions.propose(actor=world.here.manager, scenario=kept)
    actions.propose(actor=world.here.officer, scenario=kept)
    with pytest.raises(Refused):
        actions.adopt(actor=world.here.officer, scenario=kept)
    assert amounts(world) == [56_250, 33_750, 10_000]


def test_of_two_corrections_of_one_version_only_the_first_signed_stands(world, split):
    first = correction(world, imposed(world, 50_000, 40_000))
    second = correction(world, imposed(world, 40_000, 50_000))
    for kept in (first, second):
        actions.propose(actor=world.here.officer, scenario=kept)
    actions.adopt(actor=world.here.second_officer, scenario=first)
    with pytest.raises(Refused, match="Une autre correction"):
        actions.adopt(actor=world.here.second_officer, scenario=second)
    assert amounts(world) == [50_000, 40_000, 10_000]


def test_the_reason_and_the_version_it_replaces_are_under_the_signed_digest(world, split):
    kept = correction(world, imposed(world, 50_000, 40_000))
    digest = actions.digest_of(kept)
    kept.reason = "Une autre."
    assert actions.digest_of(kept) != digest


def test_the_database_replaces_no_version_without_its_correction(world, split):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="replaced by none"), transaction.atomic():
        Scenario.objects.filter(pk=split.pk).update(state="replaced")


def test_the_years_follow_the_correction(world, split):
    per_year = dict.fromkeys(range(2024, 2029), 20_000)
    actions.share_among_years(actor=world.here.officer, envelope=world.envelope, years=per_year)
    adopted(world, imposed(world, 50_000, 40_000))
    assert not check_tranches().findings
    part = world.envelope.children.get(territory=world.here.mrcs[1], component="local")
    assert sum(Tranche.objects.filter(envelope=part).by_year().values()) == 40_000


def test_the_workshop_starts_from_the_adopted_settings_and_shows_what_changes(world, split, as_officer):
    url = reverse("ministry_workshop", args=[world.envelope.pk])
    shown = as_officer.get(url)
    assert "Corriger la répartition adoptée" in page(shown), page(shown)
    assert shown.context["pot_cents"] == 100_000
    form = shown.context["form"]
    assert str(form["weight_base"].value()) == "50"
    assert form["local_percent"].value() == 90
    asked = {
        "local_percent": "90", "weight_base": "0", "weight_population": "1", "weight_low_income": "0",
        "territories": ["121", "122"], "note": "",
    }  # fmt: skip
    answer = as_officer.get(url, asked)
    assert [line.change_cents for line in answer.context["changes"].lines] == [11_250, -11_250]
    refused = as_officer.post(url, {**asked, "title": "Corrigée"})
    assert refused.status_code == 200
    assert not split.corrections.exists()
    kept = as_officer.post(url, {**asked, "title": "Corrigée", "reason": "Base retirée."})
    assert kept.status_code == 302, page(kept)
    scenario = split.corrections.get()
    assert "Cette version remplacerait" in page(as_officer.get(kept.url))
    assert [line.why != "" for line in as_officer.get(kept.url).context["changes"].lines] == [True, True]
    assert scenario.reason == "Base retirée."


def test_the_public_page_of_each_version_says_which_one_stands(world, split, client, as_officer):
    new = adopted(world, imposed(world, 50_000, 40_000))
    old_page = page(client.get(reverse("allocation_page", args=[split.pk])))
    assert "Cette répartition est remplacée" in old_page
    assert reverse("allocation_page", args=[new.pk]) in old_page
    new_page = page(client.get(reverse("allocation_page", args=[new.pk])))
    assert "Ce que la correction change" in new_page
    assert "Un chiffre était faux." in new_page
    assert reverse("allocation_page", args=[split.pk]) in new_page
    for version in (split, new):
        assert as_officer.get(reverse("document_allocation", args=[version.pk])).status_code == 200
        assert as_officer.get(reverse("ministry_scenario", args=[version.pk])).status_code == 200
