"""The law: its articles with their reading status, its five goals and five axes, and their wordings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import SourcedModel


class Reading(models.TextChoices):
    """How we know a text. Nothing is asserted, and no rule enforced, on a text that was not read."""

    TEXT = "text", _("Texte lu")
    VIA = "via", _("Connu par un autre document")
    NOT_READ = "not_read", _("Texte non lu")


class InForce(models.TextChoices):
    IN_FORCE = "in_force", _("En vigueur")
    PARTLY = "partly", _("En vigueur en partie")
    NOT_IN_FORCE = "not_in_force", _("Non en vigueur")
    UNKNOWN = "unknown", _("Entrée en vigueur non vérifiée")


class Law(SourcedModel):
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    citation = models.CharField(max_length=60)
    assented_on = models.DateField(null=True, blank=True)
    summary = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    preamble = models.TextField(blank=True)
    preamble_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("loi")

    def __str__(self) -> str:
        return self.title


class LawArticle(SourcedModel):
    """An article in our own words (`paraphrase`); its official text is a `Wording`, when one was read."""

    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="articles")
    number = models.PositiveSmallIntegerField()
    chapter = models.CharField(max_length=200, blank=True)
    chapter_en = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    subject_en = models.CharField(max_length=200, blank=True)
    paraphrase = models.TextField(blank=True)
    paraphrase_en = models.TextField(blank=True)
    reading = models.CharField(max_length=10, choices=Reading.choices)
    in_force = models.CharField(max_length=20, choices=InForce.choices, default=InForce.UNKNOWN)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("article de loi")
        ordering = ("law", "number")
        constraints = [
            models.UniqueConstraint(fields=["law", "number"], name="law_article_once"),
            models.CheckConstraint(
                name="law_article_unread_says_nothing",
                condition=~Q(reading=Reading.NOT_READ) | Q(paraphrase=""),
                violation_error_message=_("Un article non lu n’affirme rien."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law_id} a. {self.number}"


class Goal(SourcedModel):
    """One of the five goals of article 6.

    `short` names it in a word or two; the official text is a `Wording`.
    """

    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="goals")
    article = models.ForeignKey(LawArticle, on_delete=models.PROTECT, related_name="goals")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, unique=True)
    short = models.CharField(max_length=120)
    short_en = models.CharField(max_length=120)
    gloss_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("but de la loi")
        ordering = ("law", "number")
        constraints = [models.UniqueConstraint(fields=["law", "number"], name="goal_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.short}"

    @property
    def wording(self) -> str:
        """The wording to show first (prefetch `wordings`)."""
        return next((wording.text for wording in self.wordings.all()), self.short)


class LegalAxis(SourcedModel):
    """One of the five axes of article 7. They are not the axes of the plans: see `PlanAxis`."""

    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="axes")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    detailed_in = models.ForeignKey(LawArticle, on_delete=models.PROTECT, related_name="axes")

    class Meta:
        verbose_name = _("axe de la loi")
        ordering = ("law", "number")
        constraints = [models.UniqueConstraint(fields=["law", "number"], name="legal_axis_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Wording(SourcedModel):
    """A French text as one source gives it. Rank 1 is shown first, the others beside it with their source."""

    article = models.ForeignKey(
        LawArticle, null=True, blank=True, on_delete=models.PROTECT, related_name="wordings"
    )
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="wordings")
    rank = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        verbose_name = _("formulation")
        ordering = ("rank",)
        constraints = [
            models.UniqueConstraint(
                fields=["article", "goal", "rank"], nulls_distinct=False, name="wording_once"
            ),
            models.CheckConstraint(
                name="wording_of_one_thing",
                condition=Q(article=None, goal__isnull=False) | Q(article__isnull=False, goal=None),
                violation_error_message=_("Une formulation est celle d’un article ou celle d’un but."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
