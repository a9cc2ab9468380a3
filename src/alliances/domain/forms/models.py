"""Forms: numbered versions of sections and questions. This room knows no application and no report.

A version is written once: after its publication the database refuses any change to its questions, so that a file is
always read with the words under which it was written. A correction is a new version.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Bilingual(models.Model):
    """A row with French texts and, beside each, `…_en`, empty where nobody wrote it."""

    class Meta:
        abstract = True

    def text(self, field: str) -> str:
        """`field` in the language of the page; the French where there is no English."""
        english = getattr(self, f"{field}_en") if (get_language() or "").startswith("en") else ""
        return english or getattr(self, field)


class Form(Bilingual):
    """A family of versions. `is_standard`: shipped with the product, offered to every call; `rank` orders the offer."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200, verbose_name=_("titre"))
    title_en = models.CharField(max_length=200, blank=True)
    is_standard = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=100)
    source = models.TextField(blank=True)

    class Meta:
        verbose_name = _("formulaire")
        ordering = ("rank", "code")

    def __str__(self) -> str:
        return self.text("title")


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def published(self) -> "FormVersionQuerySet":
        """What a call may choose: standard forms first, latest version first."""
        found = self.filter(published_at__isnull=False).select_related("form")
        return found.order_by("form__rank", "form__code", "-number")

    def default(self) -> "FormVersion | None":
        """The version of a call that chose none: the first standard form's latest. None where none was loaded."""
        return self.published().filter(form__is_standard=True).first()


class FormVersion(models.Model):
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version de formulaire")
        ordering = ("form", "-number")
        constraints = [
            models.UniqueConstraint(name="form_version_once", fields=["form", "number"]),
        ]

    def __str__(self) -> str:
        return _("%(form)s, version %(number)s") % {"form": self.form, "number": self.number}


class Section(Bilingual):
    """One page of the form. `code` is its word in the address."""

    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="sections")
    rank = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    help = models.TextField(blank=True)
    help_en = models.TextField(blank=True)

    class Meta:
        ordering = ("version", "rank")
        constraints = [
            models.UniqueConstraint(name="form_section_once", fields=["version", "code"]),
            models.UniqueConstraint(name="form_section_rank_once", fields=["version", "rank"]),
        ]

    def __str__(self) -> str:
        return self.text("title")


class QuestionKind(models.TextChoices):
    SHORT_TEXT = "short_text", _("Texte court")
    LONG_TEXT = "long_text", _("Texte long")
    NUMBER = "number", _("Nombre")
    MONEY = "money", _("Montant")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Un choix")
    CHOICES = "choices", _("Plusieurs choix")
    YES_NO = "yes_no", _("Oui ou non")


class Question(Bilingual):
    """One question. `longest` counts characters; `minimum` and `maximum` bound a number, or cents for an amount."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    rank = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20, choices=QuestionKind.choices)
    label = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True)
    help = models.TextField(blank=True)
    help_en = models.TextField(blank=True)
    is_required = models.BooleanField(default=True)
    longest = models.PositiveIntegerField(null=True, blank=True)
    minimum = models.BigIntegerField(null=True, blank=True)
    maximum = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        ordering = ("section__rank", "rank")
        constraints = [
            models.UniqueConstraint(name="form_question_once", fields=["section", "code"]),
            models.UniqueConstraint(name="form_question_rank_once", fields=["section", "rank"]),
            models.CheckConstraint(
                name="form_question_bounds_in_order",
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")),
                violation_error_message=_("La borne basse d’une question dépasse sa borne haute."),
            ),
        ]

    def __str__(self) -> str:
        return self.text("label")


class Option(Bilingual):
    """One answer offered by a question of choice."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    rank = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("question", "rank")
        constraints = [models.UniqueConstraint(name="form_option_once", fields=["question", "code"])]

    def __str__(self) -> str:
        return self.text("label")
