"""Where one member stands with one file."""

from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.review.models import Review
from alliances.ui.badges import StateLabel

TO_DECLARE = StateLabel({"": _("Intérêts à déclarer")}, tone="warning")
TO_SCORE = StateLabel({"": _("À noter")}, tone="warning")
SCORED = StateLabel({"": _("Notes envoyées")}, tone="success")
CONFLICT = StateLabel({"": _("Conflit d’intérêts déclaré")}, tone="neutral")
IN_CORRECTION = StateLabel({"": _("En correction")}, tone="waiting")
PAST = StateLabel({"": _("Analyse terminée sans vous")}, tone="neutral")


def state_of(application: Application, review: Review | None) -> StateLabel:
    """The state of the file for the person who holds `review`."""
    if review is not None and review.has_conflict:
        return CONFLICT
    if review is not None and review.submitted_at:
        return SCORED
    if application.state == ApplicationState.REOPENED:
        return IN_CORRECTION
    if application.state != ApplicationState.SENT:
        return PAST
    return TO_SCORE if review else TO_DECLARE
