"""Natural persons, their accounts, and what an account may do where."""

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

    from alliances.domain.people.models.organisations import Organisation, RoleAssignment


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
