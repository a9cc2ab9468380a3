"""What the rooms of the journey still have to settle in a fiscal year before it closes."""

from django.utils.translation import gettext as _

from alliances.domain.grants.models import Payment, PaymentState
from alliances.domain.ledger.models import FiscalYear


def waiting_payments(year: FiscalYear) -> list[str]:
    """Payments asked for in the year, or before, that were neither made nor refused. One query."""
    waiting = Payment.objects.filter(
        state__in=[PaymentState.REQUESTED, PaymentState.APPROVED], requested_at__date__lte=year.last_day
    )
    return [
        _("Le versement %(id)s de l’aide %(number)s attend : inscrivez-le versé ou refusez-le.")
        % {"id": payment.pk, "number": payment.grant.number}
        for payment in waiting.select_related("grant").order_by("pk")
    ]
