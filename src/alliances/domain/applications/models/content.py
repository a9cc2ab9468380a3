"""What an application holds beside its facts: answers to the form, lines of the budget, expected results.

What cannot be read yet is kept as it was typed, beside an empty value.
"""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models.application import Application
from alliances.domain.common.fields import CentsField
from alliances.domain.forms.models import Question


@pghistory.track()
class Answer(models.Model):
    """The answer to one question: `typed` word for word, `value` as the question's kind read it.

    `value` is null while nothing was typed or while it cannot be read.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    typed = models.TextField(blank=True)
    value = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("réponse")
        constraints = [
            models.UniqueConstraint(name="application_answer_once", fields=["application", "question"])
        ]


class BudgetSide(models.TextChoices):
    COST = "cost", _("Dépense")
    REVENUE = "revenue", _("Revenu")


class BudgetCategory(models.TextChoices):
    STAFF = "staff", _("Salaires et avantages sociaux")
    FEES = "fees", _("Honoraires et contrats")
    PARTICIPATION = "participation", _("Participation des personnes (transport, garde, allocation)")
    PREMISES = "premises", _("Locaux")
    MATERIAL = "material", _("Matériel et fournitures")
    TRAVEL = "travel", _("Déplacements de l’équipe")
    COMMUNICATION = "communication", _("Communication")
    ADMINISTRATION = "administration", _("Administration")
    OTHER_COST = "other_cost", _("Autre dépense")
    REQUESTED = "requested", _("Aide demandée à cet appel")
    GOVERNMENT = "government", _("Gouvernement")
    MUNICIPAL = "municipal", _("Ville ou MRC")
    FOUNDATION = "foundation", _("Fondation ou dons")
    OWN = "own", _("L’organisme lui-même")
    ACTIVITY = "activity", _("Revenus des activités")
    OTHER_REVENUE = "other_revenue", _("Autre revenu")


class SourceKind(models.TextChoices):
    CASH = "cash", _("En argent")
    IN_KIND = "in_kind", _("En biens ou services")
    VOLUNTEER = "volunteer", _("En bénévolat")


@pghistory.track()
class BudgetLine(models.Model):
    """One cost or one revenue. Once sent, costs and revenues are equal and one revenue line is what is asked for."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="budget_lines")
    side = models.CharField(max_length=10, choices=BudgetSide.choices)
    rank = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=20, choices=BudgetCategory.choices, blank=True)
    label = models.TextField(blank=True)
    amount_cents = CentsField(null=True, blank=True)
    amount_typed = models.TextField(blank=True)
    source_kind = models.CharField(max_length=10, choices=SourceKind.choices, default=SourceKind.CASH)
    is_confirmed = models.BooleanField(default=False)
    is_requested = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("ligne de budget")
        ordering = ("application", "side", "rank")
        constraints = [
            models.UniqueConstraint(name="budget_line_rank_once", fields=["application", "side", "rank"]),
            models.UniqueConstraint(
                name="budget_requested_once",
                fields=["application"],
                condition=Q(is_requested=True),
                violation_error_message=_("Une seule ligne de revenu est le montant demandé."),
            ),
            models.CheckConstraint(
                name="budget_amount_not_negative",
                condition=Q(amount_cents=None) | Q(amount_cents__gte=0),
                violation_error_message=_("Un montant ne peut pas être négatif."),
            ),
            models.CheckConstraint(
                name="budget_requested_is_money",
                condition=Q(is_requested=False) | Q(side="revenue", source_kind="cash"),
                violation_error_message=_("Le montant demandé est un revenu en argent."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.get_category_display())


@pghistory.track()
class ExpectedResult(models.Model):
    """A result the organisation aims at: how many of what. The report answers each one."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="expected_results")
    rank = models.PositiveSmallIntegerField()
    label = models.TextField(blank=True)
    target = models.PositiveIntegerField(null=True, blank=True)
    target_typed = models.TextField(blank=True)
    unit = models.TextField(blank=True)

    class Meta:
        verbose_name = _("résultat attendu")
        ordering = ("application", "rank")
        constraints = [
            models.UniqueConstraint(name="expected_result_rank_once", fields=["application", "rank"])
        ]

    def __str__(self) -> str:
        return self.label
