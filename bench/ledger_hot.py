"""One envelope that everybody draws on at once: our ledger and django-hordak, in turn, on one durable PostgreSQL.

    .venv/bin/python bench/ledger_hot.py [--attempts 100000] [--full] [--peer PYTHON]

Ours goes through `ledger.actions.post`, the action by which every room reserves, commits and pays: key, floor, closed
years, number, digest and both balances. Eight processes reserve one cent at a time: first as many as the envelope
holds, then twenty times more than it holds. At the end the database is asked whether a cent is missing and whether the
chain is whole. `--full` makes a million attempts. Without `--peer` (a Python that has the peer), pip installs the peer
in an environment that is removed at the end: it is no dependency of the product. `--no-peer` goes without.
"""

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from alliances.ops import testing  # first: it sets the environment that Django reads
from alliances.ops.postgres.cluster import OWNER, Cluster
from alliances.ops.postgres.roles import make_database

PROCESSES, PLACES = 8, 104
PEER = ("django<5.3", "django-hordak==2.0.0", "psycopg[binary]")
PEER_NAME = "django-hordak 2.0.0"


@dataclass(frozen=True)
class Rate:
    accepted: int
    attempts: int
    seconds: float


def main() -> int:
    import django

    asked = _asked()
    attempts = 1_000_000 if asked.full else asked.attempts
    testing.fresh_database()
    running = _durable(testing.cluster())
    django.setup()
    try:
        ours = _ours(attempts)
        theirs = {} if asked.no_peer else _theirs(running, asked.peer)
    finally:
        django.db.connections.close_all()
        testing.pytest_unconfigure()
    _say(ours, theirs)
    return 0 if ours["missing_cents"] == 0 and ours["broken"] == 0 else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--no-peer", action="store_true")
    return parser.parse_args()


def _durable(running: Cluster) -> Cluster:
    """The same server with what production has: a commit is on the disk before it is acknowledged."""
    running.stop()
    safe = replace(running, durable=True)
    safe.start()
    return safe


