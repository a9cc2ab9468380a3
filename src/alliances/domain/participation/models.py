"""Local plans and the priorities that people and organisations set together."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Territory


class LocalPlanState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    ADOPTED = "adopted", _("Adopté")


class LocalPlanQuerySet(models.QuerySet["LocalPlan"]):
    def visible_to(self, account: Account) -> "LocalPlanQuerySet":
        return self.filter(within_any(account.territories_for(Permission.READ_TERRITORY)))


@pghistory.track()
class LocalPlan(models.Model):
    """What one territory chose to act on first, adopted by a body."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="local_plans")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="local_plans")
    title = models.CharField(max_length=200, verbose_name=_("titre"))
    adopted_by = models.CharField(max_length=200, blank=True, verbose_name=_("adopté par"))
    adopted_on = models.DateField(null=True, blank=True, verbose_name=_("adopté le"))
    state = models.CharField(max_length=10, choices=LocalPlanState.choices, default=LocalPlanState.DRAFT)

    objects = LocalPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan local")
        constraints = [
            models.CheckConstraint(
                name="local_plan_adopted_has_body_and_date",
                condition=Q(state="draft", adopted_on=None)
                | (Q(state="adopted", adopted_on__isnull=False) & ~Q(adopted_by="")),
                violation_error_message=_("Un plan adopté nomme l’instance et la date."),
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Priority(models.Model):
    """One priority of a local plan, the goals of the law it serves, and who took part in setting it.

    People with lived experience and organisations are counted apart; unknown stays null, it is not zero.
    """

    local_plan = models.ForeignKey(LocalPlan, on_delete=models.PROTECT, related_name="priorities")
    rank = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, verbose_name=_("priorité"))
    need = models.TextField(verbose_name=_("besoin"))
    goals = models.ManyToManyField(
        "strategy.Goal", related_name="priorities", verbose_name=_("buts de la loi")
    )
    people_with_experience = models.PositiveIntegerField(
        null=True, blank=True, verbose_name=_("personnes en situation de pauvreté qui ont participé")
    )
    organisations_present = models.PositiveIntegerField(
        null=True, blank=True, verbose_name=_("organismes qui ont participé")
    )

    class Meta:
        verbose_name = _("priorité")
        ordering = ["local_plan", "rank"]
        constraints = [models.UniqueConstraint(name="priority_rank_once", fields=["local_plan", "rank"])]

    def __str__(self) -> str:
        return self.title
