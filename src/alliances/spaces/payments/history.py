"""What happened to a payment, oldest first, for the foot of its page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.grants.models import Payment
from alliances.spaces import history
from alliances.ui.history import Event

GRANT_PASSAGES = {
    "accept": gettext_lazy("Convention acceptée en ligne par l’organisme"),
    "record_signature": gettext_lazy("Convention signée sur papier"),
    "end_payments": gettext_lazy("Fin des versements"),
    "close": gettext_lazy("Aide terminée"),
}


def events_of(payment: Payment) -> list[Event]:
    """One query. The request itself is the first event."""
    asked = Event(
        at=payment.requested_at,
        what=_("Versement demandé, quatre attestations cochées"),
        who=payment.requested_by.full_name,
        fictitious=payment.requested_by.is_fictitious,
    )
    passages = {
        "approve": _("Versement approuvé"),
        "refuse": _("Versement refusé"),
        "mark_paid": _("Versement inscrit au grand livre"),
    }
    return [asked, *history.events_of(payment, passages)]
