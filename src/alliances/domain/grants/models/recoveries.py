"""Money paid, not spent, and asked back."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.common.settled import stays_once
from alliances.domain.grants.models.agreement import Grant
from alliances.domain.people.models import Account


class RecoveryState(models.TextChoices):
    OPEN = "open", _("À recevoir")
    RECEIVED = "received", _("Reçu")
    CANCELLED = "cancelled", _("Annulé")


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def visible_to(self, account: Account) -> "RecoveryQuerySet":
        return self.filter(grant__in=Grant.objects.visible_to(account))


@pghistory.track()
class Recovery(models.Model):
    """One sum that the organisation gives back. Received, the ledger moves it from paid to the envelope."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="recoveries")
    amount_cents = CentsField(verbose_name=_("montant"))
    reason = models.TextField(verbose_name=_("raison"))
    due_on = models.DateField(verbose_name=_("à rendre avant le"))
    state = models.CharField(max_length=10, choices=RecoveryState.choices, default=RecoveryState.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    received_on = models.DateField(null=True, blank=True, verbose_name=_("reçu le"))
    reference = models.CharField(max_length=60, blank=True, verbose_name=_("référence bancaire"))

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("recouvrement")
        constraints = [
            models.CheckConstraint(
                name="recovery_amount_positive",
                condition=Q(amount_cents__gt=0),
                violation_error_message=_("Un recouvrement porte un montant positif."),
            ),
            models.CheckConstraint(
                name="recovery_says_its_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Un recouvrement dit sa raison."),
            ),
            models.CheckConstraint(
                name="recovery_received_has_date_and_reference",
                condition=(Q(state="received", received_on__isnull=False) & ~Q(reference=""))
                | (~Q(state="received") & Q(received_on=None, reference="")),
                violation_error_message=_("L’argent reçu porte sa date et sa référence."),
            ),
        ]
        triggers = [stays_once(RecoveryState.RECEIVED, RecoveryState.CANCELLED)]
