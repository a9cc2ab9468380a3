"""Alliances: who holds a region's money, under which protocol and which rules."""

import pghistory
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


@pghistory.track()
class Framework(models.Model):
    """One version of a region's rules. A null rule is one that nobody published: it is shown as such, never assumed."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="frameworks")
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    source = models.TextField()
    local_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_aid_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    ceiling_cents = CentsField(null=True, blank=True)
    scores_per_application = models.PositiveSmallIntegerField(default=2)

    class Meta:
        ordering = ["alliance", "-version"]
        constraints = [
            models.UniqueConstraint(name="framework_version_once", fields=["alliance", "version"]),
            models.CheckConstraint(
                name="framework_percents_in_range",
                condition=(Q(local_percent=None) | Q(local_percent__lte=100))
                & (Q(maximum_aid_percent=None) | Q(maximum_aid_percent__lte=100)),
                violation_error_message=_("Un taux va de 0 à 100 %."),
            ),
        ]
