from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.roles import Role
from alliances.ui.navigation import NavItem, register


class AuditConfig(AppConfig):
    """A door to read every record of money and decision, and to change nothing."""

    name = "alliances.spaces.audit"
    label = "audit_space"

    def ready(self) -> None:
        roles = (Role.AUDITOR,)
        register(
            NavItem(_("Vérification"), "audit_home", roles=roles, order=2),
            NavItem(_("Écritures"), "audit_entries", roles=roles, order=4),
            NavItem(_("Décisions"), "audit_decisions", roles=roles, order=6),
        )
