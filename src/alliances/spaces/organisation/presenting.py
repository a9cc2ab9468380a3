"""An application as one reads it: sections with questions and answers, what is missing, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse

from alliances.domain.applications import rules
from alliances.domain.applications.models import Application
from alliances.domain.common.models import TransitionRecord
from alliances.spaces.organisation.answers import stored
from alliances.spaces.organisation.forms import TEXTS, AnswersForm
from alliances.spaces.organisation.steps import REVIEW, STEPS, Step, holding
from alliances.ui import formats
from alliances.ui.history import Event


@dataclass(frozen=True)
class Answer:
    """One question and its answer as text; `unread`: kept as typed, because it could not be read."""

    field: str
    label: str
    text: str
    long: bool
    unread: bool


@dataclass(frozen=True)
class Section:
    step: Step
    answers: list[Answer]


def sections(application: Application) -> list[Section]:
    """The whole application, page by page."""
    return [Section(step, [_answer(application, step, name) for name in step.fields]) for step in STEPS]


def _answer(application: Application, step: Step, name: str) -> Answer:
    label = str(AnswersForm.base_fields[name].label)
    unread = name in application.unread
    text = stored(application, step)[name] if unread else _written(application, name)
    return Answer(name, label, text, name in TEXTS and name != "title", unread)


def _written(application: Application, name: str) -> str:
    value = getattr(application, name)
    if value in (None, ""):
        return ""
    if name.endswith("_cents"):
        return formats.money(value)
    if name.endswith("_on"):
        return formats.day(value)
    return formats.number(value) if name == "people_expected" else str(value)


@dataclass(frozen=True)
class Page:
    """One page of the form in the stepper. `done`: nothing is missing on it."""

    title: Any
    url: str
    done: bool
    current: bool


def pages(application: Application, current: Step | None) -> list[Page]:
    """The pages of the form, then the review (the current one when `current` is None)."""
    wanting = {gap.field for gap in rules.gaps(application)}
    found = [
        Page(
            step.title,
            reverse("organisation_application_step", args=[application.pk, step.slug]),
            not wanting.intersection(step.fields),
            step == current,
        )
        for step in STEPS
    ]
    review = reverse("organisation_application_check", args=[application.pk])
    return [*found, Page(REVIEW, review, False, current is None)]


def chunks(digest: str) -> list[str]:
    """The digest in groups of eight signs, between which a narrow page may break the line."""
    return [digest[i : i + 8] for i in range(0, len(digest), 8)]


@dataclass(frozen=True)
class Missing:
    """One gap and the address of its field."""

    sentence: str
    url: str


def missing(application: Application) -> list[Missing]:
    return [Missing(gap.sentence, field_url(application, gap.field)) for gap in rules.gaps(application)]


def field_url(application: Application, field: str) -> str:
    """The page of the form where `field` stands, at that field."""
    page = reverse("organisation_application_step", args=[application.pk, holding(field).slug])
    return f"{page}#id_{field}"


def where_to_resume(application: Application) -> str:
    """The page of the first gap, or the review when nothing is missing."""
    gaps = rules.gaps(application)
    if not gaps:
        return reverse("organisation_application_check", args=[application.pk])
    return reverse("organisation_application_step", args=[application.pk, holding(gaps[0].field).slug])


def history(row: Model, names: Mapping[str, Any]) -> list[Event]:
    """The passages of a file, latest first; names of people stay inside."""
    records = TransitionRecord.objects.about(row)
    return [
        Event(record.at, names.get(record.name, record.name), record.actor.person.full_name, record.reason)
        for record in reversed(records)
    ]
