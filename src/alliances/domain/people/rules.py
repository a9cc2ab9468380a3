"""Rules about a person alone, before any file is in question."""

from django.utils.translation import gettext as _

from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.people.models import Account, Organisation
from alliances.domain.people.roles import PERMISSIONS, Permission, Role, roles_with
from alliances.domain.territories.models import Territory


def may_in_territory(account: Account, permission: Permission, territory: Territory) -> Verdict:
    """Whether the account holds `permission` in `territory`; the refusal names the roles that do."""
    if account.may(permission, territory):
        return ALLOWED
    return refused(
        _("Pour « %(permission)s » dans %(territory)s, il faut un de ces rôles : %(roles)s.")
        % {
            "permission": permission.label,
            "territory": territory.name,
            "roles": ", ".join(str(role.label) for role in roles_with(permission)),
        }
    )


def may_everywhere(account: Account, permission: Permission) -> Verdict:
    """Whether the account holds `permission` over all territories: for what concerns everybody, like a plan."""
    if account.may_everywhere(permission):
        return ALLOWED
    return refused(
        _("Pour « %(permission)s », il faut un de ces rôles pour tout le territoire : %(roles)s.")
        % {
            "permission": permission.label,
            "roles": ", ".join(str(role.label) for role in roles_with(permission)),
        }
    )


def may_for_organisation(account: Account, permission: Permission, organisation: Organisation) -> Verdict:
    if account.may_for(permission, organisation):
        return ALLOWED
    return refused(
        _("Pour « %(permission)s » au nom de %(organisation)s, il faut un rôle dans cet organisme.")
        % {"permission": permission.label, "organisation": organisation.name}
    )


def permissions_of(account: Account) -> frozenset[Permission]:
    """Everything the account may do somewhere: what its navigation offers."""
    return frozenset().union(*(PERMISSIONS[Role(assignment.role)] for assignment in account.roles))
