"""One section of the form: each question by its kind."""

from django.http import QueryDict

from alliances.domain.applications import actions
from alliances.domain.applications.models import Application
from alliances.domain.forms.kinds import SEPARATOR
from alliances.domain.forms.models import Question, QuestionKind
from alliances.domain.forms.queries import Filled
from alliances.domain.people.models import Account
from alliances.spaces.organisation.editors.base import Editor, Texts
from alliances.spaces.organisation.forms import LenientForm, QuestionsForm


class QuestionsEditor(Editor):
    @property
    def _answers(self) -> list[Filled]:
        section = next(s for s in self.dossier.content.sections if s.section.code == self.step.slug)
        return section.answers

    @property
    def _questions(self) -> list[Question]:
        return [answer.question for answer in self._answers]

    def stored(self) -> Texts:
        return {
            answer.question.code: answer.typed.split(SEPARATOR)
            if answer.question.kind == QuestionKind.CHOICES and answer.typed
            else answer.typed
            for answer in self._answers
            if answer.question.kind != QuestionKind.CHOICES or answer.typed
        }

    def form(self, data: QueryDict) -> LenientForm:
        return QuestionsForm.asking(self._questions, data)

    def write(self, actor: Account, version: int, form: LenientForm) -> Application:
        """An unchecked box sends nothing: on a page sent whole (`page`), no box checked is an answer."""
        data = form.data
        typed = {}
        for question in self._questions:
            several = question.kind == QuestionKind.CHOICES
            if question.code in data:
                texts = data.getlist(question.code)  # type: ignore[attr-defined]
                typed[question.code] = SEPARATOR.join(texts) if several else texts[-1]
            elif several and "page" in data:
                typed[question.code] = ""
        return actions.save_answers(
            actor=actor, application=self.application, version=version, page=self.step.slug, typed=typed
        )

    def shown(self, name: str, text: str | list[str]) -> str:
        return next(answer.written for answer in self._answers if answer.question.code == name)
