"""Whether what a fiscal year did not pay may pass to the next: the rule of a fund, a plan or an Alliance."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField, SourcedModel
from alliances.domain.envelopes.models.envelopes import Envelope, Fund
from alliances.domain.strategy.models import Plan


class CarryOverRule(SourcedModel):
    """What is known of carrying over, for everything below its scope: an envelope (that of an Alliance), else the
    envelopes of `plan` in the fund, else the whole fund. The last one recorded for a scope stands; the nearest scope
    wins. What nobody published is null or empty: never assumed.

    `ceiling_share` is a share (0 to 1) of the tranche of the year that ends, `ceiling_cents` a sum for that year of
    each envelope; `until` is the last day on which a carry-over may be signed. `asks_approval`: someone outside
    approves each carry-over, `approver` says who. `adopted_by` approved the rule itself.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="carry_over_rules")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    envelope = models.ForeignKey(
        Envelope, null=True, blank=True, on_delete=models.PROTECT, related_name="carry_over_rules"
    )
    is_allowed = models.BooleanField()
    ceiling_share = models.DecimalField(max_digits=9, decimal_places=8, null=True, blank=True)
    ceiling_cents = CentsField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    asks_approval = models.BooleanField(null=True, blank=True)
    approver = models.CharField(max_length=200, blank=True)
    adopted_by = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        verbose_name = _("règle de report")
        constraints = [
            models.CheckConstraint(
                name="carry_over_rule_one_scope", condition=Q(plan=None) | Q(envelope=None)
            ),
            models.CheckConstraint(
                name="carry_over_rule_has_source",
                condition=~Q(source=""),
                violation_error_message=_("Une règle de report dit sa source."),
            ),
            models.CheckConstraint(
                name="carry_over_rule_bounds",
                condition=(Q(ceiling_share=None) | Q(ceiling_share__gte=0, ceiling_share__lte=1))
                & (Q(ceiling_cents=None) | Q(ceiling_cents__gte=0))
                & (Q(is_allowed=True) | Q(ceiling_share=None, ceiling_cents=None, until=None)),
                violation_error_message=_("Une règle qui ne permet rien n’a ni plafond ni date."),
            ),
            models.CheckConstraint(
                name="carry_over_rule_names_approver",
                condition=~Q(asks_approval=True) | ~Q(approver=""),
                violation_error_message=_("Dites de qui vient l’approbation que la règle demande."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.envelope or self.plan or self.fund)

    @property
    def ceiling_percent(self) -> Decimal | None:
        return None if self.ceiling_share is None else self.ceiling_share * 100
