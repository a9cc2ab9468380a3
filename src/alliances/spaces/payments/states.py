"""The states of a payment, and what happens next, in words."""

from django.utils.translation import gettext_lazy as _

from alliances.domain.grants.models import PaymentState
from alliances.ui.badges import StateLabel

STATES: dict[str, StateLabel] = {
    PaymentState.REQUESTED: StateLabel(
        {"": _("Demandé")},
        "waiting",
        {"": _("Une autre personne vérifie la demande, puis l’approuve ou la refuse.")},
    ),
    PaymentState.APPROVED: StateLabel(
        {"": _("Approuvé")}, "info", {"": _("Faites le versement à la banque, puis inscrivez sa date ici.")}
    ),
    PaymentState.PAID: StateLabel(
        {"": _("Versé")}, "success", {"": _("Rien d’autre à faire : le grand livre porte ce versement.")}
    ),
    PaymentState.REFUSED: StateLabel(
        {"": _("Refusé")}, "danger", {"": _("Le montant redevient disponible pour une nouvelle demande.")}
    ),
}
