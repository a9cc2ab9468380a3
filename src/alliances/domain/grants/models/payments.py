"""Payments: money on its way to an organisation."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.common.settled import stays_once
from alliances.domain.grants.models.agreement import Grant, Instalment
from alliances.domain.people.models import Account, Person


class PaymentState(models.TextChoices):
    REQUESTED = "requested", _("Demandé")
    APPROVED = "approved", _("Approuvé")
    PAID = "paid", _("Versé")
    REFUSED = "refused", _("Refusé")


class Attestation(models.TextChoices):
    """What the person who asks for public money to leave attests (Loi sur l’administration financière, a. 28)."""

    BASIS = "basis", _("Le versement repose sur la convention signée.")
    CHARGE = "charge", _("Il est imputé à la bonne enveloppe, au bon exercice.")
    DUE = "due", _("Il est dû : l’organisme a rempli les conditions de la convention.")
    RULES = "rules", _("Il respecte les règles du cadre de gestion.")


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, account: Account) -> "PaymentQuerySet":
        return self.filter(grant__in=Grant.objects.visible_to(account))


@pghistory.track()
class Payment(models.Model):
    """Money on its way to an organisation: requested by one natural person, approved by another.

    It pays one instalment, at most once, never more than its amount (`sql/guards.sql`). `evidence` says in words how
    the condition is known to be met; it stays in the file and is not published.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="payments")
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="payments")
    amount_cents = CentsField(verbose_name=_("montant"))
    purpose = models.CharField(max_length=200, verbose_name=_("objet"))
    evidence = models.TextField(verbose_name=_("ce qui montre que la condition est remplie"))
    attestations = ArrayField(models.CharField(max_length=10, choices=Attestation.choices))
    state = models.CharField(max_length=10, choices=PaymentState.choices, default=PaymentState.REQUESTED)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True, verbose_name=_("versé le"))
    reference = models.CharField(max_length=60, blank=True, verbose_name=_("référence bancaire"))

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("versement")
        constraints = [
            models.UniqueConstraint(
                name="payment_once_per_instalment",
                fields=["instalment"],
                condition=~Q(state="refused"),
                violation_error_message=_("Cette tranche est déjà demandée ou versée."),
            ),
            models.CheckConstraint(
                name="payment_says_its_evidence",
                condition=~Q(evidence=""),
                violation_error_message=_("Dites ce qui montre que la condition est remplie."),
            ),
            models.CheckConstraint(
                name="payment_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                violation_error_message=_("La personne qui demande un versement ne l’approuve pas."),
            ),
            models.CheckConstraint(
                name="payment_fully_attested",
                condition=Q(attestations__contains=Attestation.values),
                violation_error_message=_(
                    "La personne qui demande un versement coche les quatre attestations."
                ),
            ),
            models.CheckConstraint(
                name="payment_amount_positive",
                condition=Q(amount_cents__gt=0),
                violation_error_message=_("Un versement porte un montant positif."),
            ),
            models.CheckConstraint(
                name="payment_approval_agrees_with_state",
                condition=Q(state="requested", approved_by=None, approved_at=None)
                | Q(
                    state__in=["approved", "paid", "refused"],
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                ),
                violation_error_message=_("Un versement approuvé nomme qui l’approuve et quand."),
            ),
            models.CheckConstraint(
                name="payment_paid_has_date_and_reference",
                condition=(Q(state="paid", paid_on__isnull=False) & ~Q(reference=""))
                | (~Q(state="paid") & Q(paid_on=None, reference="")),
                violation_error_message=_("Un versement fait porte sa date et sa référence."),
            ),
        ]
        triggers = [stays_once(PaymentState.PAID)]
