"""What every editor of a page does: one text per field, as one would type it; nothing typed is thrown away."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from alliances.domain.applications.actions import Conflict
from alliances.domain.applications.models import Application
from alliances.domain.people.models import Account
from alliances.spaces.organisation.dossier import Dossier
from alliances.spaces.organisation.forms import LenientForm
from alliances.spaces.organisation.steps import Step

Texts = dict[str, str | list[str]]


@dataclass(frozen=True)
class Difference:
    """One answer that somebody else stored since: its field, its question, and the text stored now."""

    field: str
    label: str
    text: str


def as_query(texts: Texts) -> QueryDict:
    """`texts` as a browser would send them."""
    found = QueryDict(mutable=True)
    for name, text in texts.items():
        found.setlist(name, text if isinstance(text, list) else [text])
    return found


def number_in(data: Any, name: str) -> int:
    """The whole number typed under `name`; 0 when it is not one (it then matches no version)."""
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class Editor:
    """The page `page` of one application. Subclasses say what is stored, which form shows it, and how it is saved."""

    page = ""
    template = "organisation/parts/fields.html"

    def __init__(self, dossier: Dossier, step: Step) -> None:
        self.dossier, self.step = dossier, step
        self.application = dossier.application

    def stored(self) -> Texts:
        """What is stored for this page, as one would type it."""
        raise NotImplementedError

    def form(self, data: QueryDict) -> LenientForm:
        raise NotImplementedError

    def write(self, actor: Account, version: int, form: LenientForm) -> Application:
        """Saves what the form holds through the action of the page."""
        raise NotImplementedError

    def shown(self, name: str, text: str | list[str]) -> str:
        """A stored answer as one reads it."""
        return text if isinstance(text, str) else ", ".join(text)

    def extra(self) -> dict[str, Any]:
        """What the template of the page needs beside the form."""
        return {}

    def stored_form(self) -> LenientForm:
        return self.form(as_query(self.stored()))

    @property
    def fingerprint(self) -> str:
        """Changes when an answer of this page changes: two tabs on two different pages do not disturb each other."""
        return hashlib.sha256(json.dumps(self.stored(), sort_keys=True).encode()).hexdigest()[:16]

    def save(self, actor: Account, form: LenientForm) -> Application:
        """Stores what the form holds. Raises Conflict when somebody changed *this page* since it was opened."""
        data: Any = form.data
        try:
            return self.write(actor, number_in(data, "version"), form)
        except Conflict as conflict:
            now = type(self)(Dossier(conflict.current), self.step)
            if data.get("seen") != now.fingerprint:
                raise
            return now.write(actor, conflict.current.version, form)

    def differences(self, form: LenientForm) -> list[Difference]:
        """The answers stored now that are not what this person typed. Ask it to the editor of what is stored now."""
        data: Any = form.data
        labels = {name: str(field.label) for name, field in form.fields.items()}
        return [
            Difference(name, labels.get(name, ""), self.shown(name, text))
            for name, text in self.stored().items()
            if name in labels and data.getlist(name) != (text if isinstance(text, list) else [text])
        ]
