"""Seats, sittings and quorum of local bodies: the region's rules as data, counted by category."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests import factories

from alliances.domain.bodies import actions, rules
from alliances.domain.bodies.models import Body, BodyKind, HolderStatus, Presence, SeatCategory, Sitting
from alliances.domain.common.verdict import NotPermitted, Refused

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def committee(world):
    """Two seats for people with lived experience, of whom one must be present, one for organisations; quorum of two."""
    return factories.body(world.here, BodyKind.ANALYSIS_COMMITTEE)


def held(world, body, seats, **more):
    """A sitting of today at which these seats were present, presences settled."""
    who = world.here.manager
    planned = actions.plan_sitting(actor=who, body=body, held_on=TODAY(), place="Salle", **more)
    actions.record_presence(actor=who, sitting=planned, seats=seats)
    return actions.close_sitting(actor=who, sitting=planned)


def test_seats_follow_the_rules_of_the_region(world, committee):
    assert [seat.category for seat in committee.seats.order_by("number")].count("lived_experience") == 2
    more = [actions.Quota(SeatCategory.LIVED_EXPERIENCE, 3, 2), actions.Quota(SeatCategory.CITIZENS, 1)]
    actions.set_rules(
        actor=world.here.manager, body=committee, quotas=more, quorum_members=3, source="Cadre, version 2"
    )
    assert sorted(seat.category for seat in committee.seats.all()) == ["citizens"] + ["lived_experience"] * 3
    assert committee.seats.filter(holder_status="filled").count() == 2, "holders keep their seat"


def test_a_held_seat_is_not_taken_away(world, committee):
    fewer = [actions.Quota(SeatCategory.COMMUNITY, 1)]
    with pytest.raises(Refused, match="libérez-les"):
        actions.set_rules(
            actor=world.here.manager, body=committee, quotas=fewer, quorum_members=1, source="essai"
        )
    assert committee.seats.count() == 3


def test_rules_that_contradict_themselves_are_refused(world, committee):
    quotas = [actions.Quota(SeatCategory.LIVED_EXPERIENCE, 2)]
    for wrong in (
        {"quotas": quotas, "quorum_members": 3, "source": "essai"},
        {"quotas": quotas, "quorum_members": 1, "source": "  "},
        {"quotas": [actions.Quota(SeatCategory.STEERING, 1)], "quorum_members": 1, "source": "essai"},
    ):
        with pytest.raises(Refused):
            actions.set_rules(actor=world.here.manager, body=committee, **wrong)


@pytest.mark.parametrize("name", ["table", "member", "clerk", "officer", "auditor"])
def test_only_the_region_sets_the_rules(world, committee, name):
    for stranger in (world.here.people[name], world.there.manager):
        with pytest.raises(NotPermitted):
            actions.set_rules(actor=stranger, body=committee, quotas=[], quorum_members=None, source="essai")


@pytest.mark.parametrize(
    ("kind", "keeper", "stranger"),
    [
        (BodyKind.ANALYSIS_COMMITTEE, "manager", "clerk"),
        (BodyKind.LOCAL_TABLE, "table", "clerk"),
        (BodyKind.ELECTED_COUNCIL, "clerk", "manager"),
    ],
)
def test_each_kind_of_body_has_its_keeper(world, kind, keeper, stranger):
    body = factories.body(world.here, kind)
    for other in (world.here.people[stranger], world.there.people[keeper]):
        with pytest.raises(NotPermitted):
            actions.plan_sitting(actor=other, body=body, held_on=TODAY(), place="Salle")
    assert actions.plan_sitting(actor=world.here.people[keeper], body=body, held_on=TODAY(), is_remote=True)


def test_the_quorum_counts_members_and_categories(world, committee):
    lived = list(committee.seats.filter(category="lived_experience"))
    other = list(committee.seats.filter(category="community"))
    whole = held(world, committee, [*lived, *other])
    assert whole.has_quorum
    said = rules.quorum_sentence(rules.counted(whole))
    assert said == (
        "Quorum atteint : 3 membres votants présents, il en faut 2; Personnes en situation de pauvreté : 2, au moins 1."
    )
    short = held(world, committee, other, is_special=True)
    assert short.has_quorum is False
    verdict = rules.may_decide_at(short)
    assert not verdict
    assert verdict.reason == (
        "Pas de quorum : 1 membre votant présent, il en faut 2; Personnes en situation de pauvreté : 0, au moins 1."
    )


def test_enough_members_without_the_reserved_voices_is_no_quorum(world):
    quotas = [
        actions.Quota(SeatCategory.LIVED_EXPERIENCE, 2, 1),
        actions.Quota(SeatCategory.COMMUNITY, 3),
    ]
    body = actions.create_body(
        actor=world.here.manager, territory=world.here.region, kind=BodyKind.ANALYSIS_COMMITTEE, name="Comité",
        quotas=quotas, quorum_members=2, source="essai",
    )  # fmt: skip
    sitting = held(world, body, list(body.seats.filter(category="community")))
    assert "0, au moins 1" in rules.may_decide_at(sitting).reason


def test_who_leaves_the_room_for_a_file_does_not_count_for_it(world, committee):
    sitting = held(world, committee, list(committee.seats.all()))
    members = [world.here.member.person_id, world.here.second_member.person_id]
    assert rules.may_decide_at(sitting, without=members[:1])
    assert "0, au moins 1" in rules.may_decide_at(sitting, without=members).reason


def test_an_unpublished_quorum_is_said_and_does_not_pass_for_reached(world):
    body = factories.body(
        world.here,
        BodyKind.ELECTED_COUNCIL,
        quorum_members=None,
        quotas=[actions.Quota(SeatCategory.ELECTED, 5)],
    )
    clerk = world.here.clerk
    sitting = actions.plan_sitting(actor=clerk, body=body, held_on=TODAY(), place="Salle")
    actions.record_presence(actor=clerk, sitting=sitting, seats=list(body.seats.all()[:2]))
    actions.close_sitting(actor=clerk, sitting=sitting)
    assert sitting.has_quorum is None
    assert "n’est pas publié" in rules.quorum_sentence(rules.counted(sitting))
    assert rules.may_decide_at(sitting)


def test_a_sitting_decides_nothing_before_its_presences_are_settled(world, committee):
    sitting = actions.plan_sitting(actor=world.here.manager, body=committee, held_on=TODAY(), place="Salle")
    assert "Arrêtez d’abord" in rules.may_decide_at(sitting).reason
    actions.record_presence(actor=world.here.manager, sitting=sitting, seats=[])
    with pytest.raises(Refused, match="Cochez"):
        actions.close_sitting(actor=world.here.manager, sitting=sitting)


def test_presences_wait_for_the_day(world, committee):
    later = actions.plan_sitting(
        actor=world.here.manager, body=committee, held_on=TODAY() + timedelta(days=3), place="Salle"
    )
    with pytest.raises(Refused, match="pas encore eu lieu"):
        actions.record_presence(actor=world.here.manager, sitting=later, seats=list(committee.seats.all()))


def test_a_closed_sitting_never_changes_whatever_is_tried(world, committee):
    seats = list(committee.seats.all())
    sitting = held(world, committee, seats[:2])
    with pytest.raises(Refused, match="arrêtées"):
        actions.record_presence(actor=world.here.manager, sitting=sitting, seats=seats)
    for attempt in (
        lambda: sitting.presences.all().delete(),
        lambda: Presence.objects.create(sitting=sitting, seat=seats[2], category="community", voting=True),
        lambda: Sitting.objects.filter(pk=sitting.pk).update(has_quorum=False),
        lambda: Sitting.objects.filter(pk=sitting.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    changed = [actions.Quota(SeatCategory.LIVED_EXPERIENCE, 2, 2), actions.Quota(SeatCategory.COMMUNITY, 1)]
    actions.set_rules(
        actor=world.here.manager, body=committee, quotas=changed, quorum_members=3, source="Version 2"
    )
    assert rules.counted(sitting).quorum_members == 2, (
        "what was counted stays counted by the rules of that day"
    )


def test_two_sittings_of_a_kind_on_one_day_are_one_too_many(world, committee):
    actions.plan_sitting(actor=world.here.manager, body=committee, held_on=TODAY(), place="Salle")
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.plan_sitting(actor=world.here.manager, body=committee, held_on=TODAY(), place="Salle")
    actions.plan_sitting(
        actor=world.here.manager, body=committee, held_on=TODAY(), place="Salle", is_special=True
    )


def test_one_person_one_seat_and_a_vacant_seat_holds_nobody(world, committee):
    free = committee.seats.get(category="community")
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.set_holder(
            actor=world.here.manager, seat=free, status=HolderStatus.FILLED, person=world.here.member.person
        )
    with pytest.raises(Refused, match="vacant"):
        actions.set_holder(actor=world.here.manager, seat=free, status=HolderStatus.VACANT, name="Quelqu’un")


def test_bodies_are_seen_within_their_perimeter(world, committee):
    law = world.committee  # that of the law, seen by everybody
    for name in ("manager", "member", "clerk", "table", "auditor"):
        assert committee in Body.objects.visible_to(world.here.people[name])
        assert list(Body.objects.visible_to(world.there.people[name])) == [law]
    assert list(Body.objects.visible_to(world.here.coordinator)) == [law]
    assert list(Body.objects.within(world.here.region)) == [committee]
    assert not Body.objects.within(world.here.mrcs[0])
    assert list(Body.objects.serving(world.here.mrcs[0])) == [committee]
    assert not Body.objects.serving(world.there.mrcs[0])
