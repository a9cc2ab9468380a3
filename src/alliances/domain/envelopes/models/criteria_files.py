"""Figures to share by, read from a file: kept with the envelope they were read for, never changed."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.models.envelopes import Envelope

# What was read stays; the one thing that happens to it, once, is that it is no longer on offer.
READ_IS_KEPT = """
    IF TG_OP = 'DELETE'
       OR (NEW.envelope_id, NEW.name, NEW.source, NEW.sha256, NEW.columns, NEW.figures, NEW.created_by_id)
            IS DISTINCT FROM
          (OLD.envelope_id, OLD.name, OLD.source, OLD.sha256, OLD.columns, OLD.figures, OLD.created_by_id)
       OR OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'figures read from a file never change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@pghistory.track(exclude=["figures"])
class CriteriaFile(models.Model):
    """Criteria typed in a spreadsheet. `columns` are their names in the order of the file; `figures` are exact texts,
    one list per territory code, None for an empty cell. `sha256` is of what was read.
    """

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="criteria_files")
    name = models.CharField(max_length=120)
    source = models.TextField()
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField()
    figures = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fichier de critères")
        constraints = [
            models.CheckConstraint(
                name="criteria_file_says_its_source",
                condition=~Q(source=""),
                violation_error_message=_("Dites d’où viennent ces chiffres."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="read_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=READ_IS_KEPT,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def code_of(self, rank: int) -> str:
        """The code, in a problem, of the criterion in column `rank` (from 0)."""
        return f"f{self.pk}_{rank}"
