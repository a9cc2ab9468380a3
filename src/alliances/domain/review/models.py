"""Scores by different people, one recommendation, and the resolution that decides."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import Application
from alliances.domain.calls.models import Call, Criterion
from alliances.domain.common.fields import CentsField
from alliances.domain.ledger.models import LedgerAccount
from alliances.domain.people.models import Account, Person, within_any
from alliances.domain.people.roles import Permission


@pghistory.track()
class Review(models.Model):
    """One member's reading of one application. Her interests are declared before she reads."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    has_conflict = models.BooleanField()
    declared_at = models.DateTimeField(auto_now_add=True)
    comment = models.TextField(blank=True, verbose_name=_("commentaire"))
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("évaluation")
        constraints = [
            models.UniqueConstraint(
                name="review_once_per_person",
                fields=["application", "person"],
                violation_error_message=_("Une même personne n’évalue pas deux fois un dossier."),
            ),
            models.CheckConstraint(
                name="review_conflicted_never_scores",
                condition=Q(has_conflict=False) | Q(submitted_at=None),
                violation_error_message=_("Une personne en conflit d’intérêts ne note pas le dossier."),
            ),
        ]


class Score(models.Model):
    """Points given by one reviewer on one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="score_once", fields=["review", "criterion"])]


@pghistory.track()
class Recommendation(models.Model):
    """What the committee recommends for one application, with its reasons."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="recommendation")
    is_favourable = models.BooleanField(verbose_name=_("recommandée"))
    amount_cents = CentsField(verbose_name=_("montant recommandé"))
    reasons = models.TextField(verbose_name=_("raisons"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("recommandation")
        constraints = [
            models.CheckConstraint(
                name="recommendation_amount_fits",
                condition=Q(is_favourable=True, amount_cents__gt=0) | Q(is_favourable=False, amount_cents=0),
                violation_error_message=_("Une recommandation favorable porte un montant."),
            )
        ]


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def visible_to(self, account: Account) -> "ResolutionQuerySet":
        territories = [
            *account.territories_for(Permission.READ_TERRITORY),
            *account.territories_for(Permission.RECORD_RESOLUTION),
        ]
        return self.filter(within_any(territories, "call__territory"))


@pghistory.track()
class Resolution(models.Model):
    """The recorded decision of an elected body on a list of files: number, date, list."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="resolutions")
    body_name = models.CharField(max_length=200, verbose_name=_("instance"))
    number = models.CharField(max_length=60, verbose_name=_("numéro"))
    adopted_on = models.DateField(verbose_name=_("date"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("résolution")
        constraints = [
            models.UniqueConstraint(
                name="resolution_number_once",
                fields=["body_name", "number"],
                violation_error_message=_("Cette instance a déjà une résolution de ce numéro."),
            )
        ]

    def __str__(self) -> str:
        return self.number


@pghistory.track()
class Decision(models.Model):
    """What a resolution decides for one application. A grant reserves its money at once."""

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="decisions")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    is_granted = models.BooleanField()
    amount_cents = CentsField()
    difference_reason = models.TextField(blank=True)
    reserved_account = models.OneToOneField(
        LedgerAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )

    class Meta:
        verbose_name = _("décision")
        constraints = [
            models.CheckConstraint(
                name="decision_granted_has_money",
                condition=Q(is_granted=True, amount_cents__gt=0, reserved_account__isnull=False)
                | Q(is_granted=False, amount_cents=0, reserved_account=None),
                violation_error_message=_("Une aide accordée porte un montant réservé."),
            )
        ]
