"""Persons, their accounts and roles, organisations, and the ways in: invitations and requests to join."""

from alliances.domain.people.models.accounts import (
    SYSTEM_ADDRESS,
    Account,
    Person,
    PersonQuerySet,
    within_any,
)
from alliances.domain.people.models.invitations import Invitation, InvitationQuerySet, JoinRequest
from alliances.domain.people.models.organisations import (
    LegalForm,
    Organisation,
    OrganisationQuerySet,
    RoleAssignment,
)

__all__ = [
    "SYSTEM_ADDRESS",
    "Account",
    "Invitation",
    "InvitationQuerySet",
    "JoinRequest",
    "LegalForm",
    "Organisation",
    "OrganisationQuerySet",
    "Person",
    "PersonQuerySet",
    "RoleAssignment",
    "within_any",
]
