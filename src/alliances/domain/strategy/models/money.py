"""What was published about the money and who holds it: facts with a source, never entries of the ledger."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField, Precision, SourcedModel
from alliances.domain.strategy.models.plans import Plan
from alliances.domain.territories.models import Territory


class AmountKind(models.TextChoices):
    TOTAL = "total", _("Enveloppe de toute la période")
    ANNUAL = "annual", _("Montant d’une année")
    LOCAL_SHARE = "local_share", _("Part locale")
    REGIONAL_SHARE = "regional_share", _("Part régionale")
    COMMUNITY_SHARE = "community_development_share", _("Part du développement des communautés")
    AVAILABLE_BALANCE = "available_balance", _("Solde disponible à une date")
    CALL_BUDGET = "call_budget", _("Budget d’un appel de projets")
    AWARDED = "awarded", _("Montant accordé à des projets")
    CONCERTATION = "concertation", _("Concertation seulement")


class PublishedAmountQuerySet(models.QuerySet["PublishedAmount"]):
    def within(self, territory: Territory) -> "PublishedAmountQuerySet":
        """Amounts of `territory`, of territories below it, and of recipients inside it."""
        return self.filter(
            Q(territory__path__startswith=territory.path) | Q(region__path__startswith=territory.path)
        )

    def in_order(self) -> "PublishedAmountQuerySet":
        return self.order_by("-period", "rank")


class PublishedAmount(SourcedModel):
    """An amount somebody published.

    `territory` is null when the recipient is no territory of the tree: then `recipient` names it, and
    `region` says where it is, if anywhere. Rows with the same `conflict` disagree with each other: they
    are shown side by side.
    """

    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="amounts")
    cycle = models.CharField(max_length=60)
    cycle_en = models.CharField(max_length=60, blank=True)
    period = models.CharField(max_length=40)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="published_amounts"
    )
    recipient = models.CharField(max_length=200)
    recipient_en = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="published_amounts_inside"
    )
    amount_cents = CentsField()
    kind = models.CharField(max_length=40, choices=AmountKind.choices)
    precision = models.CharField(max_length=20, choices=Precision.choices)
    conflict = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    rank = models.PositiveSmallIntegerField(unique=True)

    objects = PublishedAmountQuerySet.as_manager()

    class Meta:
        verbose_name = _("montant publié")
        ordering = ("rank",)
        constraints = [
            models.CheckConstraint(name="published_amount_not_negative", condition=Q(amount_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.period}"


class PublishedMandataire(SourcedModel):
    """Who a source names as mandataire of a territory.

    Rank 1 is shown first, the others beside it.
    """

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="published_mandataires")
    period = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=250, blank=True)
    rank = models.PositiveSmallIntegerField()
    confirmed = models.BooleanField(default=True)
    governance = models.TextField(blank=True)
    governance_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("mandataire publié")
        ordering = ("territory", "rank")
        constraints = [
            models.UniqueConstraint(fields=["territory", "rank"], name="published_mandataire_once")
        ]

    def __str__(self) -> str:
        return self.name
