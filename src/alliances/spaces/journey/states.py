"""The states of the journey in the public's words."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.calls.models import Call
from alliances.domain.grants.models import Grant, GrantState
from alliances.ui.badges import StateLabel

OPEN = StateLabel({"": _("Ouvert")}, "success", {"": _("Vous pouvez préparer et envoyer une demande.")})
COMING = StateLabel({"": _("À venir")}, "info", {"": _("L’appel n’est pas encore ouvert.")})
OVER = StateLabel(
    {"": _("Terminé")}, "neutral", {"": _("Les demandes reçues sont lues, puis une instance décide.")}
)
RUNNING = StateLabel(
    {"": _("En cours")}, "waiting", {"": _("L’organisme réalise le projet, puis en rend compte.")}
)
DONE = StateLabel({"": _("Terminée")}, "success")


def of_call(call: Call) -> StateLabel:
    """What the reader can do today, whatever the file's own state is called."""
    if call.is_open:
        return OPEN
    if call.state == "draft":  # a preview: as it will be read once published
        return COMING
    return COMING if call.state == "published" and call.opens_at > timezone.now() else OVER


def of_grant(grant: Grant) -> StateLabel:
    return RUNNING if grant.state == GrantState.SIGNED else DONE
