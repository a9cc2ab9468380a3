"""How a person comes in: invited to a role, or asking to join an organisation."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.models.accounts import Account, Person, within_any
from alliances.domain.people.models.organisations import Organisation, RoleAssignment
from alliances.domain.people.roles import MAY_INVITE, Permission, Role, roles_with
from alliances.domain.territories.models import Territory


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, account: Account) -> "InvitationQuerySet":
        """Those one sent, and those for roles one may give in the same place."""
        condition = Q(invited_by=account)
        for held in account.roles:
            given = Q(role__in=MAY_INVITE.get(Role(held.role), frozenset()))
            if held.organisation_id:
                condition |= given & Q(organisation=held.organisation_id)
            elif held.territory:
                path = held.territory.path
                inside = Q(territory__path__startswith=path) | Q(
                    organisation__territory__path__startswith=path
                )
                condition |= given & inside
        return self.filter(condition)

    def waiting(self) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, expires_at__gt=timezone.now())

    def unconfirmed(self) -> "InvitationQuerySet":
        """Those that wait for a second person: their link does not exist yet."""
        return self.waiting().filter(needs_confirmation=True, confirmed_at=None)

    def confirmable_by(self, account: Account) -> "InvitationQuerySet":
        others = self.unconfirmed().exclude(invited_by__person=account.person_id)
        return others.exclude(email=account.email.lower()).visible_to(account)


@pghistory.track(exclude=["secret_digest"])
class Invitation(models.Model):
    """A role offered to an e-mail address in one perimeter. The link's secret is never stored, its digest is.

    The link of a role that binds money exists once a second person has confirmed (`roles.GIVEN_BY_TWO`).
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
    needs_confirmation = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    secret_digest = models.CharField(max_length=64, unique=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                name="invitation_confirmed_by_another",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=models.F("invited_by")),
                violation_error_message=_("Une autre personne confirme l’invitation."),
            ),
            models.CheckConstraint(
                name="invitation_accepted_once_confirmed",
                condition=Q(accepted_at=None) | Q(confirmed_at__isnull=False) | Q(needs_confirmation=False),
                violation_error_message=_("Ce rôle se donne à deux : l’invitation attend d’être confirmée."),
            ),
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
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.expires_at > timezone.now()

    @property
    def is_unconfirmed(self) -> bool:
        return self.needs_confirmation and self.confirmed_at is None

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
