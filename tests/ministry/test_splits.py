"""Kept splits: compared side by side, set aside with a reason, told by their history; the plan, measure and fund."""

import html
import json
from fractions import Fraction

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.ministry.conftest import signed_in

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.envelopes import actions
from alliances.domain.envelopes.models import Scenario
from alliances.domain.envelopes.queries import explain, given_by
from alliances.spaces.ministry.comparison import compare
from alliances.ui.allocations import reason_of
from alliances.ui.formats import money

pytestmark = pytest.mark.django_db


def kept(world, title, base="50", population="50", **rules) -> Scenario:
    problem = factories.problem(world.here)
    problem["criteria"][0]["weight"], problem["criteria"][1]["weight"] = base, population
    if rules:
        problem["rules"] = rules
    return actions.save_scenario(
        actor=world.here.officer, envelope=world.envelope, title=title, local_percent=90, problem=problem
    )


def text(answer) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def page_of(client: Client, scenario: Scenario) -> str:
    return text(client.get(reverse("ministry_scenario", args=[scenario.pk])))


def test_the_reason_of_an_amount_is_made_of_what_adds_up_to_it(world):
    scenario = kept(world, "Essai", floor=40_000)
    for row in explain(scenario.problem, given_by(scenario)):
        assert sum(part.cents for part in row.parts) + row.adjustment_cents == row.cents
        sentence = reason_of(row)
        assert all(money(part.cents) in sentence for part in row.parts)
        guarded = "le minimum garanti" in sentence
        assert guarded == (row.state == "floor")


def test_splits_stand_side_by_side_with_what_each_territory_gains_or_loses(world, as_officer):
    first, second = kept(world, "Moitié-moitié"), kept(world, "Population seule", base="0", population="100")
    page = reverse("ministry_comparison", args=[world.envelope.pk])
    answer = as_officer.get(page, {"r": [first.pk, second.pk]})
    comparison = answer.context["comparison"]
    assert [column.scenario for column in comparison.columns] == [first, second]
    for line in comparison.lines:
        code = line.territory.code
        assert line.cells[1].difference_cents == second.result["cents"][code] - first.result["cents"][code]
    assert sum(line.cells[1].difference_cents for line in comparison.lines) == 0
    assert comparison.columns[1].moved_cents == 11_250  # 90 000 ¢: halves of 45 000 + 33 750 against 67 500
    assert f"+{money(11_250)}" in text(answer)
    swapped = as_officer.get(page, {"r": [second.pk, first.pk]}).context["comparison"]
    assert [column.scenario for column in swapped.columns] == [second, first]


def test_a_comparison_says_what_decides_the_change_in_percent_and_how_money_lies_beside_need(
    world, as_officer
):
    first, second = kept(world, "Moitié-moitié"), kept(world, "Avec plancher", floor=40_000)
    page = reverse("ministry_comparison", args=[world.envelope.pk])
    answer = as_officer.get(page, {"r": [first.pk, second.pk]})
    comparison = answer.context["comparison"]
    low = comparison.lines[1].cells[1]  # 33 750 ¢ by the formula, 40 000 ¢ with the floor
    assert (low.cents, low.difference_share) == (40_000, Fraction(6_250, 33_750))
    assert str(low.state) in text(answer)
    assert [str(line.cells[0].state) for line in comparison.lines] == ["", ""]
    ginis = [column.fairness.gini for column in comparison.columns]
    assert ginis[0] < ginis[1]  # the second territory already has more for each person in low income


def test_a_territory_left_out_of_one_split_receives_nothing_there(world):
    whole, part = kept(world, "Tous"), kept(world, "Sans la deuxième")
    code = world.here.mrcs[1].code
    del part.result["cents"][code]
    (cell,) = [line.cells[1] for line in compare([whole, part]).lines if line.territory.code == code]
    assert cell.cents is None
    assert cell.difference_cents == -whole.result["cents"][code]


@pytest.mark.parametrize("asked", [["abc", "-1", "9" * 400], ["0"], ["1' OR 1=1"]])
def test_a_comparison_that_cannot_be_read_asks_again(world, as_officer, asked):
    for title in "ab":
        kept(world, title)
    answer = as_officer.get(reverse("ministry_comparison", args=[world.envelope.pk]), {"r": asked})
    assert "Choisissez au moins deux répartitions" in text(answer)


