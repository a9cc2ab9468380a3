"""The digest of the day of everything that is evidence outside the ledger."""

import pgtrigger
from django.db import models


class EvidenceAnchor(models.Model):
    """What stood in the evidence tables when it was noted, once a day. Append-only, each one on the one before.

    `tables` says, for each table with new rows, their keys (`first` excluded, `last` included), their number, the
    columns that were read and the SHA-256 of the rows. `reached` is the last key of every table so far. `digest` is
    the SHA-256 of both, of the day and of the digest before (see `chain.evidence`).
    """

    day = models.DateField(unique=True)
    tables = models.JSONField()
    reached = models.JSONField()
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        ordering = ["-day"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.day} {self.digest[:12]}"
