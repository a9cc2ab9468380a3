"""Reports: what was done with the money, for how many people, with which results, and what was spent."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.common.models import TransitionRecord
from alliances.domain.grants.models.agreement import Grant
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    SENT = "sent", _("Envoyée")
    ACCEPTED = "accepted", _("Acceptée")
    SENT_BACK = "sent_back", _("À compléter")


class ReportKind(models.TextChoices):
    INTERIM = "interim", _("Rapport d’étape")
    FINAL = "final", _("Reddition finale")


class ReportSection(models.TextChoices):
    """The parts that a region accepts or sends back, each with its sentence."""

    ACTIVITIES = "activities", _("Les activités")
    PEOPLE = "people", _("Les personnes rejointes")
    RESULTS = "results", _("Les résultats")
    SPENDING = "spending", _("Les dépenses")


def _accepted_for_council(account: Account) -> Q:
    deciding = account.territories_for(Permission.RECORD_RESOLUTION)
    return within_any(deciding, "grant__decision__application__call__territory") & Q(
        state=ReportState.ACCEPTED
    )


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, account: Account) -> "ReportQuerySet":
        sent = self.exclude(state=ReportState.DRAFT).filter(grant__in=Grant.objects.visible_to(account))
        own = self.filter(grant__in=Grant.objects.owned_by(account))
        return sent | own | self.filter(_accepted_for_council(account))

    def for_council(self, account: Account) -> "ReportQuerySet":
        """Accepted ones, of the grants that the council of her territory decided."""
        return self.filter(_accepted_for_council(account))

    def final(self) -> "ReportQuerySet":
        return self.filter(kind=ReportKind.FINAL)


@pghistory.track()
class Report(models.Model):
    """What was done and what was spent; the final one accepted, its spending becomes justified in the ledger.

    `people_reached` is a count and nothing is asked about anyone; it is unknown only in an interim report that stands
    for what was justified before an opening in mid-plan. `spent_cents` is what was paid with the help, the
    sum of the spending lines when there are some. `typed` keeps every answer as it was typed, so that what cannot be
    read is not lost; `rank` counts the interim reports of a grant, one for each
    instalment that awaits one; `version` counts saves, so that two tabs that write over each other are told.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind.choices, default=ReportKind.FINAL)
    rank = models.PositiveSmallIntegerField(default=1)
    activities = models.TextField(blank=True, verbose_name=_("ce qui a été fait"))
    people_reached = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("personnes rejointes"))
    spent_cents = CentsField(null=True, blank=True, verbose_name=_("dépenses payées avec l’aide"))
    typed = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    number = models.CharField(max_length=24, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reddition de comptes")
        constraints = [
            models.UniqueConstraint(
                name="report_once_per_kind_and_rank",
                fields=["grant", "kind", "rank"],
                violation_error_message=_("Cette reddition existe déjà pour cette aide."),
            ),
            models.UniqueConstraint(
                name="report_one_interim_at_a_time",
                fields=["grant"],
                condition=Q(kind="interim") & ~Q(state="accepted"),
                violation_error_message=_("Le rapport d’étape précédent n’est pas encore accepté."),
            ),
            models.CheckConstraint(
                name="report_final_alone",
                condition=Q(kind="interim", rank__gte=1) | Q(kind="final", rank=1),
                violation_error_message=_("Une aide a une seule reddition finale."),
            ),
            models.CheckConstraint(
                name="report_sent_is_whole",
                condition=Q(state="draft")
                | (
                    Q(sent_at__isnull=False, spent_cents__isnull=False)
                    & (Q(people_reached__isnull=False) | Q(kind="interim"))
                ),
                violation_error_message=_("Une reddition envoyée porte ses activités et ses dépenses."),
            ),
            models.CheckConstraint(
                name="report_accepted_has_date",
                condition=Q(state="accepted", accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at=None)),
                violation_error_message=_("Une reddition acceptée porte sa date."),
            ),
            models.CheckConstraint(
                name="report_spending_not_negative",
                condition=Q(spent_cents=None) | Q(spent_cents__gte=0),
                violation_error_message=_("Une dépense ne peut pas être négative."),
            ),
        ]

    def was_sent_by(self, person_id: int) -> bool:
        """Whether this natural person sent it, once or more, by any account."""
        sent = TransitionRecord.objects.about(self).filter(name="send")
        return sent.filter(actor__person=person_id).exists()

    @property
    def name(self) -> str:
        """« Rapport d’étape », « Rapport d’étape 2 », « Reddition finale »."""
        return f"{self.get_kind_display()} {self.rank}" if self.rank > 1 else str(self.get_kind_display())


