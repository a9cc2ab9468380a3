"""Bodies that advise, observe or decide: their seats and the quotas of their seats."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import SourcedModel


class BodyKind(models.TextChoices):
    ADVISORY_COMMITTEE = "advisory_committee", _("Comité consultatif")
    STUDY_CENTRE = "study_centre", _("Centre d’étude administratif")
    OBSERVATORY = "observatory", _("Observatoire prévu par la loi")


class BodyStanding(models.TextChoices):
    ACTIVE = "active", _("En activité")
    NOT_IN_FORCE = "not_in_force", _("Prévu par la loi, jamais entré en vigueur")


class SeatCategory(models.TextChoices):
    """Where the members of the advisory committee come from (article 23)."""

    ANTI_POVERTY = "anti_poverty", _("Organismes qui luttent contre la pauvreté")
    OTHER_SECTORS = "other_sectors", _("Milieux patronal, syndical, municipal, communautaire et autres")
    PUBLIC_SERVICE = "public_service", _("Fonction publique")
    STEERING = "steering", _("Direction")


class HolderStatus(models.TextChoices):
    UNVERIFIED = "unverified", _("Titulaire non vérifié")
    VACANT = "vacant", _("Siège vacant")
    FILLED = "filled", _("Siège occupé")


class Body(SourcedModel):
    """A body. `article` is the number of the article of the law that founds it, empty when none does."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=30, choices=BodyKind.choices)
    standing = models.CharField(max_length=20, choices=BodyStanding.choices)
    article = models.CharField(max_length=10, blank=True)
    founded = models.CharField(max_length=120, blank=True)
    founded_en = models.CharField(max_length=120, blank=True)
    mandate = models.TextField(blank=True)
    mandate_en = models.TextField(blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    is_fictitious = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("instance")

    def __str__(self) -> str:
        return self.name


class SeatQuota(SourcedModel):
    """How many seats a category has, and how many of them at least go to people with lived experience."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="quotas")
    category = models.CharField(max_length=30, choices=SeatCategory.choices)
    seats = models.PositiveSmallIntegerField()
    lived_experience_minimum = models.PositiveSmallIntegerField(default=0)
    voting = models.BooleanField(default=True)
    rule = models.TextField(blank=True)
    rule_en = models.TextField(blank=True)
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("quota de sièges")
        ordering = ("body", "rank")
        constraints = [
            models.UniqueConstraint(fields=["body", "category"], name="seat_quota_once"),
            models.CheckConstraint(
                name="seat_quota_minimum_within_seats",
                condition=models.Q(lived_experience_minimum__lte=models.F("seats")),
                violation_error_message=_("Le minimum réservé dépasse le nombre de sièges."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.category}: {self.seats}"


class Seat(SourcedModel):
    """One seat. Who sits there is unknown until a source says so: unknown is neither vacant nor filled."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=30, choices=SeatCategory.choices)
    voting = models.BooleanField(default=True)
    lived_experience = models.BooleanField(null=True, blank=True)
    holder_status = models.CharField(
        max_length=20, choices=HolderStatus.choices, default=HolderStatus.UNVERIFIED
    )

    class Meta:
        verbose_name = _("siège")
        ordering = ("body", "number")
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.body_id}-{self.number}"
