"""Every string of the public list of naughty strings, once in each kind of field, on forms that stand for the others.

What each field of each form bears, one by one, is in `test_hostile`.
"""

import json
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from tests.access import acts
from tests.access.test_acts import posts
from tests.support import shared, tables

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


for _kind in FORMS:
    _fill(_kind)
for _kind in QUESTIONS:
    _ask(_kind)
