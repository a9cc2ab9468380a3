"""Amendments: what a signed agreement says from now on, proposed by the region, accepted by the organisation."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.files.models import StoredFile
from alliances.domain.grants.models.agreement import Grant
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import Resolution


class AmendmentState(models.TextChoices):
    TO_AUTHORISE = "to_authorise", _("Attend la résolution")
    PROPOSED = "proposed", _("À accepter")
    ACCEPTED = "accepted", _("En vigueur")
    DECLINED = "declined", _("Décliné")
    WITHDRAWN = "withdrawn", _("Retiré")


PLACE = "grant__decision__application__call__territory"
SHOWN_TO_ORGANISATION = Q(added_cents__lte=0) | Q(resolution__isnull=False)
OPEN_AMENDMENTS = (AmendmentState.TO_AUTHORISE, AmendmentState.PROPOSED)


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, account: Account) -> "AmendmentQuerySet":
        """Who sees the grant; the organisation once it is asked; the clerk, those that a resolution authorises."""
        reading = within_any(account.territories_for(Permission.READ_TERRITORY), PLACE)
        deciding = within_any(account.territories_for(Permission.RECORD_RESOLUTION), PLACE)
        owned = Q(grant__in=Grant.objects.owned_by(account))
        return self.filter(reading | (owned & SHOWN_TO_ORGANISATION) | (deciding & Q(added_cents__gt=0)))

    def open(self) -> "AmendmentQuerySet":
        """Those that still wait for the council or for an answer."""
        return self.filter(state__in=OPEN_AMENDMENTS)

    def shown_to_organisation(self) -> "AmendmentQuerySet":
        """Not before the resolution that it needs."""
        return self.filter(SHOWN_TO_ORGANISATION)

    def for_council(self, account: Account) -> "AmendmentQuerySet":
        """Those that add money, for the clerks and the readers of the territory."""
        deciding = within_any(account.territories_for(Permission.RECORD_RESOLUTION), PLACE)
        reading = within_any(account.territories_for(Permission.READ_TERRITORY), PLACE)
        return self.filter(deciding | reading, added_cents__gt=0)

    def with_context(self) -> "AmendmentQuerySet":
        return self.select_related(
            "resolution",
            "paper",
            "proposed_by__person",
            "answered_by__person",
            "grant__organisation",
            "grant__decision__resolution",
            "grant__decision__application__call__alliance__mandataire",
            "grant__decision__application__call__envelope__fund__book",
            "grant__decision__application__call__envelope__account",
            "grant__decision__application__call__territory",
        )


@pghistory.track()
class Amendment(models.Model):
    """One numbered change of a signed agreement.

    `before` and `after` hold the whole terms (see `terms.py`): amount, dates, instalments, expected results, budget.
    `signed_on`, `signed_for_organisation` and `paper`: those of a yes on paper, recorded by the region.
    Accepted, `after` is what the agreement says, and PostgreSQL refuses instalments that are not its
    (`sql/amendments.sql`). `added_cents`: what it adds to the amount, below zero when it takes some away.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(verbose_name=_("numéro"))
    reason = models.TextField(verbose_name=_("raison"))
    before = models.JSONField()
    after = models.JSONField()
    added_cents = CentsField(verbose_name=_("changement du montant"))
    resolution = models.ForeignKey(
        Resolution, null=True, blank=True, on_delete=models.PROTECT, related_name="amendments"
    )
    state = models.CharField(max_length=12, choices=AmendmentState.choices, default=AmendmentState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True, verbose_name=_("signé le"))
    signed_for_organisation = models.CharField(
        max_length=200, blank=True, verbose_name=_("signé pour l’organisme par")
    )
    paper = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("papier signé"),
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("avenant")
        ordering = ("grant", "number")
        constraints = [
            models.UniqueConstraint(name="amendment_number_once", fields=["grant", "number"]),
            models.UniqueConstraint(
                name="amendment_open_once",
                fields=["grant"],
                condition=Q(state__in=OPEN_AMENDMENTS),
                violation_error_message=_("Un avenant de cette convention attend déjà une réponse."),
            ),
            models.CheckConstraint(
                name="amendment_increase_by_resolution",
                condition=Q(added_cents__lte=0, resolution=None)
                | Q(added_cents__gt=0, resolution__isnull=False)
                | Q(added_cents__gt=0, state__in=["to_authorise", "withdrawn"], resolution=None),
                violation_error_message=_("Une augmentation s’appuie sur une résolution."),
            ),
            models.CheckConstraint(
                name="amendment_answer_agrees_with_state",
                condition=Q(
                    state__in=["accepted", "declined"], answered_by__isnull=False, answered_at__isnull=False
                )
                | (~Q(state__in=["accepted", "declined"]) & Q(answered_by=None, answered_at=None)),
                violation_error_message=_("Un avenant répondu nomme qui répond et quand."),
            ),
            models.CheckConstraint(
                name="amendment_paper_is_whole",
                condition=Q(signed_on=None, signed_for_organisation="", paper=None)
                | (
                    Q(state="accepted", signed_on__isnull=False, paper__isnull=False)
                    & ~Q(signed_for_organisation="")
                ),
                violation_error_message=_(
                    "Un avenant signé sur papier porte sa date, qui l’a signé, et le papier."
                ),
            ),
            models.CheckConstraint(
                name="amendment_says_its_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Un avenant dit sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Avenant %(number)s") % {"number": self.number})

    @property
    def is_shown_to_organisation(self) -> bool:
        """Not before the resolution that it needs (`SHOWN_TO_ORGANISATION`)."""
        return self.added_cents <= 0 or self.resolution_id is not None

    @property
    def is_fictitious(self) -> bool:
        return self.grant.is_fictitious
