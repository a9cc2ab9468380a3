"""The journey of the money through the domain's own actions, and what each step refuses."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.applications import actions as applications
from alliances.domain.bodies.models import BodyKind
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.models import Component, ScenarioState
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Payment
from alliances.domain.ledger.queries import broken_balances, columns_of, columns_of_accounts
from alliances.domain.people.roles import Role
from alliances.domain.review import actions as review
from alliances.domain.review.rules import may_read_scores
from alliances.engine.allocation import solve

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def call(world):
    return factories.open_call(world)


def columns(envelope):
    return columns_of([envelope.account_id])[envelope.account_id]


def test_an_adopted_split_gives_every_cent_and_keeps_none(world):
    scenario = factories.adopted_scenario(world)
    children = scenario.envelope.children.select_related("account")
    assert sum(child.account.balance_cents for child in children) == 100_000
    assert {c.component for c in children} == {Component.LOCAL, Component.REGIONAL}
    assert children.get(component=Component.REGIONAL).account.balance_cents == 10_000
    assert columns(scenario.envelope).available_cents == 0


def test_the_stored_problem_is_recomputed_to_the_cent(world):
    scenario = factories.adopted_scenario(world)
    again = solve(json.loads(json.dumps(scenario.problem)))
    assert again["cents"] == scenario.result["cents"]


def test_one_person_with_two_accounts_does_not_adopt_alone(world):
    officer = world.here.officer
    second = factories.hold(
        factories.account("second.account", person=officer.person), Role.MINISTRY_OFFICER, world.here.region
    )
    scenario = envelopes.save_scenario(
        actor=officer,
        envelope=world.envelope,
        title="x",
        local_percent=90,
        problem=factories.problem(world.here),
    )
    envelopes.propose(actor=officer, scenario=scenario)
    with pytest.raises(Refused, match="autre personne"):
        envelopes.adopt(actor=second, scenario=scenario)
    scenario.refresh_from_db()
    assert scenario.state == ScenarioState.PROPOSED


def test_a_proposed_scenario_whose_data_changed_is_not_adopted(world, monkeypatch):
    scenario = envelopes.save_scenario(
        actor=world.here.officer, envelope=world.envelope, title="x", local_percent=90,
        problem=factories.problem(world.here),
    )  # fmt: skip
    envelopes.propose(actor=world.here.officer, scenario=scenario)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(scenario).objects.filter(pk=scenario.pk).update(local_percent=80)
    monkeypatch.setattr(
        envelopes.splits, "digest_of", lambda _scenario: "f" * 64
    )  # had the guard of the database gone
    with pytest.raises(Refused, match="empreinte"):
        envelopes.adopt(actor=world.here.second_officer, scenario=scenario)


def test_an_officer_of_another_region_splits_nothing_here(world):
    with pytest.raises(Refused):
        envelopes.save_scenario(
            actor=world.there.officer, envelope=world.envelope, title="x", local_percent=90,
            problem=factories.problem(world.here),
        )  # fmt: skip


def test_the_four_columns_follow_a_grant_to_its_last_receipt(call, world):
    here, envelope = world.here, call.envelope
    allocated = envelope.account.balance_cents
    file = factories.recommended_application(call, here)
    factories.resolution(call, here, file)
    assert columns(envelope).reserved_cents == 10_000
    file.refresh_from_db()
    offer = factories.make_offer(file.decision, here)
    assert (columns(envelope).reserved_cents, columns(envelope).committed_cents) == (10_000, 0)
    grant = grants.accept_offer(actor=here.coordinator, grant=offer)
    assert (columns(envelope).reserved_cents, columns(envelope).committed_cents) == (0, 10_000)
    payment = factories.requested_payment(grant, here, 10_000)
    grants.approve_payment(actor=here.approver, payment=payment)
    assert columns(envelope).paid_cents == 0
    grants.mark_paid(actor=here.requester, payment=payment, paid_on=timezone.localdate(), reference="V-1")
    assert columns(envelope).paid_cents == 10_000
    report = grants.save_report(
        actor=here.coordinator, grant=grant, activities="Fait.", people_reached=38, spent_cents=9_500
    )
    grants.send_report(actor=here.coordinator, report=report)
    grants.accept_report(actor=here.manager, report=report)
    found = columns(envelope)
    assert (found.allocated_cents, found.committed_cents, found.paid_cents, found.justified_cents) == (
        allocated, 10_000, 10_000, 9_500,
    )  # fmt: skip
    assert found.remaining_cents == allocated - 10_000
    assert broken_balances() == []


def test_a_resolution_reserves_all_its_files_or_none(call, world):
    budget = call.envelope.account.balance_cents
    first = factories.recommended_application(call, world.here, requested_cents=budget)
    second = factories.recommended_application(call, world.here, requested_cents=1)
    with pytest.raises(Refused, match="solde"):
        factories.resolution(call, world.here, first, second)
    assert columns(call.envelope).reserved_cents == 0
    first.refresh_from_db()
    assert first.state == "recommended"


def test_an_amount_that_differs_from_the_recommendation_says_why(call, world):
    file = factories.recommended_application(call, world.here)
    sitting = factories.sitting(world.here, BodyKind.ELECTED_COUNCIL)
    fields = {"actor": world.here.clerk, "call": call, "sitting": sitting, "number": "1"}
    with pytest.raises(Refused, match="dites pourquoi"), transaction.atomic():
        review.record_resolution(**fields, verdicts=[review.Verdicts(file, 5_000)])
    review.record_resolution(**fields, verdicts=[review.Verdicts(file, 5_000, "Budget partagé.")])
    assert file.decision.difference_reason == "Budget partagé."


def test_two_different_people_score_before_a_recommendation(call, world):
    here = world.here
    sent = factories.sent_application(call, here)
    first = review.declare_interests(actor=here.member, application=sent, has_conflict=False)
    review.submit_scores(actor=here.member, review=first, points=dict.fromkeys(call.criteria.all(), 3))
    twin = factories.hold(
        factories.account("twin", person=here.member.person), Role.COMMITTEE_MEMBER, here.region
    )
    assert review.declare_interests(actor=twin, application=sent, has_conflict=False) == first
    with pytest.raises(Refused, match="manquantes"):
        factories.recommend(call, here, sent)


def test_a_declared_conflict_closes_the_grid(call, world):
    sent = factories.sent_application(call, world.here)
    reading = review.declare_interests(actor=world.here.member, application=sent, has_conflict=True)
    with pytest.raises(Refused, match="conflit"):
        review.submit_scores(
            actor=world.here.member, review=reading, points=dict.fromkeys(call.criteria.all(), 3)
        )


def test_a_draft_is_invisible_to_everyone_but_its_organisation(call, world):
    draft = factories.draft_application(call, world.here)
    seen = {key for key, who in world.here.people.items() if draft in type(draft).objects.visible_to(who)}
    assert seen == {"coordinator"}


def test_a_sent_file_stays_in_its_region(call, world):
    sent = factories.sent_application(call, world.here)
    assert not any(sent in type(sent).objects.visible_to(who) for who in world.there.people.values())


def test_two_tabs_never_overwrite_each_other(call, world):
    draft = factories.draft_application(call, world.here)
    stale = draft.version
    applications.save_draft(
        actor=world.here.coordinator, application=draft, version=stale, answers={"title": "Premier onglet"}
    )
    with pytest.raises(applications.Conflict) as conflict:
        applications.save_draft(
            actor=world.here.coordinator, application=draft, version=stale, answers={"title": "Second onglet"}
        )
    assert conflict.value.current.title == "Premier onglet"


def test_sending_twice_gives_one_receipt(call, world):
    sent = factories.sent_application(call, world.here)
    again = applications.send(actor=world.here.coordinator, application=sent)
    assert (again.number, again.digest) == (sent.number, sent.digest)


def test_a_closed_call_keeps_the_draft_and_refuses_the_sending(call, world):
    draft = factories.draft_application(call, world.here)
    type(call).objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="brouillon est conservé"):
        applications.send(actor=world.here.coordinator, application=draft)


def test_the_person_who_asks_for_a_payment_never_approves_it(call, world):
    here = world.here
    grant = factories.signed_grant(call, here)
    payment = factories.requested_payment(grant, here, 10_000)
    twin = factories.hold(
        factories.account("twin", person=here.requester.person), Role.PAYMENT_APPROVER, here.region
    )
    with pytest.raises(NotPermitted, match="une autre personne"):
        grants.approve_payment(actor=twin, payment=payment)
    with pytest.raises(IntegrityError, match="payment_two_people"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(
            state="approved", approved_by=here.requester.person, approved_at=timezone.now()
        )


def test_no_more_is_asked_for_than_was_committed(call, world):
    grant = factories.signed_grant(call, world.here, parts=(6_000, 4_000))
    factories.requested_payment(grant, world.here, 6_000)
    with pytest.raises(Refused, match="dépasse"):
        factories.requested_payment(grant, world.here, 4_001)
    factories.requested_payment(grant, world.here, 4_000)


def test_a_grant_knows_its_own_four_columns(call, world):
    grant = factories.paid_grant(call, world.here)
    found = columns_of_accounts([grant.committed_account, grant.paid_account, grant.justified_account])
    assert (found.committed_cents, found.paid_cents, found.justified_cents) == (10_000, 10_000, 0)


def test_the_table_of_one_mrc_starts_its_own_plan_under_its_regions_alliance(client, world):
    alliance = factories.signed_alliance(world)
    other_mrc = world.here.mrcs[1]
    table = factories.hold(factories.account("table.mrc"), Role.LOCAL_TABLE, other_mrc)
    client.force_login(table)
    address = reverse("manager_local_plan_new", args=[alliance.pk])
    client.post(address, {"title": "Plan de la MRC", "territory": other_mrc.pk})
    assert alliance.local_plans.get().territory == other_mrc
    refused = client.post(address, {"title": "Plan d’ailleurs", "territory": world.here.mrcs[0].pk})
    assert refused.status_code == 200
    assert alliance.local_plans.count() == 1


def test_a_members_second_account_does_not_read_the_scores_early(call, world):
    here = world.here
    sent = factories.sent_application(call, here)
    twin = factories.hold(
        factories.account("twin", person=here.member.person), Role.REGIONAL_MANAGER, here.region
    )
    assert not may_read_scores(twin, sent)
    assert may_read_scores(here.manager, sent)
    elsewhere = factories.account("elsewhere", person=world.there.member.person)
    assert may_read_scores(factories.hold(elsewhere, Role.REGIONAL_MANAGER, here.region), sent)
    reading = review.declare_interests(actor=here.member, application=sent, has_conflict=False)
    review.submit_scores(actor=here.member, review=reading, points=dict.fromkeys(call.criteria.all(), 3))
    assert may_read_scores(twin, sent)
