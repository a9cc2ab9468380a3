"""What happened to a payment, oldest first, for the foot of its page."""

from django.utils.translation import gettext as _

from alliances.domain.common.models import TransitionRecord
from alliances.domain.grants.models import Payment, PaymentState
from alliances.ui.history import Event


def events_of(payment: Payment) -> list[Event]:
    """One query. The request itself is the first event."""
    said = {
        PaymentState.APPROVED: _("Versement approuvé"),
        PaymentState.REFUSED: _("Versement refusé"),
        PaymentState.PAID: _("Versement inscrit au grand livre"),
    }
    first = Event(
        payment.requested_at, _("Versement demandé, quatre attestations cochées"), payment.requested_by
    )
    records = TransitionRecord.objects.about(payment)
    return [
        first,
        *(Event(record.at, said[record.target], record.actor.person, record.reason) for record in records),
    ]
