"""What an answer to a vicious form may be: an act, or a refusal in a sentence that keeps the other answers."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.contrib.messages import ERROR
from django.http import HttpResponse
from django.test import Client
from tests.access import vicious
from tests.support import pages

from alliances.spaces.replays import KEY

REFUSALS = {200, 400, 409, 422}
SENTENCES = ("error-summary", "notice-error", "notice-warning", "notice-danger", "error-page")
SHORT = 200  # characters of an answer shown when it fails
BUTTON = "act"  # says which button was pressed: nobody writes it, and the page need not guess
CHOSEN = frozenset({"select", "radio", "checkbox"})
UNTYPED = CHOSEN | {"hidden", "file"}
UNSHOWN = frozenset({"", "hidden", "password", "file"})  # a hidden version moves on when the page saves


def fault(client: Client, answer: HttpResponse, form: pages.Form, trial: vicious.Trial) -> str:
    """What is wrong with the answer; empty when nothing is. The page where a refusal sends must show the words."""
    if answer.status_code >= 500:
        raised = getattr(answer, "exc_info", None)
        return f"answers {answer.status_code}: {repr(raised[1])[:SHORT] if raised else ''}"
    if answer.status_code == 302:
        return _lost_on_the_way(client, answer, form, trial)
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    text = answer.content.decode()
    if found := taken_for_code(text):
        return found
    if answer.status_code in {403, 404} and form.fields[trial.field].kind not in UNTYPED:
        return f"answers {answer.status_code} to something that one types"
    did = answer.wsgi_request.META.get(KEY)  # type: ignore[attr-defined]
    if trial.field == BUTTON:
        return ""
    if answer.status_code not in REFUSALS or "error-page" in text or did:
        return ""
    return _lost_in_the_page(text, form, trial)


def taken_for_code(text: str) -> str:
    if vicious.MARK in text:
        return "shows a text as markup"
    return "computes a text as a template" if vicious.SUM in text else ""


def _typed(form: pages.Form, trial: vicious.Trial) -> Mapping[str, Any]:
    """What stands in the boxes that one types in, the vicious one apart."""
    return {
        name: given
        for name, given in trial.body.items()
        if name in form.fields and name != trial.field and form.fields[name].kind not in UNTYPED
    }


def _lost_on_the_way(client: Client, answer: HttpResponse, form: pages.Form, trial: vicious.Trial) -> str:
    """A refusal that sends to another page may leave behind what was typed here."""
    said = getattr(getattr(answer, "wsgi_request", None), "_messages", None)
    refused = [str(one) for one in getattr(said, "_queued_messages", []) if one.level >= ERROR]
    typed = [name for name, given in _typed(form, trial).items() if any(map(str.strip, _texts(given)))]
    if not refused or not typed:
        return ""
    next_page = client.get(urljoin(trial.url, answer.headers["Location"])).content.decode()
    lost = _lost_in_the_page(next_page, form, trial)
    return f"refuses by sending elsewhere ({refused[0]}): {lost}" if lost else ""


def _lost_in_the_page(text: str, form: pages.Form, trial: vicious.Trial) -> str:
    shown = [
        one
        for one in pages.forms(text)
        if trial.body.keys() & form.fields.keys() <= one.fields.keys() | {trial.field}
    ]
    if not shown:
        unwritten = form.fields[trial.field].kind == "hidden"  # only a forger loses his page
        return "" if form.method == "get" or unwritten else "the form is not shown again"
    lost = min((_differences(one, form, trial) for one in shown), key=len)
    if lost:
        return "loses " + ", ".join(lost)
    said = form.method == "get" or any(mark in text for mark in SENTENCES)
    return "" if said else "refuses without a sentence"


def _differences(shown: pages.Form, form: pages.Form, trial: vicious.Trial) -> list[str]:
    lost = []
    for name, given in trial.body.items():
        kind = form.fields[name].kind if name in form.fields else ""
        if name == trial.field or kind in UNSHOWN or name not in shown.fields:
            continue
        if form.fields[trial.field].kind == "hidden" and kind in CHOSEN:
            continue  # nobody writes a hidden field: the page need not guess which act it was
        now = shown.fields[name].sent
        if sorted(_texts(given)) != sorted(_texts(now)):
            lost.append(f"{name} ({_texts(given)} became {_texts(now)})"[:SHORT])
    return lost


def _texts(given: Any) -> list[str]:
    return [str(one).replace("\r\n", "\n") for one in (given if isinstance(given, list) else [given])]
