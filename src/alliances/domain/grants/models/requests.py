"""What an organisation asks to change in its signed agreement. Asking decides nothing: the region answers."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliances.domain.grants.models.agreement import Grant
from alliances.domain.grants.models.amendments import PLACE, Amendment
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission


class RequestState(models.TextChoices):
    ASKED = "asked", _("Attend la région")
    TAKEN_UP = "taken_up", _("Reprise dans un avenant")
    DECLINED = "declined", _("Déclinée")
    WITHDRAWN = "withdrawn", _("Retirée")


class AmendmentRequestQuerySet(models.QuerySet["AmendmentRequest"]):
    def within(self, account: Account) -> "AmendmentRequestQuerySet":
        """Those of the territories whose files she reads."""
        return self.filter(within_any(account.territories_for(Permission.READ_TERRITORY), PLACE))

    def visible_to(self, account: Account) -> "AmendmentRequestQuerySet":
        return self.within(account) | self.filter(grant__in=Grant.objects.owned_by(account))

    def with_context(self) -> "AmendmentRequestQuerySet":
        return self.select_related(
            "amendment",
            "asked_by__person",
            "grant__organisation",
            "grant__decision__resolution",
            "grant__decision__application__call__envelope__fund__book",
            "grant__decision__application__call__territory",
        )


@pghistory.track()
class AmendmentRequest(models.Model):
    """`before` and `after` hold the whole terms, as those of an amendment; `reason` is in the organisation's words.

    Taken up, `amendment` is what the region proposed from it, the same or not. The reason of a refusal is in the
    record of the passage. What was asked, and its answer, never change (`sql/requests.sql`).
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="amendment_requests")
    reason = models.TextField(verbose_name=_("raison"))
    before = models.JSONField()
    after = models.JSONField()
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.ASKED)
    amendment = models.OneToOneField(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="request"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    objects = AmendmentRequestQuerySet.as_manager()
    resolution_id = None
    """No resolution ever stands behind a request."""

    class Meta:
        verbose_name = _("demande d’avenant")
        ordering = ("grant", "pk")
        constraints = [
            models.UniqueConstraint(
                name="amendment_request_open_once",
                fields=["grant"],
                condition=Q(state="asked"),
                violation_error_message=_("Une demande d’avenant attend déjà la réponse de la région."),
            ),
            models.CheckConstraint(
                name="amendment_request_taken_up_in_one",
                condition=Q(state="taken_up", amendment__isnull=False)
                | (~Q(state="taken_up") & Q(amendment=None)),
                violation_error_message=_("Une demande reprise nomme son avenant."),
            ),
            models.CheckConstraint(
                name="amendment_request_says_its_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Une demande d’avenant dit sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Demande d’avenant")

    @property
    def added_cents(self) -> int:
        """What it would add to the amount, below zero when it would take some away."""
        return int(self.after["amount_cents"] - self.before["amount_cents"])

    @property
    def is_fictitious(self) -> bool:
        return self.grant.is_fictitious