def _ours(attempts: int) -> dict[str, Any]:
    from django.db import connection

    from alliances.domain.ledger import actions, queries
    from alliances.domain.ledger.models import Book, LedgerAccount, Stage, TransferKind
    from alliances.domain.ledger.queries import proofs
    from alliances.domain.people.models import Account, Person

    person = Person.objects.create(full_name="Banc d’essai", is_fictitious=True)
    clerk = Account.objects.create_user("banc@exemple.test", "une phrase de passe", person=person)
    book = Book.objects.create(code="BANC", name="Banc d’essai", is_fictitious=True)
    source = actions.open_account(book=book, stage=Stage.SOURCE, label="Source")
    hot = actions.open_account(book=book, stage=Stage.AVAILABLE, label="Enveloppe")
    files = [
        actions.open_account(book=book, stage=Stage.RESERVED, label=f"D{n}", drawn_from=hot).pk
        for n in range(PLACES)
    ]

    def credit(cents: int, key: str) -> None:
        actions.post(
            kind=TransferKind.ALLOCATION,
            origin=source,
            destination=hot,
            amount_cents=cents,
            document="bench",
            actor=clerk,
            key=key,
        )

    half, scarce = attempts // 2, attempts // 40
    credit(half, "first")
    plenty = _race(hot.pk, files, clerk.pk, half, "p")
    credit(scarce, "second")
    short = _race(hot.pk, files, clerk.pk, attempts - half, "s")
    left = LedgerAccount.objects.get(pk=hot.pk).balance_cents
    reads = []
    for _turn in range(20):
        started = time.perf_counter()
        dict(LedgerAccount.objects.filter(book=book).values_list("pk", "balance_cents"))
        reads.append((time.perf_counter() - started) * 1000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(number) FROM ledger_transfer")
        entries, last = cursor.fetchone()
    chain = proofs.check_chains()
    broken = len(queries.broken_balances()) + len(chain.findings) + (entries != last)
    return {
        "plenty": plenty,
        "short": short,
        "missing_cents": half + scarce - plenty.accepted - short.accepted - left,
        "left_cents": left,
        "broken": broken,
        "balances_ms": median(reads),
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _race(hot: int, files: list[int], clerk: int, attempts: int, name: str) -> Rate:
    """Eight processes reserve until the attempts are used; the clock starts when all of them are connected."""
    from django.db import connections

    connections.close_all()
    gate = multiprocessing.Barrier(PROCESSES + 1)
    told: Any = multiprocessing.SimpleQueue()
    share = attempts // PROCESSES
    workers = [
        multiprocessing.Process(target=_reserve, args=(hot, place, clerk, share, f"{name}{rank}", gate, told))
        for rank, place in enumerate(files[:PROCESSES])
    ]
    for worker in workers:
        worker.start()
    gate.wait()
    started = time.perf_counter()
    accepted = sum(told.get() for _worker in workers)
    seconds = time.perf_counter() - started
    for worker in workers:
        worker.join()
    return Rate(accepted, share * PROCESSES, seconds)


def _reserve(hot: int, place: int, clerk: int, share: int, name: str, gate: Any, told: Any) -> None:
    from alliances.domain.ledger import actions
    from alliances.domain.ledger.models import LedgerAccount, TransferKind
    from alliances.domain.people.models import Account

    origin, destination = LedgerAccount.objects.get(pk=hot), LedgerAccount.objects.get(pk=place)
    actor = Account.objects.get(pk=clerk)
    accepted = 0
    gate.wait()
    for rank in range(share):
        try:
            actions.post(
                kind=TransferKind.RESERVATION,
                origin=origin,
                destination=destination,
                amount_cents=1,
                document="bench",
                actor=actor,
                key=f"{name}:{rank}",
            )
        except actions.Overdrawn:
            continue
        accepted += 1
    told.put(accepted)


def _theirs(running: Cluster, python: Path | None) -> dict[str, Any]:
    make_database(running, "peer", "template0")
    with tempfile.TemporaryDirectory() as directory:
        if python is None:
            venv.create(directory, with_pip=True)
            python = Path(directory) / "bin" / "python"
            subprocess.run([python, "-m", "pip", "install", "--quiet", *PEER], check=True)
        script = Path(__file__).with_name("ledger_peer.py")
        answer = subprocess.run(
            [python, script, str(running.socket), OWNER, "peer", "5"],
            check=True,
            capture_output=True,
            text=True,
        )
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def _say(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    plenty, short = ours["plenty"], ours["short"]
    rate, tried = plenty.accepted / plenty.seconds, short.attempts / short.seconds
    print(f"ours, money enough: {plenty.accepted} of {plenty.attempts} accepted, {rate:.0f}/s")
    print(f"ours, money short: {short.accepted} of {short.attempts} accepted, {tried:.0f} attempts/s")
    print(f"ours, after it all: {ours['left_cents']} cents left, {ours['missing_cents']} missing, "
          f"{ours['broken']} faults of balance, number or digest")  # fmt: skip
    for mode in ("natural", "locked") if theirs else ():
        found = theirs[mode]
        print(f"{PEER_NAME}, {mode}: {found['accepted']} accepted where 142 fit, balance {found['balance']:.2f}, "
              f"{found['attempts_per_second']:.0f} attempts/s")  # fmt: skip
    locked = theirs["locked"]["attempts_per_second"] if theirs else None
    _line("accepted on one hot envelope, 8 processes", rate, locked, "entries/s")
    _line("attempts on one hot envelope, mostly refused", tried, locked, "attempts/s")
    _line(
        f"balances of {PLACES} accounts",
        ours["balances_ms"],
        theirs.get("balances_ms"),
        "ms",
        more_is_better=False,
    )
    _line("memory", ours["memory_mib"], theirs.get("memory_mib"), "MiB", more_is_better=False)


def _line(label: str, ours: float, peer: float | None, unit: str, *, more_is_better: bool = True) -> None:
    ratio = None if peer is None else ours / peer if more_is_better else peer / ours
    measure = {"measure": label, "ours": round(ours, 2), "peer": peer and round(peer, 2)}
    more = {"peer_name": PEER_NAME if peer else None, "unit": unit, "ratio": ratio and round(ratio, 1)}
    print(json.dumps(measure | more))


if __name__ == "__main__":
    sys.exit(main())
