"""Organisations, and the roles held in them or in a territory."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.text import sort_key
from alliances.domain.people.models.accounts import Account
from alliances.domain.people.roles import Permission, Role, roles_with
from alliances.domain.territories.models import Territory


class LegalForm(models.TextChoices):
    NON_PROFIT = "non_profit", _("Organisme à but non lucratif")
    COOPERATIVE = "cooperative", _("Coopérative sans but lucratif")
    MUNICIPAL = "municipal", _("Organisme municipal ou MRC")
    INDIGENOUS = "indigenous", _("Conseil de bande ou organisme autochtone")
    RESEARCH = "research", _("Centre ou établissement de recherche")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def alphabetical(self) -> "OrganisationQuerySet":
        return self.order_by("sort_key", "pk")

    def alike(self, name: str, neq: str) -> "OrganisationQuerySet":
        """Those of the same name, whatever the accents, capitals and signs, or of the same enterprise number."""
        letters = sort_key(name).partition("\t")[0]
        same = Q(sort_key__startswith=f"{letters}\t") if letters else Q(pk__in=[])
        return self.filter(same | (Q(neq=neq) if neq else Q(pk__in=[])))


@pghistory.track()
class Organisation(models.Model):
    """An organisation that applies, or that holds an Alliance's money. Files belong to it, not to a person."""

    name = models.CharField(max_length=200, verbose_name=_("nom"))
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)
    neq = models.CharField(max_length=10, blank=True, verbose_name=_("numéro d’entreprise du Québec"))
    legal_form = models.CharField(max_length=20, choices=LegalForm.choices, default=LegalForm.NON_PROFIT)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="organisations")
    address = models.TextField(blank=True, verbose_name=_("adresse"))
    contact_email = models.EmailField(blank=True, verbose_name=_("courriel public"))
    contact_phone = models.CharField(max_length=40, blank=True, verbose_name=_("téléphone public"))
    is_fictitious = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisme")
        verbose_name_plural = _("organismes")
        constraints = [
            models.UniqueConstraint(
                name="organisation_neq_once",
                fields=["neq"],
                condition=~Q(neq=""),
                violation_error_message=_("Un organisme porte déjà ce numéro d’entreprise (NEQ)."),
            ),
            models.CheckConstraint(
                name="organisation_neq_ten_digits",
                condition=Q(neq="") | Q(neq__regex=r"^[0-9]{10}$"),
                violation_error_message=_("Le numéro d’entreprise (NEQ) compte dix chiffres."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def in_force(self) -> "RoleAssignmentQuerySet":
        today = timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today)

    def of_person(self, person_id: int) -> "RoleAssignmentQuerySet":
        """The roles of a natural person, through all her accounts."""
        return self.filter(account__person=person_id)

    def giving(self, permission: Permission, territory: Territory) -> "RoleAssignmentQuerySet":
        """The roles that give `permission` in `territory`, held there or above."""
        return self.filter(role__in=roles_with(permission), territory__path__in=territory.lineage_paths())


@pghistory.track()
class RoleAssignment(models.Model):
    """A role held by an account in one perimeter: a territory (with all below it) or an organisation."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30, choices=Role.choices)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    valid_from = models.DateField(default=timezone.localdate)
    valid_until = models.DateField(null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_has_one_perimeter",
                condition=Q(territory__isnull=True, organisation__isnull=False)
                | Q(territory__isnull=False, organisation__isnull=True),
                violation_error_message=_("Un rôle se tient dans un territoire ou dans un organisme."),
            ),
            models.CheckConstraint(
                name="role_validity_in_order",
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("La fin du rôle précède son début."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"

    @property
    def perimeter(self) -> Territory | Organisation:
        return self.territory or self.organisation  # type: ignore[return-value]
