"""What the law asks for, when, and the documents we know."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import SourcedModel
from alliances.domain.strategy.models.law import InForce, LawArticle, Reading


class Rhythm(models.TextChoices):
    PER_PLAN = "per_plan", _("À chaque plan")
    FISCAL_YEAR = "fiscal_year", _("À chaque exercice financier")
    PER_PROPOSAL = "per_proposal", _("À chaque proposition")
    ON_REQUEST = "on_request", _("Sur demande")
    PER_APPOINTMENT = "per_appointment", _("À chaque nomination")
    EVERY_YEARS = "every_years", _("À date fixe, tous les quelques ans")
    CONTINUOUS = "continuous", _("En continu")
    PER_PROJECT = "per_project", _("À chaque projet")
    NOT_SET = "not_set", _("Rythme non publié")


class Obligation(SourcedModel):
    """A duty. `first_due` and `period_years` are stored facts; the other dates are computed from them."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    bearer = models.CharField(max_length=120)
    bearer_en = models.CharField(max_length=120)
    rhythm = models.CharField(max_length=20, choices=Rhythm.choices)
    rhythm_note = models.TextField(blank=True)
    rhythm_note_en = models.TextField(blank=True)
    first_due = models.DateField(null=True, blank=True)
    period_years = models.PositiveSmallIntegerField(null=True, blank=True)
    document = models.CharField(max_length=200, blank=True)
    document_en = models.CharField(max_length=200, blank=True)
    articles = models.ManyToManyField(LawArticle, blank=True, related_name="obligations")
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=200)
    reading = models.CharField(max_length=10, choices=Reading.choices)
    in_force = models.CharField(max_length=20, choices=InForce.choices, default=InForce.IN_FORCE)

    class Meta:
        verbose_name = _("obligation de la loi")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                name="obligation_dates_when_periodic",
                condition=Q(rhythm=Rhythm.EVERY_YEARS, first_due__isnull=False, period_years__gt=0)
                | (~Q(rhythm=Rhythm.EVERY_YEARS) & Q(first_due=None, period_years=None)),
                violation_error_message=_("Une obligation à date fixe a une première date et une période."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class KnownDocument(SourcedModel):
    """A document that answers an obligation or an article, and that we know exists.

    `due_on` is the date it answers.
    """

    obligation = models.ForeignKey(
        Obligation, null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    article = models.ForeignKey(
        LawArticle, null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    dated = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("document connu")
        ordering = ("dated", "code")
        constraints = [
            models.CheckConstraint(
                name="known_document_answers_something",
                condition=Q(obligation__isnull=False) | Q(article__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title
