"""The framework of a region: its rules in versions, and the source of each rule."""

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, F, Func, IntegerField, Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models.alliances import Alliance
from alliances.domain.common.fields import CentsField
from alliances.domain.people.models import LegalForm


class RuleCode(models.TextChoices):
    """The rules a framework may hold. Each value is the name of the field that holds the rule."""

    LEGAL_FORMS = "eligible_legal_forms", _("Formes d’organismes admissibles")
    LOCAL_PERCENT = "local_percent", _("Part locale")
    MAX_SHARE = "max_share_percent", _("Aide maximale, en % du coût")
    MAX_GRANT = "max_grant_cents", _("Plafond par projet")
    PARTNERS = "minimum_partners", _("Partenaires demandés, au moins")
    SCORES = "scores_per_application", _("Évaluations demandées par dossier")
    INSTALMENTS = "instalment_percents", _("Tranches des versements")
    OFFER_DAYS = "offer_valid_days", _("Durée de validité d’une offre, en jours")


RULES = tuple(RuleCode)


def _all_positive(field: str) -> Func:
    return Func(F(field), template="0 < ALL(%(expressions)s)", output_field=BooleanField())


def _total(field: str) -> Func:
    return Func(F(field), function="agreements_total", output_field=IntegerField())


@pghistory.track()
class Framework(models.Model):
    """One version of a region's rules. A null rule is one that nobody published: it is shown as such, never assumed.

    Percents are whole, from 0 to 100; amounts are cents; `instalment_percents` sum to 100, in the order they are paid.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="frameworks")
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    source = models.TextField()
    local_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    eligible_legal_forms = ArrayField(
        models.CharField(max_length=20, choices=LegalForm.choices), null=True, blank=True
    )
    max_share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    max_grant_cents = CentsField(null=True, blank=True)
    minimum_partners = models.PositiveSmallIntegerField(null=True, blank=True)
    scores_per_application = models.PositiveSmallIntegerField(default=2)
    instalment_percents = ArrayField(models.PositiveSmallIntegerField(), null=True, blank=True)
    offer_valid_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["alliance", "-version"]
        constraints = [
            models.UniqueConstraint(name="framework_version_once", fields=["alliance", "version"]),
            models.CheckConstraint(
                name="framework_percents_in_range",
                condition=(Q(local_percent=None) | Q(local_percent__lte=100))
                & (Q(max_share_percent=None) | Q(max_share_percent__range=(1, 100))),
                violation_error_message=_("Un taux va de 0 à 100 %."),
            ),
            models.CheckConstraint(
                name="framework_legal_forms_known",
                condition=Q(eligible_legal_forms=None)
                | Q(eligible_legal_forms__contained_by=LegalForm.values, eligible_legal_forms__len__gt=0),
                violation_error_message=_("Une forme d’organisme n’est pas dans la liste."),
            ),
            models.CheckConstraint(
                name="framework_grant_positive",
                condition=Q(max_grant_cents=None) | Q(max_grant_cents__gt=0),
                violation_error_message=_("Le plafond par projet doit être plus grand que zéro."),
            ),
            models.CheckConstraint(
                name="framework_counts_in_range",
                condition=(Q(minimum_partners=None) | Q(minimum_partners__range=(1, 100)))
                & (Q(offer_valid_days=None) | Q(offer_valid_days__range=(1, 1000)))
                & Q(scores_per_application__range=(1, 20)),
                violation_error_message=_("Un nombre du cadre de gestion est hors des limites."),
            ),
            models.CheckConstraint(
                name="framework_instalments_whole",
                condition=Q(instalment_percents=None)
                | (
                    Q(instalment_percents__len__range=(1, 12))
                    & Q(_all_positive("instalment_percents"))
                    & Q(Exact(_total("instalment_percents"), 100))
                ),
                violation_error_message=_("Les tranches des versements doivent faire 100 % ensemble."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance}, {self.version}"

    def value_of(self, code: str) -> Any:
        """The rule as it is stored; None is « non publié »."""
        return getattr(self, RuleCode(code).value)

    def provenance(self) -> dict[str, "FrameworkRule"]:
        """Where each rule was read, by its code. One query, none when the rows are prefetched."""
        return {rule.code: rule for rule in self.rules.all()}


@pghistory.track()
class FrameworkRule(models.Model):
    """Where one rule of one version was read, and when. A rule without a value may say where it was looked for."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="rules")
    code = models.CharField(max_length=30, choices=RuleCode.choices)
    source = models.TextField()
    source_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["framework", "pk"]
        constraints = [
            models.UniqueConstraint(name="framework_rule_once", fields=["framework", "code"]),
            models.CheckConstraint(
                name="framework_rule_has_source",
                condition=~Q(source=""),
                violation_error_message=_("Chaque règle dit sa source."),
            ),
        ]

    def __str__(self) -> str:
        return self.code
