"""The kinds of questions: each reads what was typed, says its sentence when it cannot, and writes the answer again.

Nothing typed is refused here: `read` answers a value or a sentence, and the caller keeps the typed text either way.
A new kind is one class and one line in `KINDS`.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from alliances.domain.common import formats, typed
from alliances.domain.forms.models import Question, QuestionKind

LONGEST_SHORT, LONGEST_LONG = 200, 5_000  # characters, where the question gives no limit
LARGEST_NUMBER = 10**9
LARGEST_CENTS = 10**15
SEPARATOR = "\n"  # between the codes of several choices


@dataclass(frozen=True)
class Reading:
    """What a typed text says: a value fit for JSON (None: nothing typed), or the sentence that says what to type."""

    value: Any = None
    sentence: str = ""


class Kind:
    """What every kind does; `is_long`: its answer is read as paragraphs."""

    is_long = False

    def read(self, question: Question, text: str) -> Reading:
        if not text.strip():
            return Reading()
        try:
            return Reading(self._value(question, text))
        except ValidationError as refusal:
            return Reading(sentence=" ".join(refusal.messages))

    def write(self, question: Question, value: Any) -> str:
        """The answer as one reads it, in the language of the page."""
        return str(value)

    def _value(self, question: Question, text: str) -> Any:
        raise NotImplementedError


class ShortText(Kind):
    longest = LONGEST_SHORT

    def _value(self, question: Question, text: str) -> str:
        limit, length = question.longest or self.longest, len(text)
        if length > limit:
            raise ValidationError(
                _("Raccourcissez ce texte : au plus %(limit)s caractères. Il en compte %(length)s.")
                % {"limit": formats.number(limit), "length": formats.number(length)}
            )
        return text


class LongText(ShortText):
    is_long = True
    longest = LONGEST_LONG


class Number(Kind):
    largest = LARGEST_NUMBER

    def _value(self, question: Question, text: str) -> int:
        found = self._number(text)
        low = 0 if question.minimum is None else question.minimum
        high = self.largest if question.maximum is None else question.maximum
        if not low <= found <= high:
            raise ValidationError(
                _("La réponse va de %(low)s à %(high)s.")
                % {"low": self.write(question, low), "high": self.write(question, high)}
            )
        return found

    def _number(self, text: str) -> int:
        compact = re.sub(f"[{typed.SPACES}]", "", text)
        if not re.fullmatch(r"-?[0-9]{1,18}", compact, re.ASCII):
            raise ValidationError(_("Écrivez un nombre entier en chiffres, par exemple 12."))
        return int(compact)

    def write(self, question: Question, value: Any) -> str:
        return formats.number(value)


class Money(Number):
    """The value is integer cents."""

    largest = LARGEST_CENTS

    def _number(self, text: str) -> int:
        return typed.cents(text[:60])

    def write(self, question: Question, value: Any) -> str:
        return formats.money(value)


class Day(Kind):
    """The value is the ISO date."""

    def _value(self, question: Question, text: str) -> str:
        return typed.day(text[:40]).isoformat()

    def write(self, question: Question, value: Any) -> str:
        return formats.day(date.fromisoformat(value))


class Choices(Kind):
    """The value is the list of the codes chosen."""

    def _value(self, question: Question, text: str) -> Any:
        known = self.options(question)
        chosen = [line.strip() for line in text.split(SEPARATOR) if line.strip()]
        if any(code not in known for code in chosen):
            raise ValidationError(_("Choisissez une réponse de la liste."))
        return chosen

    def options(self, question: Question) -> dict[str, str]:
        """The codes on offer and their words."""
        return {option.code: option.text("label") for option in question.options.all()}

    def write(self, question: Question, value: Any) -> str:
        known = self.options(question)
        return "; ".join(known.get(code, code) for code in value)


class Choice(Choices):
    """The value is the code chosen."""

    def _value(self, question: Question, text: str) -> str:
        chosen = super()._value(question, text)
        if len(chosen) != 1:
            raise ValidationError(_("Choisissez une seule réponse."))
        return str(chosen[0])

    def write(self, question: Question, value: Any) -> str:
        return self.options(question).get(value, value)


class YesNo(Choice):
    def options(self, question: Question) -> dict[str, str]:
        return {"yes": _("Oui"), "no": _("Non")}


KINDS: dict[str, Kind] = {
    QuestionKind.SHORT_TEXT: ShortText(),
    QuestionKind.LONG_TEXT: LongText(),
    QuestionKind.NUMBER: Number(),
    QuestionKind.MONEY: Money(),
    QuestionKind.DATE: Day(),
    QuestionKind.CHOICE: Choice(),
    QuestionKind.CHOICES: Choices(),
    QuestionKind.YES_NO: YesNo(),
}


def kind_of(question: Question) -> Kind:
    return KINDS[question.kind]


def read(question: Question, text: str) -> Reading:
    return kind_of(question).read(question, text)
