"""What others than the law say of the plan: the bodies that answer for it, the committee that advises, the writings.

Progress and opinions are typed here by people of the bodies; publications are facts read in a source. Amounts in a
progress note are what the body says it spent: never entries of the ledger, never added to them.
"""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.bodies.models import Body
from alliances.domain.common.fields import CentsField, Precision, SourcedModel
from alliances.domain.people.models import Account
from alliances.domain.strategy.models.law import Goal
from alliances.domain.strategy.models.plans import Measure, Plan, ResponsibleBody
from alliances.domain.territories.models import Territory

LONGEST_SENTENCE = 280
APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class SpokespersonQuerySet(models.QuerySet["Spokesperson"]):
    def in_force(self) -> "SpokespersonQuerySet":
        today = timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today)


@pghistory.track()
class Spokesperson(models.Model):
    """An account that speaks for a responsible body, between two dates. Her role says what she may then do."""

    body = models.ForeignKey(ResponsibleBody, on_delete=models.PROTECT, related_name="spokespersons")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="speaks_for")
    valid_from = models.DateField(default=timezone.localdate)
    valid_until = models.DateField(null=True, blank=True)

    objects = SpokespersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("porte-parole d’un organisme responsable")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "account", "valid_from"],
                name="spokesperson_once",
                violation_error_message=_("Cette personne parle déjà pour cet organisme depuis ce jour."),
            ),
            models.CheckConstraint(
                name="spokesperson_validity_in_order",
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("La fin précède le début."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.body_id}"


class ProgressNoteQuerySet(models.QuerySet["ProgressNote"]):
    def standing(self) -> "ProgressNoteQuerySet":
        """The notes that no later note corrects."""
        return self.filter(corrected_by=None)

    def newest_first(self) -> "ProgressNoteQuerySet":
        return self.order_by("-as_of", "-posted_at", "-pk")


class ProgressNote(models.Model):
    """One sentence of a responsible body on where a measure stands, as of a day. Append-only.

    `spent_cents` is the amount the body says it spent since the plan began, null when it says none. A mistake is
    corrected by a new note that names the old one; both stay readable.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="progress_notes")
    body = models.ForeignKey(ResponsibleBody, on_delete=models.PROTECT, related_name="progress_notes")
    as_of = models.DateField()
    sentence = models.CharField(max_length=LONGEST_SENTENCE)
    spent_cents = CentsField(null=True, blank=True)
    spent_precision = models.CharField(max_length=20, choices=Precision.choices, blank=True)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(auto_now_add=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    is_fictitious = models.BooleanField(default=False)

    append_only = True
    objects = ProgressNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("phrase d’avancement")
        indexes = [models.Index(fields=["measure", "-as_of"], name="progress_by_measure")]
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="progress_says_something",
                condition=Q(sentence__regex=r"\S"),
                violation_error_message=_("Une phrase d’avancement ne peut pas être vide."),
            ),
            models.CheckConstraint(
                name="progress_amount_not_negative",
                condition=Q(spent_cents=None) | Q(spent_cents__gte=0),
                violation_error_message=_("Un montant dépensé n’est pas négatif."),
            ),
            models.CheckConstraint(
                name="progress_amount_with_its_precision",
                condition=Q(spent_cents=None, spent_precision="")
                | (Q(spent_cents__isnull=False) & ~Q(spent_precision="")),
                violation_error_message=_("Un montant dit sa précision : exact, arrondi ou au moins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.as_of}"

    @property
    def is_corrected(self) -> bool:
        """Whether a later note corrects this one (select `corrected_by`)."""
        return hasattr(self, "corrected_by")


class OpinionState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    PUBLISHED = "published", _("Publié")


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def published(self) -> "OpinionQuerySet":
        return self.filter(state=OpinionState.PUBLISHED)

    def with_subject(self) -> "OpinionQuerySet":
        return self.select_related("body", "plan", "measure__plan").prefetch_related("answers__body")


@pghistory.track()
class Opinion(models.Model):
    """An opinion of the advisory committee on a plan, a measure, or the use of the fund (article 32).

    Its subject is exactly one of `plan`, `measure` and `about_fund`. Once published it does not change any more; the
    ministry's answers come after it, each in its own row.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="opinions")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="opinions")
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="opinions"
    )
    about_fund = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    text = models.TextField()
    link = models.URLField(max_length=500, blank=True)
    reply_expected_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=OpinionState.choices, default=OpinionState.DRAFT)
    published_on = models.DateField(null=True, blank=True)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_fictitious = models.BooleanField(default=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis")
        triggers = [
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="published"),
            ),
            pgtrigger.Protect(
                name="published_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="opinion_about_one_thing",
                condition=Q(plan__isnull=False, measure=None, about_fund=False)
                | Q(plan=None, measure__isnull=False, about_fund=False)
                | Q(plan=None, measure=None, about_fund=True),
                violation_error_message=_("Un avis porte sur un plan, sur une mesure ou sur le fonds."),
            ),
            models.CheckConstraint(
                name="opinion_published_with_its_date",
                condition=Q(state="draft", published_on=None)
                | Q(state="published", published_on__isnull=False),
                violation_error_message=_("Un avis publié porte sa date, un brouillon n’en porte pas."),
            ),
            models.CheckConstraint(
                name="opinion_published_says_something",
                condition=Q(state="draft") | (Q(title__regex=r"\S") & Q(text__regex=r"\S")),
                violation_error_message=_("Un avis publié a un titre et un texte."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OpinionAnswer(models.Model):
    """What the ministry answers to a published opinion. Append-only: a second answer completes the first."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="answers")
    body = models.ForeignKey(ResponsibleBody, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(default=timezone.localdate)
    is_fictitious = models.BooleanField(default=False)

    append_only = True

    class Meta:
        verbose_name = _("réponse à un avis")
        ordering = ("answered_on", "pk")
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="opinion_answer_says_something",
                condition=Q(text__regex=r"\S"),
                violation_error_message=_("Une réponse ne peut pas être vide."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.answered_on}"


class PublicationKind(models.TextChoices):
    PLAN = "plan", _("Plan d’action")
    REPORT = "report", _("Rapport")
    OPINION = "opinion", _("Avis")
    STATISTICS = "statistics", _("Statistiques")
    STUDY = "study", _("Étude")
    GUIDE = "guide", _("Guide")
    NEWS = "news", _("Communiqué")


class Publication(SourcedModel):
    """A document that exists: who wrote it, when, where to read it, and which goals it names itself.

    `dated` is the date as published (`2018-05-02`, `2011-04`, `2009`), empty when none was read: its length is its
    precision. A goal is tied only when the document's own subject is that goal; `goals_basis` says where that was
    read.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    title_key = models.CharField(max_length=600, db_collation="C", editable=False)
    author = models.CharField(max_length=200)
    author_en = models.CharField(max_length=200, blank=True)
    dated = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=20, choices=PublicationKind.choices)
    language = models.CharField(max_length=5)
    link = models.URLField(max_length=500)
    plan = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="publications"
    )
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="publications"
    )
    goals = models.ManyToManyField(Goal, blank=True, related_name="publications")
    goals_basis = models.CharField(max_length=200, blank=True)
    goals_basis_en = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("publication")
        ordering = ("-dated", "title_key", "pk")
        constraints = [
            models.CheckConstraint(
                name="publication_date_as_published",
                condition=Q(dated__regex=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"),
                violation_error_message=_("La date d’une publication est un jour, un mois ou une année."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
