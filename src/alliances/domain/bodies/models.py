"""Bodies that advise, observe or decide: their seats, the quotas of their seats, and their sittings.

Those of the law stand above all territories. Tables, analysis committees and elected councils serve one territory and
all below it; how many seats, which categories and which quorum are the region's own rules, entered with their source:
no norm for them is published, so none is assumed.
"""

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import SourcedModel
from alliances.domain.people.models import Account, Person, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterable


class BodyKind(models.TextChoices):
    ADVISORY_COMMITTEE = "advisory_committee", _("Comité consultatif")
    STUDY_CENTRE = "study_centre", _("Centre d’étude administratif")
    OBSERVATORY = "observatory", _("Observatoire prévu par la loi")
    LOCAL_TABLE = "local_table", _("Table locale")
    ANALYSIS_COMMITTEE = "analysis_committee", _("Comité d’analyse")
    ELECTED_COUNCIL = "elected_council", _("Instance élue (conseil des maires, table des préfets…)")


LOCAL_KINDS = (BodyKind.LOCAL_TABLE, BodyKind.ANALYSIS_COMMITTEE, BodyKind.ELECTED_COUNCIL)
IS_LOCAL = Q(kind__in=[kind.value for kind in LOCAL_KINDS])


class BodyStanding(models.TextChoices):
    ACTIVE = "active", _("En activité")
    NOT_IN_FORCE = "not_in_force", _("Prévu par la loi, jamais entré en vigueur")


class SeatCategory(models.TextChoices):
    """Where members come from: the first four for the bodies of the law (article 23), the others for local ones."""

    ANTI_POVERTY = "anti_poverty", _("Organismes qui luttent contre la pauvreté")
    OTHER_SECTORS = "other_sectors", _("Milieux patronal, syndical, municipal, communautaire et autres")
    PUBLIC_SERVICE = "public_service", _("Fonction publique")
    STEERING = "steering", _("Direction")
    LIVED_EXPERIENCE = "lived_experience", _("Personnes en situation de pauvreté")
    COMMUNITY = "community", _("Organismes communautaires")
    INSTITUTIONS = "institutions", _("Institutions et réseaux publics")
    ELECTED = "elected", _("Personnes élues")
    CITIZENS = "citizens", _("Citoyennes et citoyens")


LOCAL_CATEGORIES = (
    SeatCategory.LIVED_EXPERIENCE,
    SeatCategory.COMMUNITY,
    SeatCategory.INSTITUTIONS,
    SeatCategory.ELECTED,
    SeatCategory.CITIZENS,
)


class HolderStatus(models.TextChoices):
    UNVERIFIED = "unverified", _("Titulaire non vérifié")
    VACANT = "vacant", _("Siège vacant")
    FILLED = "filled", _("Siège occupé")


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, account: Account) -> "BodyQuerySet":
        """The bodies of the law, and those of the territories in which the account reads, scores or records."""
        held = [
            place
            for permission in (Permission.READ_TERRITORY, Permission.RECORD_RESOLUTION, Permission.SCORE)
            for place in account.territories_for(permission)
        ]
        return self.filter(Q(territory=None) | within_any(held))

    def within(self, territory: Territory) -> "BodyQuerySet":
        """The bodies of `territory` and of all below it."""
        return self.filter(within_any([territory]))

    def serving(self, territory: Territory) -> "BodyQuerySet":
        """The bodies of `territory` and of those above it: the ones that may speak for it."""
        return self.filter(territory__path__in=territory.lineage_paths())

    def of_kind(self, *kinds: BodyKind) -> "BodyQuerySet":
        return self.filter(kind__in=kinds)


