"""The application as pages small enough for a phone: its facts, each section of its form, its results, its budget."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.applications import rules
from alliances.domain.applications.models import Application
from alliances.domain.forms.models import Section

REVIEW = gettext_lazy("Relire et envoyer")


@dataclass(frozen=True)
class Step:
    """One page of the form: its word in the address, its title, a sentence that helps; its section if it is one."""

    slug: str
    title: Any
    help: Any
    section: Section | None = None


def steps_of(sections: list[Section]) -> list[Step]:
    """Every page, in the order of the form. « Documents » has its own screen, `views/documents.py`."""
    return [
        Step(rules.FACTS, _("Le projet"), _("Un nom court suffit. Il paraîtra sur tous les papiers.")),
        *(Step(s.code, s.text("title"), s.text("help"), s) for s in sections),
        Step(
            rules.RESULTS,
            _("Les résultats attendus"),
            _("Ce que vous visez, en chiffres. La reddition de comptes y répondra, ligne par ligne."),
        ),
        Step(
            rules.BUDGET,
            _("Le budget"),
            _("Écrivez les montants comme vous en avez l’habitude, par exemple 1 234,56."),
        ),
        Step(
            rules.DOCUMENTS,
            _("Les documents"),
            _("Joignez ce que l’appel demande. Le comité et la région liront ces documents après l’envoi."),
        ),
    ]


def writable(application: Application, steps: list[Step]) -> list[Step]:
    """The pages that may be written now: all of a draft, the reopened ones of a file to correct, none otherwise."""
    return [step for step in steps if rules.may_write(application, step.slug)]
