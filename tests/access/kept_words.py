"""What was typed survives a session that expired and a page that stayed open too long, on every form with words."""

import html
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from tests.access import acts
from tests.support import pages


def lost(built: SimpleNamespace, act: acts.Act, client: Client) -> Iterator[str]:
    """One line for each way to lose the words of this form."""
    words = {
        name: f"Mots tapés dans {name}"
        for name, one in act.form.fields.items()
        if one.kind == "textarea" and act.sent.get(name)
    }
    if not words:
        return
    expired = Client(raise_request_exception=False)
    expired.cookies[settings.CSRF_COOKIE_NAME] = client.cookies[settings.CSRF_COOKIE_NAME].value
    answer = acts.send(expired, act, **words)
    expired.force_login(built.here.people[act.role])
    if missing := _missing(_led_to(expired, answer), words):
        yield f"{act}: lost when the session expired: {missing}"
    answer = acts.send(client, act, **words, **{pages.TOKEN: "x" * 64})
    if missing := _missing(_led_to(client, answer), words):
        yield f"{act}: lost when the page stayed open: {missing}"


def _led_to(client: Client, answer: HttpResponse) -> HttpResponse:
    """The page that the answer leads to, past the door where one signs in."""
    if answer.status_code != 302:
        return answer
    address = urlsplit(answer.headers["Location"])
    after = parse_qs(address.query).get("next")
    return client.get(after[0] if after else answer.headers["Location"], follow=True)


def _missing(page: HttpResponse, words: dict[str, str]) -> list[str]:
    text = html.unescape(page.content.decode())
    return [name for name, typed in words.items() if typed not in text]
