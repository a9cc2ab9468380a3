"""Openings: a region that starts in mid-plan brings its running grants and its balances, once, signed by two people."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.people.models import Account, Person, within_any
from alliances.domain.people.roles import Permission


class OpeningState(models.TextChoices):
    DRAFT = "draft", _("À vérifier")
    PROPOSED = "proposed", _("Une signature")
    ADOPTED = "adopted", _("Reprise faite")
    REJECTED = "rejected", _("Écartée")


class OpeningQuerySet(models.QuerySet["Opening"]):
    def visible_to(self, account: Account) -> "OpeningQuerySet":
        return self.filter(within_any(account.territories_for(Permission.READ_MONEY), "alliance__territory"))

    def with_context(self) -> "OpeningQuerySet":
        return self.select_related(
            "alliance__territory", "alliance__envelope__fund__book", "created_by__person"
        )


@pghistory.track(exclude=["rows"])
class Opening(models.Model):
    """A workbook read whole: its rows, what does not reconcile and why, and the day from which the books are kept here.

    `rows` holds the typed rows by sheet (amounts in cents, dates in ISO), `explanations` a sentence by code of
    difference, `same_as` the organisation that a line is, as `names` writes it ("" for another one), by number of line.
    From the first signature on, `digest` (SHA-256 of the canonical JSON of all three) proves that nothing moved.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="openings")
    as_of = models.DateField(verbose_name=_("situation en date du"))
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    rows = models.JSONField()
    explanations = models.JSONField(default=dict, blank=True)
    same_as = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=OpeningState.choices, default=OpeningState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    adopted_at = models.DateTimeField(null=True, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("reprise")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="opening_adopted_once",
                fields=["alliance"],
                condition=Q(state="adopted"),
                violation_error_message=_("La reprise de cette Alliance est déjà faite."),
            ),
            models.CheckConstraint(
                name="opening_signed_has_digest",
                condition=Q(state__in=["draft", "rejected"]) | ~Q(digest=""),
                violation_error_message=_("Une reprise signée porte son empreinte."),
            ),
            models.CheckConstraint(
                name="opening_adopted_has_date",
                condition=Q(state="adopted", adopted_at__isnull=False)
                | (~Q(state="adopted") & Q(adopted_at=None)),
                violation_error_message=_("Une reprise faite porte sa date."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_fictitious(self) -> bool:
        return self.alliance.is_fictitious


class OpeningSignature(models.Model):
    """One person's signature under an opening; two different people make it."""

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="signatures")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="opening_signed_once_per_person",
                fields=["opening", "person"],
                violation_error_message=_("Une même personne ne signe pas deux fois."),
            )
        ]
