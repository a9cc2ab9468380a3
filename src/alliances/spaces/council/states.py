"""The states of a sitting in the words of those who keep it, with what happens next."""

from django.utils.translation import gettext_lazy as _

from alliances.domain.bodies.models import SittingState
from alliances.domain.grants.models import AmendmentState
from alliances.ui.badges import StateLabel

SITTINGS = {
    SittingState.PLANNED: StateLabel(
        {"": _("Prévue")}, tone="waiting", next_step={"": _("Le jour venu, cochez les membres présents.")}
    ),
    SittingState.HELD: StateLabel(
        {"": _("Tenue")},
        tone="info",
        next_step={"": _("Vérifiez les présences, puis arrêtez-les : un acte pourra citer la séance.")},
    ),
    SittingState.CLOSED: StateLabel(
        {"": _("Présences arrêtées")},
        tone="success",
        next_step={
            "": _("Les présences ne changent plus. Recommandations et résolutions s’appuient sur elles.")
        },
    ),
}
AMENDMENT: dict[str, StateLabel] = {
    AmendmentState.TO_AUTHORISE: StateLabel(
        {"": _("Attend la résolution")},
        tone="warning",
        next_step={
            "": _(
                "Quand le conseil a décidé, inscrivez la séance et le numéro : le montant ajouté est réservé."
            )
        },
    ),
    AmendmentState.PROPOSED: StateLabel(
        {"": _("À accepter")},
        tone="waiting",
        next_step={"": _("L’organisme lit l’avenant, puis l’accepte ou le décline.")},
    ),
    AmendmentState.ACCEPTED: StateLabel(
        {"": _("En vigueur")},
        tone="success",
        next_step={"": _("L’organisme a accepté. Le montant ajouté est engagé.")},
    ),
    AmendmentState.DECLINED: StateLabel(
        {"": _("Décliné")},
        tone="neutral",
        next_step={"": _("L’organisme a dit non. Le montant est de retour dans l’enveloppe.")},
    ),
    AmendmentState.WITHDRAWN: StateLabel(
        {"": _("Retiré")},
        tone="neutral",
        next_step={"": _("La région a retiré sa proposition. Rien n’est réservé.")},
    ),
}
