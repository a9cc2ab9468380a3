"""Calls for projects: which priorities, which money, until when, judged by which grid."""

from zoneinfo import ZoneInfo

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import Alliance, Framework
from alliances.domain.common.fields import CentsField
from alliances.domain.envelopes.models import Envelope
from alliances.domain.forms.models import FormVersion
from alliances.domain.participation.models import Priority
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Territory
from alliances.domain.territories.zones import zone_of


class CallState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    PUBLISHED = "published", _("Publié")
    CLOSED = "closed", _("Terminé")


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, account: Account) -> "CallQuerySet":
        return self.filter(within_any(account.territories_for(Permission.READ_TERRITORY)))

    def public(self) -> "CallQuerySet":
        return self.exclude(state=CallState.DRAFT)

    def open_now(self) -> "CallQuerySet":
        now = timezone.now()
        return self.filter(state=CallState.PUBLISHED, opens_at__lte=now, closes_at__gt=now)

    def with_context(self) -> "CallQuerySet":
        return self.select_related(
            "territory", "alliance__mandataire", "envelope__fund__book", "envelope__account"
        )


@pghistory.track()
class Call(models.Model):
    """An invitation to apply. It pays from one envelope and names the priorities it answers."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="calls")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="calls")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="calls")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="calls")
    form_version = models.ForeignKey(
        FormVersion,
        null=True,
        on_delete=models.PROTECT,
        related_name="calls",
        verbose_name=_("formulaire de demande"),
    )
    title = models.CharField(max_length=200, verbose_name=_("titre"))
    purpose = models.TextField(verbose_name=_("ce que l’appel veut soutenir"))
    priorities = models.ManyToManyField(Priority, related_name="calls", verbose_name=_("priorités"))
    budget_cents = CentsField(verbose_name=_("budget de l’appel"))
    opens_at = models.DateTimeField(verbose_name=_("ouverture"))
    closes_at = models.DateTimeField(verbose_name=_("fermeture"))
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.DRAFT)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("appel de projets")
        constraints = [
            models.CheckConstraint(
                name="call_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("L’appel ferme avant d’ouvrir."),
            ),
            models.CheckConstraint(
                name="call_budget_positive",
                condition=Q(budget_cents__gt=0),
                violation_error_message=_("Le budget de l’appel doit être plus grand que zéro."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == CallState.PUBLISHED and self.opens_at <= timezone.now() < self.closes_at

    @property
    def has_opened(self) -> bool:
        """Once open, what people read to apply no longer changes, save a later closing."""
        return self.state != CallState.DRAFT and self.opens_at <= timezone.now()

    @property
    def zone(self) -> ZoneInfo:
        """The time of those who apply: opening and closing are typed and shown in it."""
        return zone_of(self.territory)

    @property
    def is_fictitious(self) -> bool:
        return self.envelope.is_fictitious


class Criterion(models.Model):
    """One line of the scoring grid: points from 0 to `maximum`, counted `weight` times."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    rank = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    maximum = models.PositiveSmallIntegerField(default=5)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["call", "rank"]
        constraints = [
            models.UniqueConstraint(
                name="criterion_rank_once",
                fields=["call", "rank"],
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Deux critères ont le même rang."),
            ),
            models.CheckConstraint(
                name="criterion_counts",
                condition=Q(maximum__gt=0, weight__gt=0),
                violation_error_message=_("Un critère vaut au moins un point et compte au moins une fois."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ClosingChange(models.Model):
    """A closing date moved to a later one after opening, with the reason that everybody reads. Append-only."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="closing_changes")
    before = models.DateTimeField()
    after = models.DateTimeField()
    reason = models.TextField()
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        ordering = ["call", "pk"]
        constraints = [
            models.CheckConstraint(
                name="closing_only_later",
                condition=Q(after__gt=F("before")),
                violation_error_message=_("Une fermeture ne se déplace qu’à plus tard."),
            ),
            models.CheckConstraint(
                name="closing_change_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Dites pourquoi la fermeture change."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.before} → {self.after}"
