"""One editor per kind of page: how it is stored, read from what was typed, and saved."""

from alliances.spaces.organisation.dossier import Dossier
from alliances.spaces.organisation.editors.base import Editor
from alliances.spaces.organisation.editors.budget import BudgetEditor
from alliances.spaces.organisation.editors.facts import FactsEditor
from alliances.spaces.organisation.editors.questions import QuestionsEditor
from alliances.spaces.organisation.editors.results import ResultsEditor
from alliances.spaces.organisation.steps import Step

OWN: dict[str, type[Editor]] = {editor.page: editor for editor in (FactsEditor, ResultsEditor, BudgetEditor)}


def editor_of(dossier: Dossier, step: Step) -> Editor:
    """The editor of a page: its own, or that of the sections of a form."""
    return OWN.get(step.slug, QuestionsEditor)(dossier, step)
