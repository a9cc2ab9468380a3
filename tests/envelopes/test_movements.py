"""Money between envelopes after the split: two people, a reason, and years that follow it to the cent."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests import factories

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.envelopes import actions
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Component, Movement, MovementKind, MovementState, Tranche
from alliances.domain.envelopes.money import received_of
from alliances.domain.envelopes.years import evenly, handed_down, taken
from alliances.domain.ledger.models import Transfer
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    built = factories.world()
    actions.share_among_years(
        actor=built.here.officer,
        envelope=built.envelope,
        years={2024: 10_000, 2025: 20_000, 2026: 30_000, 2027: 20_000, 2028: 20_000},
    )
    factories.adopted_scenario(built)
    built.first, built.second = built.envelope.children.filter(component=Component.LOCAL).order_by("pk")
    built.regional = built.envelope.children.get(component=Component.REGIONAL)
    return built


def held(envelope):
    return balance_cents(envelope.account_id)


def years(envelope):
    return Tranche.objects.filter(envelope=envelope).by_year()


def propose(world, *lines, kind=MovementKind.TRANSFER, actor=None, **more):
    return actions.propose_movement(
        actor=actor or world.here.officer,
        kind=kind,
        fund=world.fund,
        lines=lines,
        reason=more.pop("reason", "La table a moins de projets que prévu."),
        **more,
    )


def approve(world, movement):
    return actions.approve(actor=world.here.second_officer, movement=movement)


def margins_hold(world):
    """Each envelope's years add up to what it received, and each year's parts to the year of the whole."""
    whole = [world.envelope, *world.envelope.children.all()]
    received = received_of(whole)
    for envelope in whole:
        assert sum(years(envelope).values()) == received[envelope.pk], envelope


def test_an_adopted_split_hands_the_years_down_to_the_cent(world):
    margins_hold(world)
    parts = list(world.envelope.children.all())
    for year, cents in years(world.envelope).items():
        assert sum(years(part).get(year, 0) for part in parts) == cents


def test_a_transfer_moves_the_money_and_its_years_after_the_second_signature(world):
    before = held(world.first), held(world.second)
    movement = propose(world, Line(world.first, world.second, 5_000, from_year=2026))
    assert (held(world.first), held(world.second)) == before
    approve(world, movement)
    assert (held(world.first), held(world.second)) == (before[0] - 5_000, before[1] + 5_000)
    assert Transfer.objects.get(document=f"movement:{movement.pk}").amount_cents == 5_000
    margins_hold(world)


def test_the_person_who_proposes_does_not_approve_with_another_account(world):
    movement = propose(world, Line(world.first, world.second, 5_000))
    officer = world.here.officer
    again = factories.hold(
        factories.account("autre.compte", person=officer.person), Role.MINISTRY_OFFICER, world.here.region
    )
    with pytest.raises(NotPermitted, match="autre personne"):
        actions.approve(actor=again, movement=movement)
    assert held(world.first) == received_of([world.first])[world.first.pk]


def test_the_database_refuses_one_person_for_two(world):
    movement = propose(world, Line(world.first, world.second, 5_000))
    same = {"approved_by": world.here.officer, "approved_person": world.here.officer.person}
    with pytest.raises(IntegrityError, match="movement_approved_by_another"), transaction.atomic():
        Movement.objects.filter(pk=movement.pk).update(
            state="done", done_at=timezone.now(), approved_at=timezone.now(), **same
        )


def test_an_officer_of_elsewhere_moves_nothing_here(world):
    with pytest.raises(NotPermitted):
        propose(world, Line(world.first, world.second, 5_000), actor=world.there.officer)
    movement = propose(world, Line(world.first, world.second, 5_000))
    with pytest.raises(NotPermitted):
        actions.approve(actor=world.there.second_officer, movement=movement)


def test_more_than_is_held_is_refused_and_nothing_is_kept(world):
    with pytest.raises(Refused, match="ne tient pas"):
        propose(world, Line(world.first, world.second, held(world.first) + 1))
    assert not Movement.objects.filter(kind=MovementKind.TRANSFER).exists()


def test_money_reserved_since_the_proposal_stops_the_approval(world):
    everything = propose(world, Line(world.first, world.second, held(world.first)))
    approve(world, propose(world, Line(world.first, world.regional, 100)))
    with pytest.raises(Refused, match="ne tient plus"):
        approve(world, everything)
    everything.refresh_from_db()
    assert everything.state == MovementState.PROPOSED
    margins_hold(world)


def test_a_year_that_holds_less_is_named(world):
    with pytest.raises(Refused, match="exercice"):
        propose(world, Line(world.first, world.second, held(world.first), from_year=2024))


def test_a_reason_is_asked(world):
    with pytest.raises(Refused, match="raison"):
        propose(world, Line(world.first, world.second, 5_000), reason="  ")


def test_the_same_proposal_twice_is_one(world):
    propose(world, Line(world.first, world.second, 5_000))
    with pytest.raises(Refused, match="déjà proposé"):
        propose(world, Line(world.first, world.second, 5_000))
    propose(world, Line(world.first, world.second, 5_001))


def test_the_lines_of_a_proposal_are_frozen_in_the_database(world):
    movement = propose(world, Line(world.first, world.second, 5_000))
    line = movement.lines.get()
    for change in (line.delete, lambda: movement.lines.update(amount_cents=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        movement.lines.create(position=2, origin=world.first, destination=world.second, amount_cents=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.filter(pk=movement.pk).update(reason="autre")


def test_a_tranche_is_never_changed_and_no_year_goes_below_zero(world):
    row = world.first.tranches.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Tranche.objects.filter(pk=row.pk).update(amount_cents=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    Tranche.objects.create(envelope=world.first, fiscal_year_id=2024, amount_cents=-999_999, document="essai")
    with pytest.raises(IntegrityError, match="less than nothing"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS tranche_not_negative IMMEDIATE")


def test_carrying_over_moves_a_year_and_no_dollar(world):
    entries = Transfer.objects.count()
    before = years(world.first)
    carried = Line(world.first, world.first, 1_000, from_year=2024, to_year=2025)
    approve(world, propose(world, carried, kind=MovementKind.CARRY_OVER))
    after = years(world.first)
    assert (after[2024], after[2025]) == (before[2024] - 1_000, before[2025] + 1_000)
    assert Transfer.objects.count() == entries
    margins_hold(world)


def test_an_addition_from_the_fund_is_spread_over_the_years_left(world):
    before = years(world.envelope)
    approve(world, propose(world, Line(None, world.envelope, 9_999), kind=MovementKind.ADDITION))
    after = years(world.envelope)
    assert {year for year in after if after[year] != before[year]} <= {2026, 2027, 2028}
    margins_hold(world)


def test_an_addition_handed_down_takes_the_years_that_the_whole_kept(world):
    up = Line(None, world.envelope, 9_000, to_year=2027)
    down = Line(world.envelope, world.first, 6_000)
    before = years(world.first)
    approve(world, propose(world, up, down, kind=MovementKind.REVISION))
    assert years(world.first)[2027] == before[2027] + 6_000
    margins_hold(world)


def test_money_returned_to_the_fund_leaves_the_years_too(world):
    approve(world, propose(world, Line(world.first, None, 700, from_year=2025), kind=MovementKind.RETURN))
    assert Transfer.objects.get(kind="return").amount_cents == 700
    margins_hold(world)


def test_a_new_part_takes_the_years_of_the_first_money_that_reaches_it(world):
    reserve = actions.open_part(
        actor=world.here.officer,
        parent=world.envelope,
        territory=world.here.region,
        component=Component.RESERVE,
        name="Réserve",
    )
    assert held(reserve) == 0
    approve(world, propose(world, Line(world.regional, reserve, 400, from_year=2028)))
    assert years(reserve) == {2028: 400}
    margins_hold(world)


def test_a_part_stands_in_the_territory_of_the_whole(world):
    with pytest.raises(Refused, match="territoire"):
        actions.open_part(
            actor=world.here.officer,
            parent=world.envelope,
            territory=world.there.region,
            component=Component.RESERVE,
            name="Ailleurs",
        )


def pooling(world, days=10):
    lines = [Line(part, world.regional, None) for part in (world.first, world.second)]
    day = timezone.localdate() + timedelta(days=days)
    return propose(world, *lines, kind=MovementKind.POOLING, effective_on=day)


def test_a_pooling_is_announced_and_takes_what_is_left_on_its_day(world, monkeypatch):
    movement = approve(world, pooling(world))
    assert movement.state == MovementState.ANNOUNCED
    assert actions.carry_out_due() == 0
    approve(world, propose(world, Line(world.first, world.second, 123)))
    left = held(world.first) + held(world.second) + held(world.regional)
    later = timezone.now() + timedelta(days=11)
    monkeypatch.setattr("alliances.domain.envelopes.actions.movements.timezone.localdate", later.date)
    assert actions.carry_out_due() == 1
    assert actions.carry_out_due() == 0
    assert (held(world.first), held(world.second), held(world.regional)) == (0, 0, left)
    margins_hold(world)


def test_a_pooling_without_notice_is_refused(world):
    with pytest.raises(Refused, match="s’annonce"):
        pooling(world, days=0)


def test_an_announced_pooling_can_be_called_off_with_a_reason(world):
    movement = approve(world, pooling(world))
    with pytest.raises(Refused, match="raison"):
        actions.cancel(actor=world.here.officer, movement=movement, reason="")
    actions.cancel(actor=world.here.officer, movement=movement, reason="Un appel s’ouvre encore.")
    movement.refresh_from_db()
    assert movement.state == MovementState.CANCELLED


def test_the_years_of_an_envelope_add_up_to_what_it_received(world):
    other = factories.envelope(world, world.here, 50_000, name="Autre")
    with pytest.raises(Refused, match="Il reste"):
        actions.share_among_years(actor=world.here.officer, envelope=other, years={2024: 49_999})
    with pytest.raises(Refused, match="dépassent"):
        actions.share_among_years(actor=world.here.officer, envelope=other, years={2024: 50_001})
    actions.share_among_years(actor=world.here.officer, envelope=other, years={2024: 50_000})
    with pytest.raises(Refused, match="déjà"):
        actions.share_among_years(actor=world.here.officer, envelope=other, years={2024: 50_000})


@given(st.integers(0, 10**10), st.integers(1, 12))
def test_even_years_differ_by_one_cent_at_most(cents, count):
    shared = evenly(cents, range(2024, 2024 + count))
    assert sum(shared.values()) == cents
    assert max(shared.values()) - min(shared.values()) <= 1


@given(st.dictionaries(st.integers(2020, 2030), st.integers(0, 1_000), min_size=1), st.integers(0, 12_000))
def test_what_leaves_the_years_is_what_was_asked_or_nothing(by_year, cents):
    found = taken(by_year, cents)
    if found is None:
        assert cents > sum(by_year.values())
    else:
        assert sum(found.values()) == cents
        assert all(0 < part <= by_year[year] for year, part in found.items())


@given(
    st.lists(st.integers(1_000, 10**9), min_size=1, max_size=12),
    st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any),
    st.integers(0, 10**9),
)
def test_years_handed_down_keep_both_margins(totals, weights, kept):
    from alliances.engine.money import split

    whole = sum(totals) + kept
    years = {int(y): c for y, c in split(whole, {str(2024 + n): w for n, w in enumerate(weights)}).items()}
    parts = handed_down(years, dict(enumerate(totals)), kept)
    assert {key: sum(each.values()) for key, each in parts.items()} == dict(enumerate(totals))
    for year, cents in years.items():
        assert sum(each.get(year, 0) for each in parts.values()) <= cents
