"""The territories a person may act in, as a queryset for the lists of a form."""

from django.db.models import Q
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission, roles_with
from alliances.domain.territories.models import Territory, TerritoryQuerySet


def territories_where(account: Account, permission: Permission) -> TerritoryQuerySet:
    """Every territory in which `account` holds `permission`, those below included."""
    condition = Q(pk__in=[])
    for held in account.territories_for(permission):
        condition |= Q(path__startswith=held.path)
    return Territory.objects.filter(condition)


def may_somewhere(account: Account, permission: Permission) -> Verdict:
    """Whether `account` holds `permission` in at least one territory; the refusal names the roles that do."""
    if account.territories_for(permission):
        return ALLOWED
    return refused(
        _("Pour « %(permission)s », il faut un de ces rôles : %(roles)s.")
        % {
            "permission": permission.label,
            "roles": ", ".join(str(role.label) for role in roles_with(permission)),
        }
    )
