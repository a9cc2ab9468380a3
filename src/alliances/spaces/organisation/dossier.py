"""One application with all that its pages show, read once: its content, its pages, its gaps."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from alliances.domain.applications import queries, rules
from alliances.domain.applications.models import Application, ApplicationState, Correction
from alliances.spaces.organisation.steps import REVIEW, Step, steps_of, writable


@dataclass(frozen=True)
class Page:
    """One page of the form in the stepper. `done`: nothing is missing on it."""

    title: Any
    url: str
    done: bool
    current: bool


@dataclass(frozen=True)
class Missing:
    """One gap and the address of its field."""

    sentence: str
    url: str


class Dossier:
    def __init__(self, application: Application) -> None:
        self.application = application
        self.content = queries.content_of(application)
        self.steps = steps_of([filled.section for filled in self.content.sections])

    @cached_property
    def open_steps(self) -> list[Step]:
        return writable(self.application, self.steps)

    @cached_property
    def gaps(self) -> list[rules.Gap]:
        return rules.gaps(self.application, self.content)

    @cached_property
    def correction(self) -> Correction | None:
        """What the region asked to correct, while it is asked."""
        if self.application.state != ApplicationState.REOPENED:
            return None
        return self.application.corrections.filter(answered_at=None).first()

    @property
    def is_open(self) -> bool:
        return self.application.state in (ApplicationState.DRAFT, ApplicationState.REOPENED)

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def after(self, step: Step) -> Step | None:
        """The next open page, or None before the review."""
        following = self.open_steps[self.open_steps.index(step) + 1 :] if step in self.open_steps else []
        return following[0] if following else None

    def before(self, step: Step) -> Step | None:
        place = self.open_steps.index(step) if step in self.open_steps else 0
        return self.open_steps[place - 1] if place else None

    def pages(self, current: Step | None) -> list[Page]:
        """The open pages, then the review (the current one when `current` is None)."""
        wanting = {gap.page for gap in self.gaps}
        found = [
            Page(step.title, self.url(step), step.slug not in wanting, step == current)
            for step in self.open_steps
        ]
        return [*found, Page(REVIEW, self.check_url, False, current is None)]

    def url(self, step: Step) -> str:
        return reverse("organisation_application_step", args=[self.application.pk, step.slug])

    @property
    def check_url(self) -> str:
        return reverse("organisation_application_check", args=[self.application.pk])

    @property
    def missing(self) -> list[Missing]:
        return [Missing(gap.sentence, self.gap_url(gap)) for gap in self.gaps]

    def gap_url(self, gap: rules.Gap) -> str:
        """The page where the gap stands, at its field."""
        page = reverse("organisation_application_step", args=[self.application.pk, gap.page])
        return f"{page}#{gap.field if gap.field == 'balance' else f'id_{gap.field}'}"

    @property
    def where_to_resume(self) -> str:
        """The first open page that lacks something; else the first to correct, or the review."""
        wanting = {gap.page for gap in self.gaps}
        lacking = [step for step in self.open_steps if step.slug in wanting]
        first = lacking or (self.open_steps if self.correction else [])
        return self.url(first[0]) if first else self.check_url
