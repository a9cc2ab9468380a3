"""Every string of the public list of naughty strings, in the forms that the URLconf knows: no 500.

Dealt among all forms; `./test --exhaustive tests/access/test_naughty_strings.py` gives every form every string. What
each field of each form bears, one by one, is in `test_hostile`.
"""

import json
from itertools import cycle, islice
from pathlib import Path

from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from tests.access import acts
from tests.access.test_acts import posts
from tests.support import exhaustive, pages, shared, tables

STRINGS: list[str] = json.loads(
    (Path(__file__).resolve().parent.parent / "data" / "blns.json").read_text("utf-8")
)
# The driver of the database cannot carry a lone surrogate; a browser cannot send one either.
SENDABLE = [text for text in STRINGS if text.encode("utf-8", "replace").decode() == text]
# Of each eight strings, those that every question and address takes when all are not asked for.
SOME = SENDABLE if exhaustive.ASKED else SENDABLE[::8]
QUESTIONS = {"the search": ("search", "q"), "a table": ("grant_list", "q")}
PATHS = ("measure", "plan", "territory", "invitation")
PARTS = 8
TYPED = pages.WRITTEN | {"email", "number", "date", "time"}


class NaughtyTest(shared.WorldTestCase):
    """Each sending is rolled back."""

    where = acts.WORLD

    def test_the_list_is_whole(self) -> None:
        assert (len(STRINGS), len(SENDABLE)) == (485, 485)

    def test_addresses_bear_them(self) -> None:
        client = Client(raise_request_exception=False)
        taken = [text for text in SOME if text and "/" not in text]
        for route in PATHS:
            wrong = [text for text in taken if client.get(reverse(route, args=[text])).status_code >= 500]
            assert not wrong, f"{route}: {wrong}"

    def test_questions_bear_them(self) -> None:
        client = Client(raise_request_exception=False)
        for what, (route, name) in QUESTIONS.items():
            asked = {text: client.get(f"{reverse(route)}?{urlencode({name: text})}") for text in SOME}
            wrong = [text for text, answer in asked.items() if answer.status_code >= 500]
            assert not wrong, f"{what}: {wrong}"

    def deal(self, part: int) -> None:
        """To each form of the part, all strings or its share of them; all forms together take each string."""
        forms = [found for row in posts()[part::PARTS] for found in acts.effective(self.world, row)]
        forms = [(act, client) for act, client in forms if typed(act)]
        deck = cycle(SENDABLE[part::PARTS])
        share = -(-len(SENDABLE) // PARTS // len(forms))
        wrong: list[str] = []
        for act, client in forms:
            hand = SENDABLE if exhaustive.ASKED else list(islice(deck, max(share, len(typed(act)))))
            wrong += [f"{act}: {line}" for line in broken_by(act, client, hand)]
        assert not wrong, "\n".join(wrong)


def typed(act: acts.Act) -> list[str]:
    return [one.name for one in act.form.fields.values() if one.kind in TYPED]


def broken_by(act: acts.Act, client: Client, strings: list[str]) -> list[str]:
    """Each string in one of the fields that one types in, as many at once as there are."""
    names = typed(act)
    found = []
    for first in range(0, len(strings), len(names)):
        answers = dict(zip(names, cycle(strings[first : first + len(names)]), strict=False))
        client.cookies.pop("messages", None)
        with tables.undone():
            status = acts.send(client, act, **answers).status_code
        if status >= 500:
            found.append(f"{answers!r:.300}: {status}")
    return found


def _one_test_for(part: int) -> None:
    """Each part is a test of its own, so that they run side by side."""

    def test(self: NaughtyTest) -> None:
        self.deal(part)

    setattr(NaughtyTest, f"test_forms_bear_them_{part + 1}", test)


for _part in range(PARTS):
    _one_test_for(_part)
