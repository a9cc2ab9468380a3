"""The years of an envelope: how much of it is meant for each fiscal year."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.envelopes.models.envelopes import Envelope
from alliances.domain.ledger.models import FiscalYear


class TrancheQuerySet(models.QuerySet["Tranche"]):
    def by_year(self) -> dict[int, int]:
        """Cents of each fiscal year (its first calendar year), in the order of the years."""
        sums = self.order_by("fiscal_year").values_list("fiscal_year").annotate(models.Sum("amount_cents"))
        return dict(sums)


class Tranche(models.Model):
    """Cents that one decision put into, or took from, a fiscal year of an envelope.

    The tranche of a year is the sum of these rows, and the years of an envelope add up to what it received: both
    margins are exact. An envelope without a row was never shared among its years. Rows are added, never changed.
    """

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="tranches")
    fiscal_year = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="+")
    amount_cents = CentsField()
    document = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = TrancheQuerySet.as_manager()

    append_only = True

    class Meta:
        verbose_name = _("tranche d’exercice")
        constraints = [
            models.UniqueConstraint(
                name="tranche_once_per_decision",
                fields=["envelope", "fiscal_year", "document"],
                violation_error_message=_("Cette décision a déjà inscrit sa tranche."),
            ),
            models.CheckConstraint(name="tranche_moves_something", condition=~Q(amount_cents=0)),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year_id} {self.amount_cents}"
