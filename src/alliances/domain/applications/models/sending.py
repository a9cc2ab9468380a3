"""Each sending of an application, kept whole; and the corrections that the region asked for."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models.application import Application


class Submission(models.Model):
    """One sending: its receipt number, its moment, everything that was sent, and the digest of it. Append-only."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    rank = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=30, unique=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    append_only = True

    class Meta:
        verbose_name = _("envoi")
        ordering = ("application", "rank")
        constraints = [models.UniqueConstraint(name="submission_rank_once", fields=["application", "rank"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number


@pghistory.track()
class Correction(models.Model):
    """The region reopened some pages of a sent application, with a sentence. Sending again answers it.

    `answered_at` is also the moment when the region cancels it, or the organisation withdraws: nobody waits any more.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="corrections")
    pages = ArrayField(models.SlugField(max_length=40), verbose_name=_("parties à corriger"))
    reason = models.TextField(verbose_name=_("ce qu’il faut corriger"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("correction demandée")
        ordering = ("application", "asked_at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="correction_one_at_a_time",
                fields=["application"],
                condition=Q(answered_at=None),
                violation_error_message=_("Une correction est déjà demandée pour cette demande."),
            ),
            models.CheckConstraint(
                name="correction_names_a_page",
                condition=Q(pages__len__gt=0),
                violation_error_message=_("Choisissez au moins une partie à corriger."),
            ),
        ]