class PlannedLine(models.Model):
    """A line that the agreement asks for. `rank` names it for good: an amendment adds ranks and never moves one.

    `is_withdrawn`: an amendment took the line out while something was written in it. It stays until it is emptied.
    """

    rank = models.PositiveSmallIntegerField()
    label = models.TextField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def shown(self) -> str:
        """The label, with what became of the line."""
        return (
            gettext("%(label)s (ligne retirée)") % {"label": self.label} if self.is_withdrawn else self.label
        )

    @property
    def written(self) -> tuple[object, ...]:
        """What the organisation says on this line."""
        raise NotImplementedError

    @property
    def is_empty(self) -> bool:
        return not any(value is not None and str(value).strip() for value in self.written)


@pghistory.track()
class ReportResult(PlannedLine):
    """One result aimed at in the application, and what was reached."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="results")
    unit = models.TextField(blank=True)
    target = models.PositiveIntegerField(null=True, blank=True)
    achieved = models.PositiveIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ("report", "rank")
        constraints = [models.UniqueConstraint(name="report_result_rank_once", fields=["report", "rank"])]

    @property
    def written(self) -> tuple[object, ...]:
        return (self.achieved, self.comment)


@pghistory.track()
class ReportSpending(PlannedLine):
    """One line of the budget: planned for the whole project, spent, and the part paid with the help."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="spending")
    planned_cents = CentsField()
    spent_cents = CentsField(null=True, blank=True)
    from_grant_cents = CentsField(null=True, blank=True)
    explanation = models.TextField(blank=True)

    class Meta:
        ordering = ("report", "rank")
        constraints = [
            models.UniqueConstraint(name="report_spending_rank_once", fields=["report", "rank"]),
            models.CheckConstraint(
                name="report_spending_line_not_negative",
                condition=(Q(spent_cents=None) | Q(spent_cents__gte=0))
                & (Q(from_grant_cents=None) | Q(from_grant_cents__gte=0)),
                violation_error_message=_("Une dépense ne peut pas être négative."),
            ),
        ]

    @property
    def written(self) -> tuple[object, ...]:
        return (self.spent_cents, self.from_grant_cents, self.explanation)

    @property
    def differs(self) -> bool:
        """Whether what was spent departs from the plan, and must be explained."""
        return self.spent_cents is not None and self.spent_cents != self.planned_cents


class ReportSending(models.Model):
    """One sending of a report: its receipt's number, its moment, every answer, and the digest of them. Append-only.

    While a report that was sent back is being rewritten, this is what the region reads.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sendings")
    rank = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=24)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    append_only = True

    class Meta:
        verbose_name = _("envoi d’une reddition")
        ordering = ("report", "rank")
        constraints = [models.UniqueConstraint(name="report_sending_rank_once", fields=["report", "rank"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number


class ReturnedSection(models.Model):
    """A part that the region sent back, and why. Answered when the organisation sends the report again."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="returns")
    section = models.CharField(max_length=12, choices=ReportSection.choices)
    reason = models.TextField()
    returned_at = models.DateTimeField(auto_now_add=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("report", "pk")
        constraints = [
            models.UniqueConstraint(
                name="section_returned_once_at_a_time",
                fields=["report", "section"],
                condition=Q(answered_at=None),
                violation_error_message=_("Cette section est déjà retournée."),
            )
        ]
