"""Every string of the public list of naughty strings, once in each kind of field, on forms that stand for the others.

What each field of each form bears, one by one, is in `test_hostile`. Every string in every form takes half an hour, so
it is on demand: `ALLIANCES_NAUGHTY=1 ./test tests/access/test_naughty_strings.py`.
"""

import json
import os
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from tests.access import acts
from tests.access.test_acts import posts
from tests.support import pages, shared, tables

STRINGS: list[str] = json.loads(
    (Path(__file__).resolve().parent.parent / "data" / "blns.json").read_text("utf-8")
)
# The driver of the database cannot carry a lone surrogate; a browser cannot send one either.
SENDABLE = [text for text in STRINGS if text.encode("utf-8", "replace").decode() == text]
# By kind: a form that acts, and its fields that receive the string together; what is typed elsewhere stands.
FORMS = {
    "a line and a text": ("manager_call_edit", ("title", "purpose")),
    "what is read": (
        "manager_call_edit",
        ("budget", "opens_on", "closes_time", "weight_1", "envelope", "priorities"),
    ),
    "an address": ("invitations", ("email",)),
    "what is kept as typed": (
        "organisation_application_step",
        ("title", "people_expected", "starts_on", "priority", "version", "seen"),
    ),
}
QUESTIONS = {"the search": ("search", "q"), "a table": ("grant_list", "q")}
PARTS = 8
TYPED = pages.WRITTEN | {"email", "number", "date", "time"}
PATHS = ("measure", "plan", "territory", "invitation")


class NaughtyTest(shared.WorldTestCase):
    """Each sending is rolled back."""

    where = acts.WORLD

    def check(self, answers: list[tuple[str, HttpResponse]]) -> None:
        assert len(answers) == len(SENDABLE)
        wrong = [
            f"{text!r:.200}: {answer.status_code}" for text, answer in answers if answer.status_code >= 500
        ]
        assert not wrong, "\n".join(wrong)

    def test_the_list_is_whole(self) -> None:
        assert (len(STRINGS), len(SENDABLE)) == (485, 485)

    def test_every_string_is_borne_by_a_path(self) -> None:
        client = Client(raise_request_exception=False)
        taken = [text for text in SENDABLE if text and "/" not in text]
        for route in PATHS:
            wrong = [text for text in taken if client.get(reverse(route, args=[text])).status_code >= 500]
            assert not wrong, f"{route}: {wrong}"


def _fill(kind: str) -> None:
    route, fields = FORMS[kind]

    def test(self: NaughtyTest) -> None:
        act, client = next(iter(acts.effective(self.world, row_of(route))))
        assert set(fields) <= act.form.fields.keys(), sorted(act.form.fields)
        self.check([(text, sent(act, client, dict.fromkeys(fields, text))) for text in SENDABLE])

    setattr(NaughtyTest, f"test_every_string_is_borne_by_{kind.replace(' ', '_')}", test)


def _ask(kind: str) -> None:
    route, name = QUESTIONS[kind]

    def test(self: NaughtyTest) -> None:
        client = Client(raise_request_exception=False)
        url = reverse(route)
        self.check([(text, client.get(f"{url}?{urlencode({name: text})}")) for text in SENDABLE])

    setattr(NaughtyTest, f"test_every_string_is_borne_by_{kind.replace(' ', '_')}", test)


def row_of(route: str) -> dict[str, str]:
    return next(row for row in posts() if row["route"] == route)


def sent(act: acts.Act, client: Client, changed: dict[str, Any]) -> HttpResponse:
    client.cookies.pop("messages", None)
    with tables.undone():
        return acts.send(client, act, **changed)


def _fill_all(part: int) -> None:
    def test(self: NaughtyTest) -> None:
        wrong: list[str] = []
        for row in posts()[part::PARTS]:
            for act, client in acts.effective(self.world, row):
                wrong += [f"{act}: {line}" for line in broken_by(act, client)]
        assert not wrong, "\n".join(wrong)

    on_demand = pytest.mark.skipif("ALLIANCES_NAUGHTY" not in os.environ, reason="on demand")
    setattr(NaughtyTest, f"test_every_string_is_borne_by_every_form_{part}", on_demand(test))


def broken_by(act: acts.Act, client: Client) -> list[str]:
    """Each string in one of the fields that one types in, as many at once as there are."""
    typed = [one.name for one in act.form.fields.values() if one.kind in TYPED]
    found = []
    for first in range(0, len(SENDABLE) if typed else 0, len(typed) or 1):
        answers = dict(zip(typed, cycle(SENDABLE[first : first + len(typed)]), strict=False))
        status = sent(act, client, answers).status_code
        if status >= 500:
            found.append(f"{answers!r:.300}: {status}")
    return found


for _kind in FORMS:
    _fill(_kind)
for _part in range(PARTS):
    _fill_all(_part)
for _kind in QUESTIONS:
    _ask(_kind)
