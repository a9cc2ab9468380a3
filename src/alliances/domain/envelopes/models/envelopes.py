"""Funds, and the tree of envelopes."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.ledger.models import Book, LedgerAccount
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Territory


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, account: Account) -> "FundQuerySet":
        """Every fund for who may create envelopes; elsewhere, those that gave something to one's territories."""
        if account.territories_for(Permission.SPLIT_ENVELOPE):
            return self.all()
        return self.filter(pk__in=Envelope.objects.visible_to(account).values("fund"))


class Fund(models.Model):
    """Public money with one purpose and its own books. Demonstration funds never mix with real ones."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    book = models.OneToOneField(Book, on_delete=models.PROTECT, related_name="fund")
    source_account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="+")

    objects = FundQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_fictitious(self) -> bool:
        return self.book.is_fictitious


class Component(models.TextChoices):
    """What a part of an envelope is for. The 90/10 of a region is its local and its regional component."""

    WHOLE = "whole", _("Ensemble")
    LOCAL = "local", _("Volet local")
    REGIONAL = "regional", _("Volet régional")
    COMMUNITY = "community", _("Développement des communautés")
    CONCERTATION = "concertation", _("Concertation")
    RESERVE = "reserve", _("Réserve")


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    def visible_to(self, account: Account) -> "EnvelopeQuerySet":
        return self.filter(within_any(account.territories_for(Permission.READ_MONEY)))

    def with_context(self) -> "EnvelopeQuerySet":
        return self.select_related("fund__book", "territory", "measure", "account", "parent__territory")


@pghistory.track()
class Envelope(models.Model):
    """A sum for a territory and a period. What it holds is the balance of its account, never a field here."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="envelopes")
    measure = models.ForeignKey("strategy.Measure", on_delete=models.PROTECT, related_name="envelopes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name = models.CharField(max_length=200)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="envelopes")
    component = models.CharField(max_length=12, choices=Component.choices, default=Component.WHOLE)
    first_year = models.SmallIntegerField()
    last_year = models.SmallIntegerField()
    account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="envelope")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("enveloppe")
        constraints = [
            models.CheckConstraint(
                name="envelope_years_in_order",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message=_("Le dernier exercice précède le premier."),
            ),
            models.UniqueConstraint(
                name="envelope_once_per_place",
                fields=["parent", "territory", "component", "name"],
                violation_error_message=_(
                    "Une enveloppe de ce nom existe déjà pour ce territoire et ce volet."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_fictitious(self) -> bool:
        return self.fund.is_fictitious

    @property
    def short_name(self) -> str:
        """A part made by a split is named by its place and its component: its long name repeats its parent's."""
        if self.parent_id is None or f" – {self.territory.name} – " not in self.name:
            return self.name
        return f"{self.territory.name} – {self.get_component_display()}"
