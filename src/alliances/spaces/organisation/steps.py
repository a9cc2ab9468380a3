"""The application as pages of one question group each, small enough for a phone."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Step:
    """One page of the form: its word in the address, its title, a sentence that helps, and its fields."""

    slug: str
    title: Any
    help: Any
    fields: tuple[str, ...]


STEPS = (
    Step(
        "projet",
        _("Le projet"),
        _("Un nom court suffit. Il paraîtra sur tous les papiers."),
        ("title", "priority"),
    ),
    Step("besoin", _("Le besoin"), _("Parlez de votre milieu, dans vos mots."), ("need",)),
    Step(
        "activites",
        _("Les activités et les personnes"),
        _("Dites ce que vous ferez, avec qui et pour qui."),
        ("activities", "participation", "people_expected"),
    ),
    Step(
        "montants",
        _("Les montants"),
        _("Écrivez les montants comme vous en avez l’habitude, par exemple 1 234,56."),
        ("total_cost_cents", "requested_cents"),
    ),
    Step("dates", _("Les dates"), _("Des dates prévues suffisent."), ("starts_on", "ends_on")),
)
REVIEW = _("Relire et envoyer")


def by_slug(slug: str) -> Step | None:
    return next((step for step in STEPS if step.slug == slug), None)


def holding(field: str) -> Step:
    """The page where one answers `field`."""
    return next(step for step in STEPS if field in step.fields)


def after(step: Step) -> Step | None:
    """The next page, or None before the review."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


def before(step: Step) -> Step | None:
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None
