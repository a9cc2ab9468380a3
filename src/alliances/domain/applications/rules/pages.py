"""The pages of an application: its facts, the sections of its form, its results, its budget.

A correction reopens some of them. A room that adds a page (attachments) adds its word here.
"""

from django.utils.translation import gettext as _

from alliances.domain.applications.models import Application
from alliances.domain.forms import queries as forms

FACTS, RESULTS, BUDGET, DOCUMENTS = "projet", "resultats", "budget", "documents"
BUDGET_FIELDS = ("requested_cents", "total_cost_cents")


def pages_of(application: Application) -> list[str]:
    """Their words, in the order of the form."""
    return list(titles_of(application))


def titles_of(application: Application) -> dict[str, str]:
    """The title of each page by its word, in the order of the form."""
    sections = application.form_version.sections.order_by("rank")
    return {
        FACTS: _("Le projet"),
        **{section.code: section.text("title") for section in sections},
        RESULTS: _("Les résultats attendus"),
        BUDGET: _("Le budget"),
        DOCUMENTS: _("Les documents"),
    }


def page_of(field: str, sections: list[forms.FilledSection]) -> str:
    """The page where a fact or a question is answered."""
    if field in BUDGET_FIELDS:
        return BUDGET
    holding = [s.section.code for s in sections for a in s.answers if a.question.code == field]
    return holding[0] if holding else FACTS