def test_more_than_four_splits_are_not_compared_at_once(world, as_officer):
    keys = [kept(world, f"Essai {rank}").pk for rank in range(5)]
    page = reverse("ministry_comparison", args=[world.envelope.pk])
    assert as_officer.get(page, {"r": keys}).context["comparison"] is None
    assert as_officer.get(page, {"r": keys[:4]}).context["comparison"]
    assert len(as_officer.get(page).context["comparison"].columns) == 2


def test_the_split_of_another_envelope_is_not_compared(world, as_officer):
    mine = kept(world, "Le mien")
    other = factories.adopted_scenario(world, world.there)
    answer = as_officer.get(
        reverse("ministry_comparison", args=[world.envelope.pk]), {"r": [mine.pk, other.pk]}
    )
    assert other.title not in [scenario.title for scenario in answer.context["offered"]]
    assert answer.context["comparison"] is None


def test_a_simulation_is_set_aside_with_its_reason_and_stays_in_the_file(world, as_officer):
    scenario = kept(world, "De trop")
    discard = reverse("ministry_scenario_discard", args=[scenario.pk])
    assert "Cette raison reste au dossier" in text(as_officer.get(discard))
    silent = as_officer.post(discard, {"reason": " "})
    assert 'class="error-summary"' in silent.content.decode()
    scenario.refresh_from_db()
    assert scenario.state == "draft"
    as_officer.post(discard, {"reason": "Les petites MRC y perdent trop."})
    scenario.refresh_from_db()
    assert scenario.state == "rejected"
    assert "Les petites MRC y perdent trop." in page_of(as_officer, scenario)
    with pytest.raises(Refused, match="écartée"):
        actions.propose(actor=world.here.officer, scenario=scenario)
    assert as_officer.get(discard).status_code == 302


def test_a_proposal_is_refused_by_who_may_adopt_and_the_envelope_can_be_split_again(world, as_officer):
    proposed = actions.propose(actor=world.here.officer, scenario=kept(world, "Proposée"))
    with pytest.raises(NotPermitted):
        actions.discard(actor=world.here.manager, scenario=proposed, reason="Non.")
    second = signed_in(world.here.second_officer)
    second.post(
        reverse("ministry_scenario_discard", args=[proposed.pk]), {"reason": "La part locale manque."}
    )
    proposed.refresh_from_db()
    assert (proposed.state, bool(proposed.digest)) == ("rejected", True)
    with pytest.raises(Refused):
        actions.adopt(actor=world.here.second_officer, scenario=proposed)
    actions.propose(actor=world.here.officer, scenario=kept(world, "Nouvelle"))


def test_what_is_adopted_is_never_set_aside(world, as_officer):
    adopted = factories.adopted_scenario(world)
    as_officer.post(reverse("ministry_scenario_discard", args=[adopted.pk]), {"reason": "Trop tard."})
    with pytest.raises(Refused):
        actions.discard(actor=world.here.officer, scenario=adopted, reason="Trop tard.")
    adopted.refresh_from_db()
    assert adopted.state == "adopted"
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.filter(pk=adopted.pk).update(state="rejected")  # its date of adoption stays


@pytest.mark.parametrize(
    "tamper",
    [
        lambda split: Scenario.objects.filter(pk=split.pk).update(problem={"kind": "criteria"}),
        lambda split: Scenario.objects.filter(pk=split.pk).update(result={"status": "ok", "cents": {}}),
        lambda split: Scenario.objects.filter(pk=split.pk).update(local_percent=100),
        lambda split: Scenario.objects.filter(pk=split.pk).update(digest="0" * 64),
        lambda split: Scenario.objects.filter(pk=split.pk).update(state="draft", adopted_at=None),
        lambda split: split.lines.update(amount_cents=1),
        lambda split: split.lines.all()[:1].get().delete(),
    ],
)
def test_the_database_keeps_what_was_signed(world, tamper):
    adopted = factories.adopted_scenario(world)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        tamper(adopted)


def test_an_allocation_signed_by_one_person_never_stands(world):
    proposed = actions.propose(actor=world.here.officer, scenario=kept(world, "Proposée"))

    @transaction.atomic
    def adopt_alone():
        Scenario.objects.filter(pk=proposed.pk).update(state="adopted", adopted_at=timezone.now())
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="is not signed by two people"):
        adopt_alone()


