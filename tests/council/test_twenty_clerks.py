"""Twenty processes decide at the same moment on an envelope that holds enough for seven: seven are served, exactly."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from tests import factories

from alliances.domain.applications.models import Application, ApplicationState, BudgetLine
from alliances.domain.bodies.models import BodyKind
from alliances.domain.ledger.models import LedgerAccount
from alliances.domain.ledger.queries import broken_balances, columns_of
from alliances.domain.review.models import Decision, Recommendation

CLERKS, ROUNDS, SERVED = 20, 5, 7
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clerks():
    """The twenty processes, ready for rounds."""
    program = [sys.executable, "-W", "error", str(Path(__file__).with_name("twenty_clerks.py")), str(CLERKS)]
    settings = {"DJANGO_SETTINGS_MODULE": "alliances.config.settings"}
    with subprocess.Popen(
        program, env=os.environ | settings, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running
        running.stdin.close()


def _copied(line, application):
    copy = BudgetLine.objects.get(pk=line.pk)
    copy.pk, copy._state.adding, copy.application = None, True, application
    return copy


def many_files(call, where, how_many, cents):
    """As many recommended files, copied from one that walked the whole way."""
    model = factories.sent_application(call, where, requested_cents=cents)
    copies = []
    for number in range(how_many):
        copy = Application.objects.get(pk=model.pk)
        copy.pk, copy._state.adding = None, True
        copy.number, copy.state = f"D-{call.pk}-9{number:03d}", ApplicationState.REOPENED
        copies.append(copy)
    lines = list(model.budget_lines.all())
    with transaction.atomic():  # a file and its budget balance together
        copies = Application.objects.bulk_create(copies)
        BudgetLine.objects.bulk_create(_copied(line, copy) for copy in copies for line in lines)
        Application.objects.filter(pk__in=[copy.pk for copy in copies]).update(
            state=ApplicationState.RECOMMENDED
        )
    Recommendation.objects.bulk_create(
        Recommendation(
            application=copy, call=call, is_favourable=True, amount_cents=cents, rank=rank, reasons="Essai.",
            recorded_by=where.manager, recorded_at=timezone.now(),
        )
        for rank, copy in enumerate(copies, start=1)
    )  # fmt: skip
    return [copy.pk for copy in copies]


@pytest.mark.django_db(transaction=True)
def test_twenty_clerks_at_once_reserve_what_is_there_and_not_a_cent_more(clerks):
    world = factories.world()
    world.envelope = factories.envelope(world, world.here, 10_000_000, name="Course")
    call = factories.open_call(world)
    sitting = factories.sitting(world.here, BodyKind.ELECTED_COUNCIL)
    account, allocated = call.envelope.account, call.envelope.account.balance_cents
    waiting = many_files(call, world.here, CLERKS + (ROUNDS - 1) * SERVED, allocated // 8 + 1)
    reserved = 0
    for number in range(ROUNDS):
        account.refresh_from_db()
        cents = account.balance_cents // 8 + 1  # seven fit, eight do not
        assert SERVED * cents <= account.balance_cents < (SERVED + 1) * cents
        orders = [
            {
                "actor": world.here.clerk.pk, "call": call.pk, "sitting": sitting.pk, "application": pk,
                "amount_cents": cents, "number": f"{number}-{place}",
            }
            for place, pk in enumerate(waiting[:CLERKS])
        ]  # fmt: skip
        clerks.stdin.write(json.dumps(orders) + "\n")
        clerks.stdin.flush()
        answers = json.loads(clerks.stdout.readline())
        refusals = [said for said in answers if said]
        assert len(answers) - len(refusals) == SERVED, answers
        assert all("solde" in said for said in refusals), refusals
        served = [order["application"] for order, said in zip(orders, answers, strict=True) if not said]
        assert set(served) == set(
            Decision.objects.filter(resolution__number__startswith=f"{number}-").values_list(
                "application", flat=True
            )
        )
        reserved += SERVED * cents
        account.refresh_from_db()
        assert account.balance_cents == allocated - reserved
        waiting = [pk for pk in waiting if pk not in served]
    assert Decision.objects.count() == ROUNDS * SERVED
    assert Application.objects.filter(pk__in=waiting, state="recommended").count() == len(waiting)
    held = LedgerAccount.objects.filter(decision__isnull=False)
    assert sum(place.balance_cents for place in held) == reserved
    assert columns_of([account.pk])[account.pk].reserved_cents == reserved
    assert broken_balances() == []
