"""Each form of the product takes each naughty string without a server error.

The forms are found by asking every address of the access table as the person who may open it. A form of several fields
takes several strings at once, each string in one of its fields. The search boxes of the tables are one piece of code:
together they take every string, each box its share.
"""

import json
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from tests.access import places
from tests.access.test_access import rows

STRINGS: list[str] = json.loads(
    (Path(__file__).resolve().parent.parent / "data" / "blns.json").read_text("utf-8")
)
# The driver of the database cannot carry a lone surrogate; a browser cannot send one either.
SENDABLE = [text for text in STRINGS if text.encode("utf-8", "replace").decode() == text]
PARTS = 8
SEARCH = "/recherche/"
TYPED = {"text", "email", "search", "number", "date", "tel", "url", "password", "textarea", "datetime-local"}


class Forms(HTMLParser):
    """The forms of a page: address, method, hidden values and the names one types in or chooses."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SimpleNamespace] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(
                SimpleNamespace(
                    action=given.get("action") or "", method=(given.get("method") or "get").lower(), fields={}
                )
            )
        elif self.forms and given.get("name") and tag in {"input", "textarea", "select"}:
            kind = (
                "textarea"
                if tag == "textarea"
                else given.get("type") or ("select" if tag == "select" else "text")
            )
            fields = self.forms[-1].fields
            fields[given["name"]] = (kind, fields.get(given["name"], ("", None))[1] or given.get("value"))


@pytest.fixture(scope="module")
def openable() -> list[tuple[str, str, str]]:
    """(route, target, role) of every page: the first role that may open its own territory's."""
    found = []
    for row in rows():
        role = next((r for r in places.ROLES if row[r].split("/")[0] == "200"), None)
        if row["method"] == "GET" and role:
            found.append((row["route"], row["target"], role))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_no_form_breaks_on_a_naughty_string(part: int, openable: list[tuple[str, str, str]]) -> None:
    world = places.build()
    clients = {role: Client(raise_request_exception=False) for role in places.ROLES}
    for role, client in clients.items():
        if role != "visitor":
            client.force_login(world.here.people[role])
    broken = []
    for route, target, role in openable[part::PARTS]:
        url = places.address(route, target, world.objects["own"])
        page = Forms()
        page.feed(clients[role].get(url).content.decode())
        for form in page.forms:
            if (
                form.action != SEARCH or route == "search"
            ):  # the search box of the header stands on every page
                broken += _feed(clients[role], url, form, share=part)
    assert not broken, "\n".join(broken)


def _feed(client: Client, url: str, form: SimpleNamespace, share: int) -> list[str]:
    typed = [name for name, (kind, _value) in form.fields.items() if kind in TYPED]
    if not typed:
        return []
    kept = {
        name: value or ""
        for name, (kind, value) in form.fields.items()
        if name not in typed and kind != "file"
    }
    address = url if form.action in {"", "."} or form.action.startswith("?") else form.action
    is_table = "q" in typed and form.action != SEARCH
    strings = SENDABLE[share::PARTS] if is_table else SENDABLE
    send = client.post if form.method == "post" else client.get
    broken = []
    for first in range(0, len(strings), len(typed)):
        answers = dict(zip(typed, cycle(strings[first : first + len(typed)]), strict=False))
        with transaction.atomic():
            response = send(address, {**kept, **answers})
            transaction.set_rollback(True)
        if response.status_code >= 500:
            broken.append(f"{form.method} {address} answers {response.status_code} to {answers!r:.300}")
    return broken[:3]
