"""Bodies that name what their page never offered: another region's envelope, another call's file.

Each choice of a form, and each key hidden in the name of a field, is replaced by keys that the page does not offer, one
at a time. Whatever the answer, no table may change as if they had been offered.
"""

import re
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

from django.test import Client
from tests.access import acts
from tests.support import pages, tables

TRIED = 3  # keys that the page does not offer: the lowest, those of somebody's objects
# A draft keeps its other answers whatever one of them says; `tests/organisation` holds it to its call's priorities.
DRAFTS = frozenset({"organisation_application_step"})
# Scores typed wrong are kept, not sent: the draft is all that may change.
KEPT = {"committee_application": {"review_review"}}
CHOICES = frozenset({"select", "radio", "checkbox"})
KEY_IN_NAME = re.compile(r"(.+_)(\d+)")
LINES = re.compile(
    r"(rank|label|maximum|weight|amount|due|condition|year|party_\w+)_\d+"
)  # a line's number, no key


def taken(act: acts.Act, client: Client) -> list[str]:
    """One line for each forged body that changed something that the usual one does not."""
    bodies = list(_forged(act.form, act.sent))
    if not bodies:
        return []
    usual, wrong = _outcome(act, client, {}), []
    for name, choice, body in bodies:
        done = _outcome(act, client, body)
        if done and done.keys() <= KEPT.get(act.route, set()):
            continue
        if done and ((choice and act.route not in DRAFTS) or done != usual):
            wrong.append(f"{act}: {name} = {body[name]} was taken: {done}")
    return wrong


def _outcome(act: acts.Act, client: Client, changed: dict[str, Any]) -> dict[str, int]:
    with tables.undone() as before:
        answer = acts.send(client, act, **changed)
        done = tables.changed(before, tables.state())
    assert answer.status_code < 500, f"{act}: {changed} answers {answer.status_code}"
    return done


def _forged(form: pages.Form, sent: dict[str, Any]) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """(name, whether it is a choice, what changes in the body). Of a column of like fields, one speaks for all."""
    tried = set[tuple[str, ...]]()
    for one in form.fields.values():
        found = KEY_IN_NAME.fullmatch(one.name)
        column = found[1] if found else one.name
        if one.kind in CHOICES and any(value.isdigit() for value in one.offered):
            keys = tuple(islice((str(n) for n in count(1) if str(n) not in one.offered), TRIED))
            for key in keys if (column, *keys) not in tried else ():
                yield one.name, True, {one.name: [key]}
            tried.add((column, *keys))
        if found and not LINES.fullmatch(one.name) and (column,) not in tried:
            tried.add((column,))
            for n in islice((n for n in count(1) if f"{column}{n}" not in form.fields), TRIED):
                name = f"{column}{n}"
                yield name, False, {name: sent.get(one.name, "1")}
