"""A version of a form with its sections and questions, and a form filled with answers: three queries each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alliances.domain.forms.kinds import Reading, kind_of
from alliances.domain.forms.models import FormVersion, Question, Section


@dataclass(frozen=True)
class Filled:
    """One question and what was typed to answer it."""

    question: Question
    typed: str

    @property
    def reading(self) -> Reading:
        return kind_of(self.question).read(self.question, self.typed)

    @property
    def is_long(self) -> bool:
        return kind_of(self.question).is_long

    @property
    def is_missing(self) -> bool:
        """A compulsory question without a readable answer; or any answer that cannot be read."""
        reading = self.reading
        return bool(reading.sentence) or (self.question.is_required and reading.value is None)

    @property
    def written(self) -> str:
        """The answer as one reads it; word for word when it cannot be read."""
        reading: Any = self.reading
        if reading.value is None:
            return self.typed.strip()
        return kind_of(self.question).write(self.question, reading.value)


@dataclass(frozen=True)
class FilledSection:
    section: Section
    answers: list[Filled]


def sections_of(version: FormVersion) -> list[Section]:
    """The sections in order, their questions and options ready (three queries)."""
    return list(version.sections.order_by("rank").prefetch_related("questions__options"))


def questions_in(section: Section) -> list[Question]:
    """The questions of a section of `sections_of`, in order, without a query."""
    return sorted(section.questions.all(), key=lambda question: question.rank)


def filled(sections: list[Section], typed: Mapping[str, str]) -> list[FilledSection]:
    """`typed` by code of question; a question without one was not answered."""
    return [
        FilledSection(section, [Filled(q, typed.get(q.code, "")) for q in questions_in(section)])
        for section in sections
    ]
