"""The forms of a page as a browser sees them: what each would send untouched, and what it could send filled in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils import timezone

NAMELESS = ("", "")  # the button that sends the form and adds nothing
TOKEN = "csrfmiddlewaretoken"
WRITTEN = frozenset({"text", "textarea", "search", "password", "tel", "url"})
NO_FIELD = frozenset({"submit", "button", "reset", "image"})


@dataclass
class Field:
    """One name of a form: its kind, what it would send now, and what it offers (nothing for what one types)."""

    name: str
    kind: str
    digits: str = ""  # inputmode
    required: bool = False
    sent: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)

    def plausible(self, words: str = "Essai") -> list[str]:
        """Something a person could give; what stands already is kept."""
        if self.kind == "checkbox":
            return list(self.offered)
        if any(self.sent) or self.kind in {"hidden", "file"}:
            return self.sent
        if self.offered:
            return [next((value for value in reversed(self.offered) if value), "")]
        return [self._typed(words)]

    def _typed(self, words: str) -> str:
        typed = {
            "date": timezone.localdate().isoformat(),
            "time": "16:00",
            "number": "1",
            "email": "essai@exemple.test",
        }
        return typed.get(self.kind) or {"decimal": "1,00", "numeric": "1"}.get(self.digits) or words


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def untouched(self) -> dict[str, list[str]]:
        return {name: one.sent for name, one in self.fields.items() if one.kind != "file"}

    def filled(self, words: str = "Essai") -> dict[str, list[str]]:
        """Every answer that the page asks for; all of them where it says of none that it must be there."""
        asked = any(one.required for one in self.fields.values())
        return {
            name: one.plausible(words) if one.required or one.kind == "checkbox" or not asked else one.sent
            for name, one in self.fields.items()
            if one.kind != "file"
        }


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area: Field | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        present = {name for name, _value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "option" and self._select is not None:
            value = given.get("value", "")
            self._select.offered.append(value)
            if "selected" in present:
                self._select.sent.append(value)
        elif self._form is None:
            return
        elif given.get("name") and tag in {"input", "textarea", "select", "button"}:
            self._named(self._form, tag, given, present)
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._form.buttons.append(NAMELESS)

    def _named(self, form: Form, tag: str, given: dict[str, str], present: set[str]) -> None:
        kind = tag if tag != "input" else given.get("type", "text")
        if tag == "button" or kind in NO_FIELD:
            form.buttons.append((given["name"], given.get("value", "")))
            return
        if "disabled" in present:
            return
        one = form.fields.setdefault(given["name"], Field(given["name"], kind, given.get("inputmode", "")))
        one.required = one.required or "required" in present
        if kind in {"checkbox", "radio"}:
            one.offered.append(given.get("value", "on"))
            if "checked" in present:
                one.sent.append(given.get("value", "on"))
        elif tag == "input":
            one.sent.append(given.get("value", ""))
        elif tag == "textarea":
            one.sent.append("")
            self._area = one
        else:
            self._select = one

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.sent[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self._area.sent[-1] = self._area.sent[-1].removeprefix("\n")
            self._area = None
        elif tag == "select" and self._select is not None:
            if not self._select.sent and self._select.offered:
                self._select.sent.append(self._select.offered[0])
            self._select = None
        elif tag == "form":
            self._form = None


def forms(text: str) -> list[Form]:
    """Every form of the page, in its order."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms
