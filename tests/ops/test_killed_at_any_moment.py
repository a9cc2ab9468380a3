"""Twenty times, something is killed with -9 while people work. Nothing acknowledged is ever missing.

A real start serves real requests: a coordinator saves her draft, two people pay, a clerk records resolutions. At a
random moment the web server, the worker, PostgreSQL, the launcher or all of them are killed; then everything starts
again and is checked. The seed is in the name of the failure: `ALLIANCES_KILL_SEED=… ./test tests/ops -k twenty`.
"""

import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.ops.launcher import Started

from alliances.domain.applications.rules import FACTS
from alliances.domain.grants.models import Attestation
from alliances.domain.people.models import Account
from alliances.ops import backup, stamps, testing, verification
from alliances.ops.postgres import Urls
from alliances.ops.postgres.cluster import APP, OWNER
from alliances.ops.postgres.database import local_cluster

ROUNDS = int(os.environ.get("ALLIANCES_KILL_ROUNDS", "20"))
VICTIMS = ("web", "worker", "postgres", "launcher", "everything")
PATIENCE = 30  # seconds for the rest to stop by itself


class Cut(Exception):
    """No answer came: nothing was acknowledged."""


class Browser:
    """One signed-in person: cookies, forms sent, no redirect followed."""

    def __init__(self) -> None:
        self.base = ""
        self.cookies: dict[str, str] = {}
        self.turned_away: list[str] = []

    def get(self, path: str) -> tuple[int, str]:
        status, _location, body = self._send("GET", path)
        return status, body

    def post(self, path: str, **data: object) -> str:
        """Where the answer leads, empty when the page came back with an error."""
        data["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
        return self._send("POST", path, urlencode(data, doseq=True))[1]

    def sign_in(self, account: Account) -> None:
        path = reverse("account_login")
        self.get(path)
        assert self.post(path, login=account.email, password=factories.PASSWORD), (
            f"{account.email} cannot sign in"
        )

    def _send(self, verb: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        line = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=10)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(verb, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise Cut from error
        finally:
            line.close()
        if answer.status >= 500:
            raise Cut
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        where = answer.headers.get("Location", "")
        if where.startswith(reverse("account_login")):
            self.turned_away.append(f"{verb} {path}")
            raise Cut
        return answer.status, where, text


@dataclass
class Acknowledged:
    """What somebody was told is done. `tried`: words of the draft sent since the last ones acknowledged."""

    title: str = "Cuisine collective"
    tried: list[str] = field(default_factory=list)
    requested: dict[int, str] = field(default_factory=dict)
    paid: dict[int, str] = field(default_factory=dict)
    resolutions: list[str] = field(default_factory=list)
    saves: int = 0

    @property
    def acts(self) -> int:
        return self.saves + len(self.requested) + len(self.paid) + len(self.resolutions)


@dataclass
class Place:
    """The installation, the people at work in it, and what they were told."""

    var: Path
    people: dict[str, Account]
    draft: int
    instalments: list[int]
    call: int
    sitting: int
    files: list[int]
    asked: tuple[int, ...]
    told: Acknowledged = field(default_factory=Acknowledged)
    browsers: dict[str, Browser] = field(default_factory=dict)


@pytest.fixture
def seeded(transactional_db: None) -> tuple[Place, Path]:
    """A world on the test cluster, backed up: its restoration is the installation that will suffer."""
    directory = Path(os.environ[testing.DIRECTORY]) / f"seed-{testing.database_name()}"
    world = factories.world()
    call, here = factories.open_call(world), world.here
    files = [factories.recommended_application(call, here, requested_cents=100).pk for _ in range(ROUNDS)]
    grants = [factories.signed_grant(call, here, requested_cents=100) for _ in range(ROUNDS)]
    instalments = [grant.instalments.earliest("rank").pk for grant in grants]
    draft = factories.draft_application(call, here)
    people = {name: here.people[name] for name in ("coordinator", "requester", "approver", "clerk")}
    hashed = PBKDF2PasswordHasher().encode(
        factories.PASSWORD, "salt", iterations=10
    )  # the test hasher is not served
    Account.objects.filter(pk__in=[account.pk for account in people.values()]).update(password=hashed)
    running, name = testing.cluster(), testing.database_name()
    for stamp in (stamps.SCHEMA, stamps.REFERENCE):
        stamps.store(running.url(OWNER, name), stamp, stamps.fingerprints()[stamp])
    backup.make(Urls(running.url(APP, name), running.url(OWNER, name)), directory)
    sitting = grants[0].decision.resolution.sitting_id
    return Place(Path(), people, draft.pk, instalments, call.pk, sitting, files, tuple(files)), directory


@pytest.fixture
def place(seeded: tuple[Place, Path], var: Path) -> Place:
    """The seed restored by the command into a local server of its own; nothing left to migrate or to load."""
    found, directory = seeded
    found.var = var
    subprocess.run([sys.executable, "-m", "alliances.ops.cli", "restore", str(directory)], check=True)
    subprocess.run([sys.executable, "-m", "alliances.ops.cli", "verify"], check=True)
    return found


@contextmanager
def looking_at(var: Path) -> Iterator[psycopg.Connection]:
    """Django and a plain connection on the installation's database, which must be running."""
    cluster, usual = local_cluster(), dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST=str(cluster.socket), NAME="alliances")
    try:
        with psycopg.connect(cluster.url(OWNER, "alliances"), autocommit=True) as owner:
            yield owner
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def check(place: Place) -> None:
    """Every invariant, and everything that was acknowledged."""
    told = place.told
    turned_away = [line for browser in place.browsers.values() for line in browser.turned_away]
    assert not turned_away, f"a signed-in person was sent to the door: {turned_away}"
    with looking_at(place.var) as owner:
        assert verification.verify_all() == []
        (title,) = owner.execute(
            "SELECT title FROM applications_application WHERE id = %s", [place.draft]
        ).fetchone()
        assert title in [told.title, *told.tried]
        told.title, told.tried = title, []
        payments = {
            pk: (purpose, state, reference)
            for pk, purpose, state, reference in owner.execute(
                "SELECT id, evidence, state, reference FROM grants_payment"
            )
        }
        assert {pk: payments[pk][0] for pk in told.requested} == told.requested
        assert {pk: payments[pk][1:] for pk in told.paid} == {
            pk: ("paid", ref) for pk, ref in told.paid.items()
        }
        posted = {document for (document,) in owner.execute("SELECT document FROM ledger_transfer")}
        assert {f"payment:{pk}" for pk in told.paid} <= posted
        numbers = dict(owner.execute(
            "SELECT number, count(decision.id) FROM review_resolution resolution "
            "LEFT JOIN review_decision decision ON decision.resolution_id = resolution.id GROUP BY number"
        ).fetchall())  # fmt: skip
        assert {number: numbers.get(number) for number in told.resolutions} == dict.fromkeys(
            told.resolutions, 1
        )


def write(place: Place, word: str) -> None:
    """The coordinator saves her draft."""
    browser = place.browsers["coordinator"]
    path = reverse("organisation_application_step", args=[place.draft, FACTS])
    _status, page = browser.get(path)
    hidden = dict(re.findall(r'type="hidden" name="(version|seen)" value="([^"]*)"', page))
    place.told.tried.append(word)
    if browser.post(path, title=word, act="stay", **hidden):
        place.told.title, place.told.tried = word, []
        place.told.saves += 1


def pay(place: Place, word: str) -> None:
    """One person asks, another approves, the first says that it is paid."""
    asks, approves = place.browsers["requester"], place.browsers["approver"]
    if not place.instalments:
        raise Cut
    where = asks.post(reverse("payments_request", args=[place.instalments.pop()]), amount_cents="0,10",
                      evidence=word, attestations=Attestation.values)  # fmt: skip
    if not where:
        return
    pk = int(re.findall(r"\d+", where)[-1])
    place.told.requested[pk] = word
    approves.post(reverse("payments_approve", args=[pk]))
    today = timezone.localdate().isoformat()
    if asks.post(reverse("payments_mark_paid", args=[pk]), paid_on=today, reference=f"V {word}"):
        place.told.paid[pk] = f"V {word}"


def decide(place: Place, word: str) -> None:
    """The clerk records one resolution for the next file."""
    if not place.files:
        return
    chosen = place.files.pop()
    amounts = {f"amount_{pk}": "1,00" for pk in place.asked}  # those of a cut request may still wait
    sent = {"sitting": str(place.sitting), "number": word}
    if place.browsers["clerk"].post(
        reverse("council_call", args=[place.call]), **sent, **amounts, **{f"in_{chosen}": "on"}
    ):
        place.told.resolutions.append(word)


def work_until_cut(
    place: Place, task: Callable[[Place, str], None], word: str, stop: threading.Event
) -> None:
    with suppress(Cut):
        for times in range(1000):
            task(place, f"{word}-{times}")
            if task is decide or stop.is_set():
                return


def kill(started: Started, victim: str) -> None:
    pids = {
        "web": lambda: started.child("granian"),
        "worker": lambda: started.child("worker"),
        "postgres": lambda: [started.server()],
        "launcher": lambda: [started.process.pid],
        "everything": started.everybody,
    }[victim]()
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    started.process.wait(PATIENCE)


@pytest.mark.database
def test_twenty_times_killed_nothing_acknowledged_is_missing(place: Place) -> None:
    seed = os.environ.get("ALLIANCES_KILL_SEED") or str(time.time_ns())
    print(f"ALLIANCES_KILL_SEED={seed}")
    chance = random.Random(seed)
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(ROUNDS)]
    chance.shuffle(victims)
    for number, victim in enumerate([*victims, ""]):
        started = Started(place.var)
        try:
            started.wait_until_ready()
            check(place)
            if not victim:
                break
            _one_round(place, started, victim, chance, f"r{number}")
        finally:
            if not victim or started.process.poll() is None:
                started.leave()
    told = place.told
    least = 1 if ROUNDS >= 10 else 0
    done = (told.saves, len(told.paid), len(told.resolutions))
    assert min(done) >= least, f"the rounds proved too little: {done}"
    print(f"saves, payments, resolutions acknowledged: {done}")


def _let_work(place: Place, chance: random.Random) -> None:
    """Until a few acts are acknowledged, then a moment more: in the middle of the next one."""
    wanted = place.told.acts + chance.randint(0, 6)
    deadline = time.monotonic() + PATIENCE
    while place.told.acts < wanted and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.1))


def _one_round(place: Place, started: Started, victim: str, chance: random.Random, word: str) -> None:
    for name, account in place.people.items():
        browser = place.browsers.setdefault(name, Browser())
        browser.base = started.address()
        if "sessionid" not in browser.cookies:
            browser.sign_in(account)
    stop = threading.Event()
    workers = [
        threading.Thread(target=work_until_cut, args=(place, task, word, stop))
        for task in (write, pay, decide)
    ]
    for worker in workers:
        worker.start()
    _let_work(place, chance)
    kill(started, victim)
    stop.set()
    for worker in workers:
        worker.join(PATIENCE)
