"""Processes that race for the last cents, and processes killed with -9 in the middle of a posting or of a closing."""

import os
import signal
import subprocess
import sys
from collections import Counter

import psycopg
import pytest
from tests import factories

from alliances.domain.ledger import actions, queries
from alliances.domain.ledger.models import Book, FiscalYear, LedgerAccount, Stage, Transfer, TransferKind
from alliances.domain.ledger.queries import proofs

PROCESSES, HELD = 6, 50
RESERVE = """
import sys, psycopg
address, name, times, *parameters = sys.argv[1:]
with psycopg.connect(address, autocommit=True) as connection:
    print("ready", flush=True)
    sys.stdin.readline()  # everybody starts when the test lets go
    for rank in range(int(times)):
        key = f"{name}:{rank}"
        refusal, entry = connection.execute(
            "SELECT refusal, (entry).id FROM ledger_posted('reservation', %s, %s, 1, NULL, '2026-05-01', 'essai', %s,"
            " %s, NULL)", [*parameters, key]
        ).fetchone()
        print(key, refusal or entry, flush=True)
"""
CLOSE = """
import sys, psycopg
address, account = sys.argv[1:]
connection = psycopg.connect(address)
connection.execute("SELECT ledger_close_year(2024::smallint, %s)", [account])
print("written", flush=True)
sys.stdin.readline()
connection.commit()
print("closed", flush=True)
sys.stdin.readline()
"""


def _start(program: str, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, os.environ["DATABASE_URL"], *map(str, words)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _go(process: subprocess.Popen[str]) -> None:
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture
def clerk(transactional_db):
    return factories.account("clerk")


@pytest.fixture
def hot(clerk):
    """An envelope that holds a few cents, and one file for each process."""
    book = Book.objects.create(code="B", name="Livre d’essai", is_fictitious=True)
    source = actions.open_account(book=book, stage=Stage.SOURCE, label="Source")
    envelope = actions.open_account(book=book, stage=Stage.AVAILABLE, label="Enveloppe")
    _post(TransferKind.ALLOCATION, source, envelope, HELD, clerk, "credit")
    return envelope, [
        actions.open_account(book=book, stage=Stage.RESERVED, label=f"D{n}", drawn_from=envelope)
        for n in range(PROCESSES)
    ]


def _post(kind, origin, destination, cents, clerk, key):
    return actions.post(
        kind=kind, origin=origin, destination=destination, amount_cents=cents, document="essai", actor=clerk, key=key
    )  # fmt: skip


def _reserving(hot, clerk, times):
    envelope, files = hot
    started = [
        _start(RESERVE, f"p{rank}", times, envelope.pk, place.pk, clerk.pk)
        for rank, place in enumerate(files)
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    for process in started:
        _go(process)
    return started


def _assert_whole() -> None:
    assert queries.broken_balances() == []
    assert proofs.check_chains().findings == ()
    assert Transfer.objects.count() == Transfer.objects.latest("number").number, "a number is missing"


def test_processes_that_race_for_the_last_cents_get_them_and_not_one_more(hot, clerk):
    said = [process.communicate(timeout=60)[0].split("\n") for process in _reserving(hot, clerk, 20)]
    answers = Counter(line.split()[1] == "AL001" for lines in said for line in lines if line)
    assert answers == {False: HELD, True: PROCESSES * 20 - HELD}
    assert LedgerAccount.objects.get(pk=hot[0].pk).balance_cents == 0
    _assert_whole()


def test_processes_killed_while_posting_lose_nothing_acknowledged_and_a_replay_adds_nothing(hot, clerk):
    envelope, files = hot
    source = LedgerAccount.objects.get(stage=Stage.SOURCE)
    _post(TransferKind.ALLOCATION, source, envelope, 10_000, clerk, "more")
    started = _reserving(hot, clerk, 1_500)
    told = {}
    for _turn in range(15):
        for process in started:
            key, entry = process.stdout.readline().split()
            told[key] = int(entry)
    for process in started:
        process.send_signal(signal.SIGKILL)
    for process in started:
        lines = process.communicate(timeout=60)[0].split("\n")[:-1]  # the last one may be cut
        told |= {key: int(entry) for key, entry in (line.split() for line in lines)}
    posted = dict(Transfer.objects.values_list("idempotency_key", "pk"))
    assert told.items() <= posted.items()
    assert len(posted) < PROCESSES * 1_500, "nothing was interrupted"
    _assert_whole()
    for key, entry in list(told.items())[-5:]:
        place = files[int(key[1 : key.index(":")])]
        assert _post(TransferKind.RESERVATION, envelope, place, 1, clerk, key).pk == entry
        with pytest.raises(actions.KeyReused, match="autrement"):
            _post(TransferKind.RESERVATION, envelope, place, 2, clerk, key)
    assert Transfer.objects.count() == len(posted)


@pytest.mark.parametrize("acknowledged", [False, True])
def test_a_closing_killed_midway_leaves_nothing_and_one_acknowledged_stays(clerk, acknowledged):
    second = factories.account("second")
    year = FiscalYear.objects.get(start_year=2024)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT ledger_propose_closing(2024::smallint, %s)", [clerk.pk])
    process = _start(CLOSE, second.pk)
    assert process.stdout.readline() == "written\n"
    if acknowledged:
        _go(process)
        assert process.stdout.readline() == "closed\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    year.refresh_from_db()
    assert year.closing_proposed_by_id == clerk.person_id
    assert (year.closed_at is not None, year.closed_by_id) == (
        acknowledged,
        second.person_id if acknowledged else None,
    )
    if not acknowledged:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("SELECT ledger_close_year(2024::smallint, %s)", [second.pk])
        year.refresh_from_db()
        assert year.closed_by_id == second.person_id
