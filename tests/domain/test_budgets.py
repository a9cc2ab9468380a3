"""Budgets: the sentence tells the exact cents that are missing, and the database refuses what does not balance."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from alliances.domain.applications import actions, rules
from alliances.domain.applications.actions import LineTyped
from alliances.domain.applications.models import Application, BudgetLine
from alliances.domain.common import formats, typed

CENTS = st.integers(min_value=0, max_value=10**12)
QUICK = settings(
    suppress_health_check=[HealthCheck.too_slow], deadline=None
)  # whatever else the machine does
AMOUNTS = st.lists(st.one_of(st.none(), CENTS), max_size=8)


def lines(side, amounts):
    return [BudgetLine(side=side, rank=n, amount_cents=cents) for n, cents in enumerate(amounts, 1)]


@QUICK
@given(costs=AMOUNTS, revenues=AMOUNTS)
def test_the_balance_says_to_the_cent_what_is_missing(costs, revenues):
    balance = rules.balance_of([*lines("cost", costs), *lines("revenue", revenues)])
    spent, found = (sum(cents or 0 for cents in side) for side in (costs, revenues))
    assert balance.without_amount == (costs + revenues).count(None)
    if spent == found:
        assert balance.is_balanced == (spent > 0)
        assert "manque" not in balance.sentence
    else:
        assert not balance.is_balanced
        word = "revenus" if spent > found else "dépenses"
        assert balance.sentence == f"Il manque {formats.money(abs(spent - found))} de {word}."


@QUICK
@given(costs=AMOUNTS.filter(any), asked=CENTS)
def test_completing_by_what_is_said_to_be_missing_balances(costs, asked):
    first = rules.balance_of([*lines("cost", costs), *lines("revenue", [asked])])
    gap = first.difference_cents
    more = lines("revenue", [gap]) if gap > 0 else lines("cost", [-gap])
    assert rules.balance_of([*lines("cost", costs), *lines("revenue", [asked]), *more]).is_balanced


@QUICK
@given(cents=CENTS)
def test_what_is_shown_reads_back_to_the_same_cents(cents):
    assert typed.cents(formats.number(formats.in_dollars(cents), 2)) == cents


@pytest.fixture
def world(db):
    return factories.world()


@pytest.fixture
def call(world):
    return factories.open_call(world)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(amounts=st.lists(st.integers(min_value=1, max_value=9_000), min_size=1, max_size=5))
def test_totals_follow_the_lines_and_a_balanced_budget_is_sent(world, call, amounts):
    whole = sum(amounts)
    with transaction.atomic():
        draft = factories.draft_application(call, world.here)
        saved = actions.save_budget(
            actor=world.here.coordinator,
            application=draft,
            version=draft.version,
            lines=[
                *(LineTyped("cost", "staff", "Poste", cents) for cents in amounts),
                LineTyped("revenue", "requested", amount_cents=whole, is_requested=True),
            ],
        )
        assert (saved.total_cost_cents, saved.requested_cents) == (whole, whole)
        sent = actions.send(actor=world.here.coordinator, application=saved)
        check_now()
        assert sent.state == "sent"
        transaction.set_rollback(True)


def check_now():
    """Runs the deferred checks, as the end of the transaction would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


SPOILERS = {
    "a cost more": lambda file: BudgetLine.objects.create(
        application=file, side="cost", rank=9, label="En trop", amount_cents=1
    ),
    "a cost less": lambda file: file.budget_lines.filter(side="cost").delete(),
    "an amount changed": lambda file: file.budget_lines.filter(side="cost").update(amount_cents=1),
    "an amount unknown": lambda file: file.budget_lines.filter(category="own").update(amount_cents=None),
    "nothing asked": lambda file: file.budget_lines.filter(is_requested=True).update(is_requested=False),
    "another total": lambda file: Application.objects.filter(pk=file.pk).update(total_cost_cents=1),
    "another request": lambda file: Application.objects.filter(pk=file.pk).update(requested_cents=1),
}


@pytest.mark.parametrize("spoiler", SPOILERS)
def test_the_database_refuses_a_sent_budget_that_does_not_balance(world, call, spoiler):
    sent = factories.sent_application(call, world.here)
    check_now()
    row = Application.objects.filter(pk=sent.pk)
    with transaction.atomic():
        row.update(state="reopened")  # while it is sent, no line moves at all
        SPOILERS[spoiler](sent)
        row.update(state="sent")
        with pytest.raises(IntegrityError, match=r"balances|amount requested"):
            check_now()
        transaction.set_rollback(True)


def test_a_draft_may_be_out_of_balance_but_not_become_sent(world, call):
    draft = factories.draft_application(call, world.here)
    BudgetLine.objects.create(application=draft, side="cost", rank=9, amount_cents=1)
    check_now()
    with transaction.atomic():
        Application.objects.filter(pk=draft.pk).update(
            state="sent", number="D-1", digest="x", sent_at=draft.started_at
        )
        with pytest.raises(IntegrityError, match="balances"):
            check_now()
        transaction.set_rollback(True)


def test_one_line_only_is_what_is_asked(world, call):
    draft = factories.draft_application(call, world.here)
    with pytest.raises(IntegrityError, match="budget_requested_once"), transaction.atomic():
        draft.budget_lines.filter(category="own").update(is_requested=True)
    with pytest.raises(IntegrityError, match="budget_requested_is_money"), transaction.atomic():
        draft.budget_lines.filter(is_requested=True).update(source_kind="volunteer")


def test_the_rules_that_nobody_published_say_so_and_the_others_are_judged(world, call):
    draft = factories.draft_application(call, world.here)
    said = rules.framework_rules(draft, rules.balance_of(draft.budget_lines.all()))
    assert [rule.is_kept for rule in said] == [True, None, None]
    assert sum("non publi" in rule.sentence for rule in said) == 2
    call.framework.max_share_percent, call.framework.max_grant_cents = 49, 9_999
    draft.call = call
    said = rules.framework_rules(draft, rules.balance_of(draft.budget_lines.all()))
    assert [rule.is_kept for rule in said] == [True, False, False]
    assert "49" in said[2].sentence
    assert {gap.sentence for gap in rules.gaps(draft)} >= {said[1].refusal, said[2].refusal}
