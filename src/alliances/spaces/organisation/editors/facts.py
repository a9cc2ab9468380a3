"""The facts: name, priority, people, dates."""

from typing import Any

from django.http import QueryDict

from alliances.domain.applications import actions, rules
from alliances.domain.applications.models import Application
from alliances.domain.people.models import Account
from alliances.spaces.organisation.editors.base import Editor, Texts
from alliances.spaces.organisation.forms import FactsForm, LenientForm


class FactsEditor(Editor):
    page = rules.FACTS

    def stored(self) -> Texts:
        return {
            name: self.application.unread.get(name) or self._typed(name) for name in FactsForm.base_fields
        }

    def _typed(self, name: str) -> str:
        value = getattr(self.application, "priority_id" if name == "priority" else name)
        return "" if value is None else str(value)

    def form(self, data: QueryDict) -> LenientForm:
        return FactsForm(data, application=self.application)

    def write(self, actor: Account, version: int, form: LenientForm) -> Application:
        readable: dict[str, Any] = {}
        unread: dict[str, str] = {}
        for name in (name for name in form.fields if name in form.data):
            if name not in form.errors:
                readable[name] = form.cleaned_data[name]
            elif name != "priority":
                readable[name] = "" if name == "title" else None
                unread[name] = str(form.data[name])
        return actions.save_draft(
            actor=actor, application=self.application, version=version, answers=readable, unread=unread
        )

    def shown(self, name: str, text: str | list[str]) -> str:
        return str(self.application.priority or "") if name == "priority" else super().shown(name, text)
