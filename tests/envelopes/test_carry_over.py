"""Carrying a year over follows its rule: refused, bounded, dated, approved; unknown when nobody recorded one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.envelopes import actions
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.carry_over import ceiling_of, rule_for
from alliances.domain.envelopes.models import CarryOverRule, Component, Movement, MovementKind, Tranche
from alliances.domain.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    built = factories.world()
    actions.share_among_years(
        actor=built.here.officer, envelope=built.envelope, years={2024: 40_000, 2025: 60_000}
    )
    factories.adopted_scenario(built)
    built.first = built.envelope.children.filter(component=Component.LOCAL).earliest("pk")
    built.tranche = Tranche.objects.filter(envelope=built.first).by_year()[2024]
    built.everywhere = factories.hold(
        factories.account("ministere.entier"), Role.MINISTRY_OFFICER, built.province
    )
    return built


def rule(world, *, actor=None, envelope=True, **words):
    whole = {"envelope": world.envelope} if envelope is True else {"envelope": envelope or None}
    words = {"is_allowed": True, "source": "Directive d’essai, article 4"} | whole | words
    return actions.record_carry_over_rule(actor=actor or world.here.officer, fund=world.fund, **words)


def carry(world, cents, **words):
    line = Line(world.first, world.first, cents, from_year=2024, to_year=2025)
    return actions.propose_movement(
        actor=world.here.officer,
        kind=MovementKind.CARRY_OVER,
        fund=world.fund,
        lines=[line],
        reason="Projets commencés tard.",
        **words,
    )


def approve(world, movement):
    return actions.approve(actor=world.here.second_officer, movement=movement)


def test_without_a_rule_two_signatures_and_a_reason_are_enough(world):
    assert rule_for(world.first) is None
    assert approve(world, carry(world, 1_000)).carry_over_rule is None


def test_a_rule_that_forbids_is_said_with_its_source(world):
    rule(world, is_allowed=False)
    with pytest.raises(Refused, match=r"ne permet aucun report.*Directive d’essai, article 4"):
        carry(world, 1)
    assert not Movement.objects.filter(kind=MovementKind.CARRY_OVER).exists()


def test_the_ceiling_counts_what_was_already_carried(world):
    rule(world, ceiling_share=Decimal("0.5"))
    half = world.tranche // 2
    approve(world, carry(world, half - 100))
    assert ceiling_of(rule_for(world.first), world.first, 2024) == half
    with pytest.raises(Refused, match=r"laisse reporter 1,00"):
        carry(world, 101)
    approve(world, carry(world, 100))


def test_two_proposals_below_the_ceiling_do_not_pass_it_together(world):
    rule(world, ceiling_cents=1_000)
    first, second = carry(world, 600), carry(world, 500)
    approve(world, first)
    with pytest.raises(Refused, match="laisse reporter 4,00"):
        approve(world, second)


def test_two_lines_of_one_year_count_together(world):
    rule(world, ceiling_cents=1_000)
    line = Line(world.first, world.first, 600, from_year=2024, to_year=2025)
    other = Line(world.first, world.first, 600, from_year=2024, to_year=2026)
    with pytest.raises(Refused, match="laisse reporter"):
        actions.propose_movement(
            actor=world.here.officer,
            kind=MovementKind.CARRY_OVER,
            fund=world.fund,
            lines=[line, other],
            reason="Essai.",
        )


def test_after_its_last_day_the_rule_permits_nothing(world):
    rule(world, until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="permettait un report jusqu’au"):
        carry(world, 1)


def test_the_approval_that_the_rule_asks_for_is_kept_under_both_signatures(world):
    rule(world, asks_approval=True, approver="Conseil d’essai")
    with pytest.raises(Refused, match="Conseil d’essai"):
        carry(world, 1_000)
    movement = carry(world, 1_000, approval="CT 2026-14, 3 mai 2026")
    with pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.filter(pk=movement.pk).update(approval="autre")
    done = approve(world, movement)
    assert done.approval == "CT 2026-14, 3 mai 2026"
    assert done.carry_over_rule.approver == "Conseil d’essai"


def test_the_nearest_rule_stands_then_the_plan_then_the_fund(world):
    of_fund = rule(world, actor=world.everywhere, envelope=None)
    assert rule_for(world.first) == of_fund
    of_plan = rule(world, actor=world.everywhere, envelope=None, plan=world.plan)
    assert rule_for(world.first) == of_plan
    of_alliance = rule(world)
    assert rule_for(world.first) == of_alliance
    of_part = rule(world, envelope=world.first, is_allowed=False)
    assert rule_for(world.first) == of_part
    assert rule_for(world.envelope) == of_alliance
    assert rule_for(factories.envelope(world, world.there, 1_000)) == of_plan


def test_the_last_rule_of_a_scope_stands_and_the_earlier_one_stays(world):
    before = rule(world, is_allowed=False)
    after = rule(world)
    assert rule_for(world.first) == after
    assert CarryOverRule.objects.filter(pk=before.pk).exists()
    for change in (before.delete, lambda: CarryOverRule.objects.update(is_allowed=True)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_rule_recorded_between_the_two_signatures_asks_for_another_proposal(world):
    movement = carry(world, 1_000)
    rule(world)
    with pytest.raises(Refused, match="a changé depuis la proposition"):
        approve(world, movement)


def test_the_rule_of_a_fund_is_not_a_region_s_to_write(world):
    with pytest.raises(NotPermitted):
        rule(world, envelope=None)
    with pytest.raises(NotPermitted):
        rule(world, actor=world.there.officer)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"source": "  "}, "source"),
        ({"asks_approval": True}, "De qui|de qui"),
        ({"is_allowed": False, "ceiling_cents": 5}, "ni plafond"),
    ],
)
def test_a_rule_that_says_too_little_or_two_things_is_refused(world, words, said):
    with pytest.raises(Refused, match=said):
        rule(world, **words)


def test_the_database_refuses_a_carry_over_against_its_rule(world):
    forbids = rule(world, is_allowed=False, envelope=world.first)
    movement = Movement.objects.create(
        fund=world.fund, kind=MovementKind.CARRY_OVER, reason="Essai.", effective_on=date(2026, 5, 1),
        carry_over_rule=forbids, proposed_by=world.here.officer, proposed_person=world.here.officer.person,
    )  # fmt: skip
    movement.lines.create(
        position=1, origin=world.first, destination=world.first, amount_cents=1, from_year=2024, to_year=2025
    )
    second, now = world.here.second_officer, timezone.now()
    Movement.objects.filter(pk=movement.pk).update(
        digest="a" * 64,
        state="done",
        approved_by=second,
        approved_person=second.person,
        approved_at=now,
        done_at=now,
    )
    with pytest.raises(IntegrityError, match="against its rule"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS carry_over_follows_rule IMMEDIATE")


def test_a_transfer_does_not_carry_over_beside_the_rule(world):
    line = Line(world.first, world.first, 1, from_year=2024, to_year=2025)
    with pytest.raises(Refused, match="report d’exercice"):
        actions.propose_movement(
            actor=world.here.officer,
            kind=MovementKind.TRANSFER,
            fund=world.fund,
            lines=[line],
            reason="Essai.",
        )


def test_the_rule_is_typed_then_read_on_the_page_and_in_the_form(client, world):
    client.force_login(world.here.officer)
    page = reverse("ministry_envelope", args=[world.first.pk])
    assert "personne ne l’a inscrite" in client.get(page).content.decode()
    typed = {
        "scope": "envelope", "allowed": "yes", "ceiling_share": "12,5", "asks_approval": "yes",
        "approver": "Conseil d’essai", "source": "Directive d’essai",
    }  # fmt: skip
    answer = client.post(reverse("ministry_carry_rule_new", args=[world.envelope.pk]), typed, follow=True)
    assert "La règle de report est inscrite" in answer.content.decode()
    said = client.get(page).content.decode()
    assert "12,500" in said
    assert "Date limite inconnue" in said
    assert "On ne sait pas qui a approuvé cette règle" in said
    carrying = reverse("ministry_movement_report", args=[world.first.pk])
    form = client.get(carrying).content.decode()
    assert 'value="12,5"' in form
    assert "Approbation reçue" in form
    asked = {"asked": "1", "from_year": "2024", "rate": "50", "approval_given": "CT 14"}
    assert "laisse reporter" in client.get(carrying, asked).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"allowed": ""}, {"source": ""}, {"ceiling_share": "101"}, {"ceiling_share": "1e9"}, {"ceiling": "-5"},
        {"allowed": "no", "until": "2027-01-01"}, {"asks_approval": "yes"}, {"scope": "fund"}, {"until": "demain"},
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_read_is_not_recorded(client, world, changes):
    client.force_login(world.here.officer)
    typed = {"scope": "envelope", "allowed": "yes", "source": "Essai"} | changes
    answer = client.post(reverse("ministry_carry_rule_new", args=[world.envelope.pk]), typed)
    assert 'class="error-summary"' in answer.content.decode()
    assert not CarryOverRule.objects.exists()
