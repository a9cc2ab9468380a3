"""Grants: the signed agreement, its payments and its report."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.ledger.models import LedgerAccount
from alliances.domain.people.models import Account, Organisation, Person, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import Decision


class GrantState(models.TextChoices):
    SIGNED = "signed", _("En cours")
    CLOSED = "closed", _("Terminée")


class GrantQuerySet(models.QuerySet["Grant"]):
    def owned_by(self, account: Account) -> "GrantQuerySet":
        return self.filter(organisation__in=account.organisations_for(Permission.REPORT))

    def visible_to(self, account: Account) -> "GrantQuerySet":
        readers = account.territories_for(Permission.READ_TERRITORY)
        within = self.filter(within_any(readers, "decision__application__call__territory"))
        return self.owned_by(account) | within

    def with_context(self) -> "GrantQuerySet":
        return self.select_related(
            "organisation",
            "decision__resolution",
            "decision__reserved_account",
            "decision__application__priority",
            "decision__application__call__territory",
            "decision__application__call__envelope__fund__book",
            "committed_account",
            "paid_account",
            "justified_account",
        )


@pghistory.track()
class Grant(models.Model):
    """Financial help agreed with an organisation. Its amounts are the balances of its accounts."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="grant")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    number = models.CharField(max_length=20, unique=True)
    signed_on = models.DateField(verbose_name=_("signée le"))
    signed_for_organisation = models.CharField(max_length=200, verbose_name=_("signée pour l’organisme par"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    committed_account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    paid_account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    justified_account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=GrantState.choices, default=GrantState.SIGNED)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("aide financière")

    def __str__(self) -> str:
        return self.number

    @property
    def application(self):
        return self.decision.application

    @property
    def amount_cents(self) -> int:
        return self.decision.amount_cents

    @property
    def is_fictitious(self) -> bool:
        return self.application.is_fictitious


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
    """Money on its way to an organisation: requested by one natural person, approved by another."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="payments")
    amount_cents = CentsField(verbose_name=_("montant"))
    purpose = models.CharField(max_length=200, verbose_name=_("objet"))
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


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    SENT = "sent", _("Envoyée")
    ACCEPTED = "accepted", _("Acceptée")
    SENT_BACK = "sent_back", _("À compléter")


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, account: Account) -> "ReportQuerySet":
        sent = self.exclude(state=ReportState.DRAFT).filter(grant__in=Grant.objects.visible_to(account))
        return sent | self.filter(grant__in=Grant.objects.owned_by(account))


@pghistory.track()
class Report(models.Model):
    """What was done and what was spent; accepted, its spending becomes justified in the ledger."""

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="report")
    activities = models.TextField(blank=True, verbose_name=_("ce qui a été fait"))
    people_reached = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("personnes rejointes"))
    spent_cents = CentsField(null=True, blank=True, verbose_name=_("dépenses payées avec l’aide"))
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reddition de comptes")
        constraints = [
            models.CheckConstraint(
                name="report_sent_is_whole",
                condition=Q(state="draft")
                | Q(sent_at__isnull=False, people_reached__isnull=False, spent_cents__isnull=False),
                violation_error_message=_("Une reddition envoyée porte ses activités et ses dépenses."),
            ),
            models.CheckConstraint(
                name="report_accepted_has_date",
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at=None)),
                violation_error_message=_("Une reddition acceptée porte sa date."),
            ),
        ]
