"""Local plans and the priorities that people and organisations set together."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.bodies.models import Body
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Territory


class LocalPlanState(models.TextChoices):
    DRAFT = "draft", _("En préparation")
    ADOPTED = "adopted", _("Adopté")
    REPLACED = "replaced", _("Remplacé par une version plus récente")


class LocalPlanQuerySet(models.QuerySet["LocalPlan"]):
    def visible_to(self, account: Account) -> "LocalPlanQuerySet":
        return self.filter(within_any(account.territories_for(Permission.READ_TERRITORY)))

    def with_context(self) -> "LocalPlanQuerySet":
        return self.select_related(
            "territory",
            "alliance__territory",
            "alliance__envelope__fund__book",
            "body",
            "replaces",
            "replaced_by",
        )


@pghistory.track()
class LocalPlan(models.Model):
    """What one territory chose to act on first, adopted by a body.

    Adoption freezes the plan and all it holds; a revision is the next version, which replaces this one when it is
    adopted in its turn. The three `equity_…` answers are those of `equity.QUESTIONS`; empty means not answered.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="local_plans")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="local_plans")
    title = models.CharField(max_length=200, verbose_name=_("titre"))
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    revision_reason = models.TextField(blank=True)
    equity_gender = models.TextField(blank=True)
    equity_territory = models.TextField(blank=True)
    equity_groups = models.TextField(blank=True)
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="local_plans"
    )
    resolution_number = models.CharField(max_length=60, blank=True)
    adopted_by = models.CharField(max_length=250, blank=True, verbose_name=_("adopté par"))
    adopted_on = models.DateField(null=True, blank=True, verbose_name=_("adopté le"))
    state = models.CharField(max_length=10, choices=LocalPlanState.choices, default=LocalPlanState.DRAFT)

    objects = LocalPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan local")
        constraints = [
            models.CheckConstraint(
                name="local_plan_adopted_has_body_and_date",
                condition=Q(state="draft", adopted_on=None)
                | (Q(state__in=["adopted", "replaced"], adopted_on__isnull=False) & ~Q(adopted_by="")),
                violation_error_message=_("Un plan adopté nomme l’instance et la date."),
            ),
            models.CheckConstraint(
                name="local_plan_revision_says_why",
                condition=Q(version=1, replaces=None)
                | (Q(version__gt=1, replaces__isnull=False) & ~Q(revision_reason="")),
                violation_error_message=_("Une version révisée nomme celle d’avant et dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


def _journal() -> tuple[pghistory.RowEvent, ...]:
    """What may leave a draft leaves a trace: creation, change and removal."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


@pghistory.track(*_journal())
class Priority(models.Model):
    """One priority of a local plan, the goals of the law it serves, and who took part in setting it.

    People with lived experience and organisations are counted apart, each person and each organisation once whatever
    the number of meetings; unknown stays null, it is not zero. `records` tell each occasion.
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
        constraints = [
            models.UniqueConstraint(
                name="priority_rank_once",
                fields=["local_plan", "rank"],
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Deux priorités ont le même rang."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Stage(models.TextChoices):
    """When, in the making of the plan, people took part."""

    NEEDS = "needs", _("Dire les besoins")
    CHOICE = "choice", _("Choisir les priorités")
    WRITING = "writing", _("Écrire le plan")
    REVIEW = "review", _("Relire avant l’adoption")
    FOLLOW_UP = "follow_up", _("Suivre ce qui est fait")


@pghistory.track(*_journal())
class ParticipationRecord(models.Model):
    """One occasion on which people took part in setting a priority.

    The two counts are never added: not to one another, nor from one occasion to the next, where the same person may
    have come twice. Null means that nobody counted.
    """

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="records")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    method = models.CharField(max_length=200)
    held_on = models.DateField(null=True, blank=True)
    people_with_experience = models.PositiveIntegerField(null=True, blank=True)
    organisations_present = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["priority", "held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="participation_says_how",
                condition=~Q(method=""),
                violation_error_message=_("Dites comment les gens ont participé."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} – {self.method}"