@pghistory.track()
class Body(SourcedModel):
    """A body. `article` is the number of the article of the law that founds it, empty when none does.

    `quorum_members`: voting members who must be present; null means that nobody published the rule.
    """

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
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="bodies"
    )
    quorum_members = models.PositiveSmallIntegerField(
        null=True, blank=True, verbose_name=_("membres votants présents pour le quorum")
    )

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("instance")
        constraints = [
            models.CheckConstraint(
                name="body_local_has_territory",
                condition=(IS_LOCAL & Q(territory__isnull=False)) | (~IS_LOCAL & Q(territory=None)),
                violation_error_message=_("Une instance locale sert un territoire."),
            ),
            models.CheckConstraint(
                name="body_quorum_counts_somebody",
                condition=Q(quorum_members=None) | Q(quorum_members__gt=0),
                violation_error_message=_("Un quorum compte au moins une personne."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class SeatQuota(SourcedModel):
    """How many seats a category has, and how many of them at least go to people with lived experience.

    `minimum_present`: how many of the category must sit for a quorum; null means that nobody published the rule.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="quotas")
    category = models.CharField(max_length=30, choices=SeatCategory.choices)
    seats = models.PositiveSmallIntegerField()
    lived_experience_minimum = models.PositiveSmallIntegerField(default=0)
    minimum_present = models.PositiveSmallIntegerField(null=True, blank=True)
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
            models.CheckConstraint(
                name="seat_quota_presence_within_seats",
                condition=Q(minimum_present=None) | Q(minimum_present__lte=models.F("seats")),
                violation_error_message=_("La présence minimale dépasse le nombre de sièges."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.category}: {self.seats}"


@pghistory.track(exclude=["holder_name"])
class Seat(SourcedModel):
    """One seat. Who sits there is unknown until a source says so: unknown is neither vacant nor filled.

    The region may know the holder by an account's person or by name. Neither is ever shown in public, and the name is
    kept out of the journal: whoever leaves the seat leaves no trace of her name.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=30, choices=SeatCategory.choices)
    voting = models.BooleanField(default=True)
    lived_experience = models.BooleanField(null=True, blank=True)
    holder_status = models.CharField(
        max_length=20, choices=HolderStatus.choices, default=HolderStatus.UNVERIFIED
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=200, blank=True, verbose_name=_("nom connu de la région"))

    class Meta:
        verbose_name = _("siège")
        ordering = ("body", "number")
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="seat_once"),
            models.UniqueConstraint(
                fields=["body", "person"],
                name="seat_one_per_person",
                violation_error_message=_("Cette personne occupe déjà un siège de cette instance."),
            ),
            models.CheckConstraint(
                name="seat_vacant_holds_nobody",
                condition=Q(holder_status="filled") | Q(person=None, holder_name=""),
                violation_error_message=_("Un siège vacant n’a pas de titulaire."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}-{self.number}"

    @property
    def known_name(self) -> str:
        """Who sits there, for those who keep the body; empty when unknown."""
        return self.person.full_name if self.person else self.holder_name


class SittingState(models.TextChoices):
    PLANNED = "planned", _("Prévue")
    HELD = "held", _("Tenue")
    CLOSED = "closed", _("Présences arrêtées")


class SittingQuerySet(models.QuerySet["Sitting"]):
    def visible_to(self, account: Account) -> "SittingQuerySet":
        return self.filter(body__in=Body.objects.visible_to(account))

    def closed(self) -> "SittingQuerySet":
        return self.filter(state=SittingState.CLOSED)

    def serving(self, territory: Territory, kinds: "Iterable[BodyKind]") -> "SittingQuerySet":
        """The sittings of the bodies of these kinds that may speak for `territory`, latest first."""
        found = self.filter(body__territory__path__in=territory.lineage_paths(), body__kind__in=list(kinds))
        return found.select_related("body").order_by("-held_on", "-pk")


@pghistory.track()
class Sitting(models.Model):
    """One meeting of a body. Its presences are frozen when it is closed; only then may an act cite it.

    `attendance` and `has_quorum` are what was counted at that moment, by the rules of that day (see `rules.count`):
    later changes of seats or of rules do not rewrite them. `has_quorum` is null where no rule of quorum is published.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sittings")
    held_on = models.DateField(verbose_name=_("date"))
    place = models.CharField(max_length=200, blank=True, verbose_name=_("lieu"))
    is_remote = models.BooleanField(default=False, verbose_name=_("à distance"))
    is_special = models.BooleanField(default=False, verbose_name=_("séance extraordinaire"))
    state = models.CharField(max_length=10, choices=SittingState.choices, default=SittingState.PLANNED)
    attendance = models.JSONField(null=True, blank=True)
    has_quorum = models.BooleanField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        ordering = ("-held_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on", "is_special"],
                name="sitting_once_a_day",
                violation_error_message=_("Cette instance a déjà une séance de ce genre ce jour-là."),
            ),
            models.CheckConstraint(
                name="sitting_is_somewhere",
                condition=Q(is_remote=True) | ~Q(place=""),
                violation_error_message=_("Une séance a un lieu, ou se tient à distance."),
            ),
            models.CheckConstraint(
                name="sitting_closed_is_counted",
                condition=Q(state="closed", attendance__isnull=False, closed_at__isnull=False)
                | (~Q(state="closed") & Q(attendance=None, closed_at=None, has_quorum=None)),
                violation_error_message=_("Une séance dont les présences sont arrêtées porte son décompte."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="closed_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="closed"),
                func="RAISE EXCEPTION 'a closed sitting never changes' USING ERRCODE = 'check_violation';",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.held_on:%Y-%m-%d}"


FROZEN = """
    IF EXISTS (SELECT 1 FROM bodies_sitting
               WHERE id = COALESCE(NEW.sitting_id, OLD.sitting_id) AND state = 'closed') THEN
        RAISE EXCEPTION 'the presences of a closed sitting never change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


class Presence(models.Model):
    """One seat whose holder was present. Category, vote and person are those of that day."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="presences")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="presences")
    category = models.CharField(max_length=30, choices=SeatCategory.choices)
    voting = models.BooleanField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("présence")
        ordering = ("sitting", "seat__number")
        constraints = [models.UniqueConstraint(name="presence_once", fields=["sitting", "seat"])]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_with_sitting",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=FROZEN,
            )
        ]
