"""The chain of one grant upward, and the journey downward, each with a fixed number of queries."""

import pytest
from django.utils import timezone
from tests import factories

from alliances.domain.chain.queries import Kind, chain_of_grant, journey_of, public
from alliances.domain.grants import actions as grants


def _accepted(built, where):
    call = factories.open_call(built)
    grant = factories.paid_grant(call, where)
    report = grants.save_report(
        actor=where.coordinator, grant=grant, activities="Cuisine.", people_reached=42, spent_cents=9_000
    )
    grants.send_report(actor=where.coordinator, report=report)
    grants.accept_report(actor=where.manager, report=report)
    return public.grants().get(pk=grant.pk)


@pytest.mark.django_db
def test_every_step_from_the_article_to_the_last_receipt():
    built = factories.world()
    grant = _accepted(built, built.here)

    chain = chain_of_grant(grant)

    assert [step.kind for step in chain.steps if step.is_empty] == [Kind.RECOVERY]
    by_kind = {step.kind: step.links for step in chain.steps}
    assert by_kind[Kind.ARTICLE][0].code == "11"
    assert by_kind[Kind.GOAL][0].code == "4"
    assert by_kind[Kind.ENVELOPE][0].amount_cents == 100_000
    assert by_kind[Kind.ALLOCATION][0].amount_cents == by_kind[Kind.ENVELOPE][-1].amount_cents
    assert by_kind[Kind.PAYMENT][0].amount_cents == 10_000
    assert by_kind[Kind.REPORT][0].amount_cents == 9_000
    assert (chain.columns.paid_cents, chain.columns.justified_cents) == (10_000, 9_000)
    assert by_kind[Kind.SCORES][0].label == "2 membres ont noté la demande"
    assert by_kind[Kind.OFFER][0].date == grant.offered_on
    assert chain.is_fictitious


@pytest.mark.django_db
def test_what_was_paid_is_justified_given_back_or_still_to_justify():
    built = factories.world()
    where = built.here
    grant = factories.reported_grant(
        factories.open_call(built), where, spent_cents=1_200, requested_cents=2_000
    )
    recovery = factories.open_recovery(grant, where, 500)
    chain = chain_of_grant(public.grants().get(pk=grant.pk))
    assert chain.recovered_cents == 0, "asked for, not back yet"
    assert (chain.paid_out_cents, chain.to_justify_cents) == (2_000, 800)
    grants.receive_recovery(
        actor=where.requester, recovery=recovery, received_on=timezone.localdate(), reference="V-1"
    )
    chain = chain_of_grant(public.grants().get(pk=grant.pk))
    assert chain.paid_out_cents == 2_000
    assert chain.columns.justified_cents + chain.recovered_cents + chain.to_justify_cents == 2_000
    assert [
        link.amount_cents for step in chain.steps if step.kind == Kind.RECOVERY for link in step.links
    ] == [500]


@pytest.mark.django_db
def test_grants_are_counted_with_those_whose_agreement_is_signed():
    built = factories.world()
    call = factories.open_call(built)
    factories.signed_grant(call, built.here, requested_cents=1_000)
    factories.offered_grant(call, built.here, requested_cents=1_000)
    sums = journey_of(Kind.CALL, call).fictitious
    assert (sums.grants, sums.signed) == (2, 1)


@pytest.mark.django_db
def test_from_every_station_the_same_grant_is_found():
    built = factories.world()
    grant = _accepted(built, built.here)
    call = grant.application.call
    priority = grant.application.priority
    stations = {
        Kind.ARTICLE: built.article,
        Kind.GOAL: built.goal,
        Kind.PLAN: built.plan,
        Kind.MEASURE: built.measure,
        Kind.ENVELOPE: built.envelope,
        Kind.ALLIANCE: call.alliance,
        Kind.TERRITORY: built.here.region,
        Kind.LOCAL_PLAN: priority.local_plan,
        Kind.PRIORITY: priority,
        Kind.CALL: call,
        Kind.ORGANISATION: grant.organisation,
    }
    for kind, row in stations.items():
        found = journey_of(kind, row)
        assert [link.pk for link in found.grants.links] == [grant.pk], kind
        assert [link.amount_cents for link in found.payments.links] == [10_000], kind
        assert found.fictitious.columns.paid_cents == 10_000, kind
        assert found.fictitious.people_reached == 42, kind
        assert found.real.columns.paid_cents == 0, kind


@pytest.mark.django_db
def test_the_columns_of_a_whole_envelope_are_what_it_received():
    built = factories.world()
    _accepted(built, built.here)
    columns = journey_of(Kind.ENVELOPE, built.envelope).fictitious.columns
    assert columns.allocated_cents == 100_000
    assert journey_of(Kind.MEASURE, built.measure).fictitious.columns == columns


@pytest.mark.django_db
def test_another_region_sees_nothing_of_it():
    built = factories.world()
    _accepted(built, built.here)
    assert not journey_of(Kind.TERRITORY, built.there.region)


@pytest.mark.django_db
def test_nothing_that_is_not_public_comes_out():
    built = factories.world()
    call = factories.open_call(built)
    factories.draft_application(call, built.here)
    factories.scored_application(call, built.here)
    found = journey_of(Kind.CALL, call)
    assert not found.grants
    assert not public.organisations().filter(pk=built.here.organisation.pk).exists()


@pytest.mark.django_db
def test_a_payment_that_is_not_made_is_not_shown():
    built = factories.world()
    grant = factories.signed_grant(factories.open_call(built), built.here)
    factories.requested_payment(grant, built.here, 5_000)
    chain = chain_of_grant(public.grants().get(pk=grant.pk))
    assert [step.kind for step in chain.steps if step.is_empty] == [Kind.PAYMENT, Kind.REPORT, Kind.RECOVERY]


@pytest.mark.django_db
def test_a_fixed_number_of_queries(django_assert_max_num_queries, django_assert_num_queries):
    built = factories.world()
    call = factories.open_call(built)
    one = factories.paid_grant(call, built.here, requested_cents=1_000)
    with django_assert_num_queries(14):
        chain_of_grant(public.grants().get(pk=one.pk))
    with django_assert_max_num_queries(14):
        journey_of(Kind.ALLIANCE, call.alliance)
    for _again in range(5):
        factories.paid_grant(call, built.here, requested_cents=1_000)
    with django_assert_num_queries(14):
        chain_of_grant(public.grants().get(pk=one.pk))
    with django_assert_max_num_queries(14):
        assert len(journey_of(Kind.ALLIANCE, call.alliance).grants.links) == 6
