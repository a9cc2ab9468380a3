"""Every route × every role × one's own territory and another: the answers stand in `tests/access.csv`, by hand.

A cell reads « own/other » (or one answer for both): `200`, `302`, `403`, `404`, `405`, or `login` (sent to sign in).
A POST row sends an empty form. A route that the table does not name fails the test.
"""

import csv
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.access import places
from tests.support import shared

TABLE = Path(__file__).resolve().parent.parent / "access.csv"


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def answer(response: HttpResponse) -> str:
    login = reverse(settings.LOGIN_URL)
    if response.status_code == 302 and response.headers["Location"].startswith(login):
        return "login"
    return str(response.status_code)


class AccessTest(shared.WorldTestCase):
    """Each request is rolled back."""

    where = places.WORLD

    def client_of(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != "visitor":
            client.force_login(self.world.here.people[role])
        return client

    def check(self, role: str) -> None:
        client = self.client_of(role)
        wrong = []
        for row in rows():
            sides = places.SIDES if row["target"] else places.SIDES[:1]  # without an object there is one side
            answers = [self.ask(client, row, side) for side in sides]
            found = "/".join(answers) if len(set(answers)) > 1 else answers[0]
            if found != row[role]:
                wrong.append(f"{row['method']} {row['route']}: {found}, the table says {row[role]}")
        assert not wrong, "\n".join([f"as {role}:", *wrong])

    def ask(self, client: Client, row: dict[str, str], side: str) -> str:
        url = places.address(row["route"], row["target"], self.world.objects[side])
        with transaction.atomic():
            response = client.get(url) if row["method"] == "GET" else client.post(url, {})
            transaction.set_rollback(True)
        return answer(response)

    def test_every_route_stands_in_the_table(self) -> None:
        named = {row["route"] for row in rows()}
        routes = set(places.routes())
        assert not routes - named, f"routes without an expected answer: {sorted(routes - named)}"
        assert not named - routes, f"lines about routes that are gone: {sorted(named - routes)}"

    def test_no_line_is_written_twice(self) -> None:
        twice = [
            key
            for key, times in Counter((r["route"], r["method"], r["target"]) for r in rows()).items()
            if times > 1
        ]
        assert not twice, twice


def _one_test_for(role: str) -> None:
    """Each role is a test of its own, so that they run side by side."""

    def test(self: AccessTest) -> None:
        self.check(role)

    setattr(AccessTest, f"test_every_route_answers_the_{role}_as_the_table_says", test)


for _role in places.ROLES:
    _one_test_for(_role)
