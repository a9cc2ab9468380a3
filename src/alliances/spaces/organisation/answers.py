"""Reading and writing the answers of one page of the form."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from alliances.domain.applications import actions
from alliances.domain.applications.models import Application
from alliances.domain.people.models import Account
from alliances.spaces.organisation.forms import AnswersForm
from alliances.spaces.organisation.steps import Step
from alliances.ui import formats


def stored(application: Application, step: Step) -> dict[str, str]:
    """What is stored for this page, as one would type it; an unreadable answer is what was typed."""
    return {name: application.unread.get(name) or _typed(application, name) for name in step.fields}


def _typed(application: Application, name: str) -> str:
    if name == "priority":
        return str(application.priority_id or "")
    value = getattr(application, name)
    if name.endswith("_cents") and value is not None:
        return formats.number(formats.in_dollars(value), 2)
    return "" if value is None else str(value)


def fingerprint(application: Application, step: Step) -> str:
    """Changes when an answer of this page changes: two tabs on two different pages do not disturb each other."""
    values = [str(getattr(application, f"{n}_id" if n == "priority" else n)) for n in step.fields]
    kept = [application.unread.get(name, "") for name in step.fields]
    return hashlib.sha256(json.dumps([values, kept]).encode()).hexdigest()[:16]


def number_in(data: QueryDict, name: str) -> int:
    """The whole number typed under `name`; 0 when it is not one (it then matches no version)."""
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def save(*, actor: Account, application: Application, step: Step, form: AnswersForm) -> Application:
    """Stores what the form holds. Raises actions.Conflict when somebody changed *this page* since it was opened."""
    readable, unread = form.answers()
    data: Any = form.data
    arguments: dict[str, Any] = {
        "actor": actor,
        "application": application,
        "answers": readable,
        "unread": unread,
    }
    try:
        return actions.save_draft(version=number_in(data, "version"), **arguments)
    except actions.Conflict as conflict:
        if data.get("seen") != fingerprint(conflict.current, step):
            raise
        return actions.save_draft(version=conflict.current.version, **arguments)


@dataclass(frozen=True)
class Difference:
    """One answer that somebody else stored since: its field, its question, and the text stored now."""

    field: str
    label: str
    text: str


def differences(current: Application, step: Step, form: AnswersForm) -> list[Difference]:
    """The answers stored now that are not what this person typed."""
    found = []
    typed: Any = form.data
    for name, text in stored(current, step).items():
        if name in typed and typed[name] != text:
            shown = str(current.priority or "") if name == "priority" else text
            found.append(Difference(name, str(form.fields[name].label), shown))
    return found