def test_the_history_tells_who_kept_signed_and_set_aside_in_order(world, as_officer):
    aside = kept(world, "Écartée")
    actions.discard(actor=world.here.officer, scenario=aside, reason="Une raison.")
    adopted = factories.adopted_scenario(world)
    of_scenario = as_officer.get(reverse("ministry_scenario", args=[adopted.pk])).context["events"]
    assert [str(event.what) for event in of_scenario] == [
        "Simulation gardée", "Répartition signée et proposée", "Répartition signée et adoptée",
    ]  # fmt: skip
    assert of_scenario[2].who == world.here.second_officer.person.full_name
    of_envelope = as_officer.get(reverse("ministry_envelope", args=[world.envelope.pk])).context["events"]
    assert [str(event.what) for event in of_envelope] == [
        "Enveloppe créée", "Simulation gardée – Écartée", "Simulation écartée – Écartée", "Simulation gardée – Essai",
        "Répartition signée et proposée – Essai", "Répartition signée et adoptée – Essai",
    ]  # fmt: skip
    assert of_envelope[2].reason == "Une raison."


def test_the_page_of_an_envelope_costs_the_same_with_few_splits_and_with_many(
    world, as_officer, django_assert_max_num_queries
):
    page = reverse("ministry_envelope", args=[world.envelope.pk])
    for rank in range(2):
        kept(world, f"Essai {rank}")
    with django_assert_max_num_queries(60) as few:
        as_officer.get(page)
    for rank in range(8):
        actions.discard(actor=world.here.officer, scenario=kept(world, f"Autre {rank}"), reason="Essai.")
    with django_assert_max_num_queries(len(few)):
        as_officer.get(page)


def test_the_officer_goes_from_the_measure_to_a_new_envelope_and_from_it_to_plan_measure_and_fund(
    world, as_officer
):
    measure = reverse("measure", args=[world.measure.code])
    page = text(as_officer.get(measure))
    new = f"{reverse('ministry_envelope_new')}?mesure={world.measure.pk}"
    assert new in page
    form = as_officer.get(new).context["form"]
    assert form["measure"].value() == str(world.measure.pk)
    assert "Pour le ministère" not in text(Client().get(measure))
    assert "Pour le ministère" not in text(signed_in(world.here.manager).get(measure))
    envelope = text(as_officer.get(reverse("ministry_envelope", args=[world.envelope.pk])))
    for address in (
        measure, reverse("plan", args=[world.plan.code]), reverse("ministry_fund", args=[world.fund.pk])
    ):  # fmt: skip
        assert f'href="{address}"' in envelope
    fund = as_officer.get(reverse("ministry_fund", args=[world.fund.pk]))
    assert world.envelope.name in text(fund)
    assert fund.context["lines"][0][1].allocated_cents == 100_000


def test_a_fund_that_gave_nothing_here_is_not_found(world):
    elsewhere = actions.create_fund(code="AUTRE", name="Autre fonds", is_fictitious=True)
    assert signed_in(world.here.manager).get(reverse("ministry_fund", args=[elsewhere.pk])).status_code == 404
    assert (
        signed_in(world.here.manager).get(reverse("ministry_fund", args=[world.fund.pk])).status_code == 200
    )


def test_an_adopted_split_says_the_exact_command_and_gives_the_decision_to_print(world, as_officer):
    adopted = factories.adopted_scenario(world)
    page = page_of(as_officer, adopted)
    file = as_officer.get(reverse("ministry_scenario_problem", args=[adopted.pk]))
    name = file["Content-Disposition"].split('"')[1]
    assert f"./run allocate {name}" in page
    assert json.loads(file.content) == adopted.problem
    assert reverse("document_allocation", args=[adopted.pk]) in page


def test_a_name_typed_for_a_split_survives_an_expired_session(world):
    address = reverse("ministry_workshop", args=[world.envelope.pk])
    codes = [place.code for place in world.here.mrcs]
    kept_words = {"local_percent": "90", "weight_base": "100", "territories": codes, "title": "Nom à garder"}
    expired = Client()
    answer = expired.post(address, kept_words)
    assert answer.status_code == 302
    expired.force_login(world.here.officer)
    page = text(expired.get(address))
    assert "Nom à garder" in page
    assert not world.envelope.scenarios.exists()
