"""Alliances: who holds a region's money, under which protocol, with how much each year."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.envelopes.models import Envelope
from alliances.domain.people.models import Account, Organisation, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Territory


class AllianceState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    SIGNED = "signed", _("Signée")


class AllianceQuerySet(models.QuerySet["Alliance"]):
    def visible_to(self, account: Account) -> "AllianceQuerySet":
        """The Alliances of one's territories, and the one an MRC belongs to: its table writes the plan there."""
        held = account.territories_for(Permission.READ_TERRITORY)
        above = [path for territory in held for path in territory.lineage_paths()]
        return self.filter(within_any(held) | Q(territory__path__in=above))

    def with_context(self) -> "AllianceQuerySet":
        return self.select_related(
            "territory", "plan", "mandataire", "envelope__fund__book", "envelope__account"
        )


@pghistory.track()
class Alliance(models.Model):
    """The agreement by which a mandataire manages an envelope for a territory."""

    name = models.CharField(max_length=200, verbose_name=_("nom"))
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="alliances")
    plan = models.ForeignKey("strategy.Plan", on_delete=models.PROTECT, related_name="alliances")
    mandataire = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="alliances")
    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="alliance")
    protocol_number = models.CharField(max_length=60, blank=True, verbose_name=_("numéro du protocole"))
    protocol_url = models.URLField(max_length=500, blank=True, verbose_name=_("document du protocole"))
    version = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField(verbose_name=_("début"))
    ends_on = models.DateField(verbose_name=_("fin"))
    state = models.CharField(max_length=10, choices=AllianceState.choices, default=AllianceState.DRAFT)
    signed_on = models.DateField(null=True, blank=True)

    objects = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Alliance")
        constraints = [
            models.CheckConstraint(
                name="alliance_dates_in_order",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("L’Alliance finit avant de commencer."),
            ),
            models.CheckConstraint(
                name="alliance_signed_has_date",
                condition=Q(state="signed", signed_on__isnull=False) | Q(state="draft", signed_on=None),
                violation_error_message=_("Une Alliance signée porte sa date."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_fictitious(self) -> bool:
        return self.envelope.is_fictitious


class Capacity(models.TextChoices):
    """In which capacity a party signs the protocol."""

    MINISTRY = "ministry", _("Ministère")
    MANDATAIRE = "mandataire", _("Mandataire")
    OTHER = "other", _("Autre partie")


class Party(models.Model):
    """One party to the protocol. `function` is that of the person who signs: her name is nobody's business."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="parties")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    function = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["alliance", "rank"]
        constraints = [
            models.UniqueConstraint(
                name="party_rank_once",
                fields=["alliance", "rank"],
                violation_error_message=_("Deux parties ont le même rang."),
            ),
            models.CheckConstraint(
                name="party_has_name",
                condition=~Q(name=""),
                violation_error_message=_("Chaque partie a un nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class YearAmount(models.Model):
    """What the protocol provides for one fiscal year, in cents: a forecast, not money that moves.

    All the years of an Alliance make its envelope to the cent (`sql/years.sql` refuses anything else at the commit).
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="years")
    fiscal_year = models.SmallIntegerField()
    amount_cents = CentsField()

    class Meta:
        ordering = ["alliance", "fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                name="alliance_year_once",
                fields=["alliance", "fiscal_year"],
                violation_error_message=_("Un exercice n’a qu’un montant."),
            ),
            models.CheckConstraint(
                name="alliance_year_not_negative",
                condition=Q(amount_cents__gte=0),
                violation_error_message=_("Le montant d’un exercice n’est pas négatif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}: {self.amount_cents}"


class Amendment(models.Model):
    """A change to a signed Alliance: which version it made, from when, why, and what it changed. Append-only.

    `changes` are [name of the field, before, after] as texts.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="amendments")
    version = models.PositiveSmallIntegerField()
    effective_on = models.DateField()
    reason = models.TextField()
    changes = models.JSONField(default=list)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        ordering = ["alliance", "version"]
        constraints = [
            models.UniqueConstraint(name="amendment_version_once", fields=["alliance", "version"]),
            models.CheckConstraint(
                name="amendment_says_why",
                condition=Q(version__gt=1) & ~Q(reason=""),
                violation_error_message=_("Une modification d’une Alliance signée dit pourquoi."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.alliance}, {self.version}"
