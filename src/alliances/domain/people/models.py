"""People, the accounts they sign in with, organisations, and the roles they hold in a perimeter."""

from typing import TYPE_CHECKING

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.text import sort_key
from alliances.domain.people.roles import SECOND_FACTOR_ROLES, Permission, Role, roles_with
from alliances.domain.territories.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterable


class PersonQuerySet(models.QuerySet["Person"]):
    def alike(self, name: str) -> "PersonQuerySet":
        """Those who hold an account under the same name, whatever the accents, capitals and signs."""
        letters = sort_key(name).partition("\t")[0]
        same = Q(sort_key__startswith=f"{letters}\t") if letters else Q(pk__in=[])
        return self.filter(same, accounts__isnull=False).distinct().order_by("sort_key", "pk")


class Person(models.Model):
    """A natural person. Two accounts of one person remain one person: nobody approves her own request."""

    full_name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)
    is_fictitious = models.BooleanField(default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("personne")

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.full_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


SYSTEM_ADDRESS = "automatique@alliances.invalid"


class AccountManager(BaseUserManager["Account"]):
    def create_user(
        self, email: str, password: str | None = None, *, person: Person | None = None
    ) -> "Account":
        """An account for `person`, or for a new person named by the address until she says her name."""
        address = self.normalize_email(email).lower()
        account = self.model(
            email=address, person=person or Person.objects.create(full_name=address.split("@")[0])
        )
        account.set_password(password)
        account.save(using=self._db)
        return account

    def system(self) -> "Account":
        """The account in whose name the product acts by itself: nobody signs in with it, and it holds no role."""
        found = self.filter(email=SYSTEM_ADDRESS).first()
        if found is None:
            person = Person.objects.create(full_name="Alliances (automatique)")
            found = self.create_user(SYSTEM_ADDRESS, None, person=person)
            self.filter(pk=found.pk).update(is_active=False)
            found.refresh_from_db()
        return found

    def get_by_natural_key(self, email: str | None) -> "Account":
        return self.get(email__iexact=email)


@pghistory.track(exclude=["password", "last_login"])
class Account(AbstractBaseUser):
    """A way to sign in: an e-mail address and a password."""

    email = models.EmailField(unique=True, verbose_name=_("adresse courriel"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    is_staff = is_superuser = False

    class Meta:
        verbose_name = _("compte")
        constraints = [
            models.CheckConstraint(
                name="account_email_lowercase",
                condition=Q(email=models.functions.Lower("email")),
                violation_error_message=_("L’adresse s’écrit en minuscules."),
            )
        ]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = self.email.lower()
        if self.person_id is None:
            self.person = Person.objects.create(full_name=self.email.split("@")[0])
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_system(self) -> bool:
        return self.email == SYSTEM_ADDRESS

    @cached_property
    def roles(self) -> list["RoleAssignment"]:
        """The roles held today, with their perimeters."""
        return list(self.assignments.in_force().select_related("territory", "organisation"))

    @cached_property
    def needs_second_factor(self) -> bool:
        return any(assignment.role in SECOND_FACTOR_ROLES for assignment in self.roles)

    def holds(self, *roles: Role) -> bool:
        return any(assignment.role in roles for assignment in self.roles)

    def territories_for(self, permission: Permission) -> list[Territory]:
        """The territories in which this account holds `permission`; everything below them is included."""
        granted = roles_with(permission)
        return [a.territory for a in self.roles if a.role in granted and a.territory is not None]

    def organisations_for(self, permission: Permission) -> list["Organisation"]:
        granted = roles_with(permission)
        return [a.organisation for a in self.roles if a.role in granted and a.organisation is not None]

    def may(self, permission: Permission, territory: Territory) -> bool:
        """Whether this account holds `permission` in `territory` or in a territory above it."""
        return any(held.contains(territory) for held in self.territories_for(permission))

    def may_everywhere(self, permission: Permission) -> bool:
        """Whether this account holds `permission` in a territory that has none above it."""
        return any(held.parent_id is None for held in self.territories_for(permission))

    def may_for(self, permission: Permission, organisation: "Organisation") -> bool:
        return any(held.pk == organisation.pk for held in self.organisations_for(permission))


def within_any(territories: "Iterable[Territory]", lookup: str = "territory") -> Q:
    """The condition « the row's territory is one of these or below »; nothing matches an empty list."""
    condition = Q(pk__in=[])
    for territory in territories:
        condition |= Q(**{f"{lookup}__path__startswith": territory.path})
    return condition


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


@pghistory.track(exclude=["secret_digest"])
class Invitation(models.Model):
    """A role offered to an e-mail address in one perimeter. The link's secret is never stored, its digest is.

    `person`: who it is, when she already holds an account under another address; two accounts stay one person.
    """

    email = models.EmailField(verbose_name=_("adresse courriel"))
    full_name = models.CharField(max_length=200, verbose_name=_("nom de la personne"))
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role.choices)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    secret_digest = models.CharField(max_length=64, unique=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                name="invitation_has_one_perimeter",
                condition=Q(territory__isnull=True, organisation__isnull=False)
                | Q(territory__isnull=False, organisation__isnull=True),
                violation_error_message=_("Un rôle se tient dans un territoire ou dans un organisme."),
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                violation_error_message=_("Une invitation acceptée nomme qui l’a acceptée."),
            ),
        ]

    @property
    def perimeter(self) -> Territory | Organisation:
        return self.territory or self.organisation  # type: ignore[return-value]


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, account: Account) -> "JoinRequestQuerySet":
        """Its coordinators' to answer; the region's too, for an organisation that lost its last coordinator."""
        own = Q(organisation__in=account.organisations_for(Permission.APPLY))
        regions = account.territories_for(Permission.MANAGE_ALLIANCE)
        return self.filter(own | within_any(regions, "organisation__territory"))

    def waiting(self) -> "JoinRequestQuerySet":
        return self.filter(answered_at=None)

    def without_coordination(self) -> "JoinRequestQuerySet":
        """Those of an organisation that nobody coordinates today: the region answers them."""
        held = RoleAssignment.objects.in_force().filter(role__in=roles_with(Permission.APPLY))
        return self.exclude(organisation__in=held.filter(organisation__isnull=False).values("organisation"))


@pghistory.track()
class JoinRequest(models.Model):
    """Somebody asks to work in an organisation that exists. It gives nothing: the answer is an invitation, or a no."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="join_requests")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="join_requests")
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_accepted = models.BooleanField(null=True, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="join_request_waits_once",
                fields=["organisation", "account"],
                condition=Q(answered_at=None),
                violation_error_message=_("Votre demande est déjà envoyée. Attendez la réponse."),
            ),
            models.CheckConstraint(
                name="join_request_answered_by_somebody",
                condition=Q(answered_at=None, answered_by=None, is_accepted=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_accepted__isnull=False),
                violation_error_message=_("Une réponse dit qui l’a donnée."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.organisation_id}"

    @property
    def state(self) -> str:
        if self.answered_at is None:
            return "waiting"
        return "accepted" if self.is_accepted else "refused"
