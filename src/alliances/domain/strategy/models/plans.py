"""The government's plans: axes, objectives, measures and their numbered places, targets."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField, Precision, SourcedModel
from alliances.domain.strategy.models.law import Goal, Law, LawArticle, Reading
from alliances.domain.territories.models import Indicator


class PlanStatus(models.TextChoices):
    IN_FORCE = "in_force", _("En vigueur")
    CLOSED = "closed", _("Terminé")


class AxisLevel(models.TextChoices):
    ORIENTATION = "orientation", _("Orientation")
    OTHER_DESCRIPTION = "orientation_alt", _("Orientation selon une autre description")
    AXIS = "axe", _("Axe")
    UNNUMBERED = "axe_number_unknown", _("Axe, numéro non publié")
    OBJECTIVE = "objectif", _("Objectif")


class TitleStatus(models.TextChoices):
    OFFICIAL = "official", _("Titre officiel")
    PARAPHRASE = "paraphrase", _("Description dans nos mots")


class MeasureKind(models.TextChoices):
    MEASURE = "measure", _("Mesure")
    ACTION = "action", _("Action d’une mesure")
    EXTENSION = "extension", _("Prolongation d’une mesure")


class ResponsibleBody(SourcedModel):
    """A ministry or public body that answers for a measure or an objective, named as at that time."""

    acronym = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = _("organisme responsable")
        ordering = ("acronym",)

    def __str__(self) -> str:
        return self.acronym


class Plan(SourcedModel):
    """A government action plan. Dates as published: a year, a month or a day (`starts`, `ends` are text)."""

    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="plans")
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    short_name = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    starts = models.CharField(max_length=10)
    ends = models.CharField(max_length=10)
    status = models.CharField(max_length=20, choices=PlanStatus.choices)
    total_cents = CentsField(null=True, blank=True)
    total_precision = models.CharField(max_length=20, choices=Precision.choices, blank=True)
    new_money_cents = CentsField(null=True, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    measures_count = models.PositiveSmallIntegerField(null=True, blank=True)
    bodies_count = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("plan d’action gouvernemental")
        ordering = ("-starts",)

    def __str__(self) -> str:
        return f"{self.short_name} {self.period}"

    @property
    def is_in_force(self) -> bool:
        """A closed plan is history: it can be read, never used for new money."""
        return self.status == PlanStatus.IN_FORCE


class PlanAxis(SourcedModel):
    """An axis, orientation or objective of one plan.

    `measures_read` is False when its measures were not read.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="axes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    level = models.CharField(max_length=30, choices=AxisLevel.choices)
    code = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    measures_read = models.BooleanField(default=True)
    responsible = models.ManyToManyField(ResponsibleBody, blank=True, related_name="axes")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("axe ou objectif d’un plan")
        ordering = ("plan", "rank")
        constraints = [models.UniqueConstraint(fields=["plan", "rank"], name="plan_axis_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class Measure(SourcedModel):
    """A measure read in a source. `number` is empty when its number was not read.

    `title` is the official title or a description in our words: `title_status` tells which.
    `amount_cents` is what was published for the whole plan, null when nothing was.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measures")
    code = models.CharField(max_length=40, unique=True)
    number = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, choices=MeasureKind.choices, default=MeasureKind.MEASURE)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    axis = models.ForeignKey(
        PlanAxis, null=True, blank=True, on_delete=models.PROTECT, related_name="measures"
    )
    objective = models.ForeignKey(
        PlanAxis, null=True, blank=True, on_delete=models.PROTECT, related_name="objective_measures"
    )
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    title_status = models.CharField(max_length=20, choices=TitleStatus.choices)
    responsible = models.ManyToManyField(ResponsibleBody, blank=True, related_name="measures")
    amount_cents = CentsField(null=True, blank=True)
    amount_precision = models.CharField(max_length=20, choices=Precision.choices, blank=True)
    amount_per_year = models.CharField(max_length=200, blank=True)
    amount_per_year_en = models.CharField(max_length=200, blank=True)
    nature = models.CharField(max_length=60, blank=True)
    nature_en = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("mesure")
        ordering = ("plan", "rank")
        constraints = [
            models.UniqueConstraint(fields=["plan", "rank"], name="measure_once"),
            models.UniqueConstraint(
                fields=["plan", "number"], condition=~Q(number=""), name="measure_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class MeasurePlace(SourcedModel):
    """A numbered place of a plan that announced how many measures it has; empty while nobody read the
    measure.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="places")
    number = models.PositiveSmallIntegerField()
    axis = models.ForeignKey(PlanAxis, null=True, blank=True, on_delete=models.PROTECT, related_name="places")
    objective = models.ForeignKey(
        PlanAxis, null=True, blank=True, on_delete=models.PROTECT, related_name="objective_places"
    )
    measure = models.OneToOneField(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="place"
    )

    class Meta:
        verbose_name = _("place numérotée d’un plan")
        ordering = ("plan", "number")
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="measure_place_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class MeasureAnchor(SourcedModel):
    """A published tie of a measure to a goal or to an article of the law. No tie is deduced."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="anchors")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="anchors")
    article = models.ForeignKey(
        LawArticle, null=True, blank=True, on_delete=models.PROTECT, related_name="anchors"
    )
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("ancrage d’une mesure")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "goal", "article"], nulls_distinct=False, name="measure_anchor_once"
            ),
            models.CheckConstraint(
                name="measure_anchor_to_one_thing",
                condition=Q(article=None, goal__isnull=False) | Q(article__isnull=False, goal=None),
                violation_error_message=_("Un ancrage vise un but ou un article."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} → {self.goal_id or self.article_id}"


class Target(SourcedModel):
    """A target of the law or of a plan. Empty `method` or `reading_result` means that nobody published it."""

    code = models.CharField(max_length=20, unique=True)
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="targets")
    article = models.ForeignKey(
        LawArticle, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    statement = models.TextField()
    statement_en = models.TextField()
    population = models.CharField(max_length=200, blank=True)
    population_en = models.CharField(max_length=200, blank=True)
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    variant = models.CharField(max_length=120, blank=True)
    baseline = models.CharField(max_length=120, blank=True)
    baseline_en = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=120, blank=True)
    value_en = models.CharField(max_length=120, blank=True)
    due = models.CharField(max_length=20, blank=True)
    method = models.TextField(blank=True)
    method_en = models.TextField(blank=True)
    result = models.TextField(blank=True)
    result_en = models.TextField(blank=True)
    reported_by = models.CharField(max_length=200, blank=True)
    is_output = models.BooleanField(default=False)
    reading = models.CharField(max_length=10, choices=Reading.choices)
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("cible")
        ordering = ("rank", "code")

    def __str__(self) -> str:
        return self.statement
