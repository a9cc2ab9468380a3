"""Scores by different people, the committee's list of recommendations, and the resolution that decides."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import Application
from alliances.domain.bodies.models import Sitting
from alliances.domain.calls.models import Call, Criterion
from alliances.domain.common.fields import CentsField
from alliances.domain.common.settled import stays
from alliances.domain.ledger.models import LedgerAccount
from alliances.domain.people.models import Account, Person, within_any
from alliances.domain.people.roles import Permission

# An act cites a sitting whose presences are settled, and never one that missed a published quorum.
SITTING_DECIDES = """
    IF NEW.sitting_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM bodies_sitting WHERE id = NEW.sitting_id AND state = 'closed' AND has_quorum IS NOT FALSE
    ) THEN
        RAISE EXCEPTION 'this sitting cannot decide' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
# A recommendation that was decided on is evidence.
DECIDED_IS_FROZEN = """
    IF EXISTS (SELECT 1 FROM review_decision WHERE application_id = OLD.application_id) THEN
        RAISE EXCEPTION 'a recommendation never changes after its resolution' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


def _cites_a_sitting() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="cites_a_sitting_that_decides",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=SITTING_DECIDES,
    )


@pghistory.track(exclude=["draft", "draft_saved_at", "draft_version"])
class Review(models.Model):
    """One member's reading of one application. Her interests are declared before she reads.

    `draft` is what she has typed and not sent, by name of field, unjudged; only she reads it. `draft_version` counts
    its saves, so that two tabs never write over each other unseen.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    has_conflict = models.BooleanField()
    declared_at = models.DateTimeField(auto_now_add=True)
    comment = models.TextField(blank=True, verbose_name=_("commentaire"))
    submitted_at = models.DateTimeField(null=True, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)
    draft_version = models.PositiveIntegerField(default=0)

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
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="score_once", fields=["review", "criterion"])]
        triggers = [stays()]


class RecommendationListQuerySet(models.QuerySet["RecommendationList"]):
    def visible_to(self, account: Account) -> "RecommendationListQuerySet":
        return self.filter(within_any(account.territories_for(Permission.READ_TERRITORY), "call__territory"))


@pghistory.track()
class RecommendationList(models.Model):
    """One act of a committee at one sitting: its recommendations on several files of a call.

    `reason` says why it replaces recommendations made before; empty when it replaces none.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="recommendation_lists")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="recommendation_lists")
    reason = models.TextField(blank=True, verbose_name=_("raison du remplacement"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = RecommendationListQuerySet.as_manager()

    class Meta:
        verbose_name = _("liste de recommandations")
        triggers = [_cites_a_sitting()]


@pghistory.track(exclude=["call"])
class Recommendation(models.Model):
    """What the committee recommends for one application, with its reasons. `rank` orders the favourable ones.

    `present` and `recused`: voting members in the room for this file, and members who declared an interest in it.
    What was recorded before lists existed has no list and no counts.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="recommendation")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="recommendations")
    list = models.ForeignKey(
        RecommendationList, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    is_favourable = models.BooleanField(verbose_name=_("recommandée"))
    amount_cents = CentsField(verbose_name=_("montant recommandé"))
    rank = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name=_("rang"))
    reasons = models.TextField(verbose_name=_("raisons"))
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    recused = models.PositiveSmallIntegerField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("recommandation")
        constraints = [
            models.CheckConstraint(
                name="recommendation_amount_fits",
                condition=Q(is_favourable=True, amount_cents__gt=0) | Q(is_favourable=False, amount_cents=0),
                violation_error_message=_("Une recommandation favorable porte un montant."),
            ),
            models.CheckConstraint(
                name="recommendation_favourable_has_rank",
                condition=Q(is_favourable=True, rank__gt=0) | Q(is_favourable=False, rank=None),
                violation_error_message=_("Une recommandation favorable a un rang, une autre n’en a pas."),
            ),
            models.UniqueConstraint(
                name="recommendation_rank_once",
                fields=["call", "rank"],
                condition=Q(is_favourable=True),
                violation_error_message=_("Deux demandes recommandées de l’appel ont le même rang."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_once_decided",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=DECIDED_IS_FROZEN,
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
    """The recorded decision of an elected body on a list of files: number, date, list.

    `body_name` and `adopted_on` are those of the sitting, as they stood: a body that takes another name does not
    rewrite its resolutions. A resolution adopted before the region kept its sittings here has none.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="resolutions")
    sitting = models.ForeignKey(
        Sitting, null=True, blank=True, on_delete=models.PROTECT, related_name="resolutions"
    )
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
        triggers = [_cites_a_sitting(), stays()]

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
        triggers = [stays()]

    @property
    def recommended_cents(self) -> int | None:
        """What the committee advised; None for a file taken over in mid-plan, which was advised elsewhere."""
        advice: Recommendation | None = getattr(self.application, "recommendation", None)
        return advice.amount_cents if advice else None
