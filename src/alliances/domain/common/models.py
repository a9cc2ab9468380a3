"""The record of every passage from one state to another."""

import pgtrigger
from django.conf import settings
from django.db import models


class TransitionRecordQuerySet(models.QuerySet["TransitionRecord"]):
    def about(self, row: models.Model) -> "TransitionRecordQuerySet":
        """The passages of one file, oldest first, with who made them."""
        found = self.filter(subject_type=row._meta.label_lower, subject_id=row.pk)
        return found.select_related("actor__person").order_by("at", "pk")


class TransitionRecord(models.Model):
    """One passage: what file, which arrow, who, when, and why. Append-only."""

    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=50)
    source = models.CharField(max_length=50)
    target = models.CharField(max_length=50)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)

    append_only = True
    objects = TransitionRecordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="transition_by_subject")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.source} → {self.target}"
