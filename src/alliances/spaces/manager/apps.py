from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.roles import Role
from alliances.ui.navigation import NavItem, register

READERS = (Role.REGIONAL_MANAGER, Role.AUDITOR)
TABLES = (*READERS, Role.LOCAL_TABLE)


class ManagerConfig(AppConfig):
    name = "alliances.spaces.manager"
    label = "manager_space"

    def ready(self) -> None:
        register(
            NavItem(_("Ma région"), "manager_home", roles=TABLES, order=19),
            NavItem(_("Mes Alliances"), "manager_alliance_list", roles=TABLES, order=20),
            NavItem(_("Plans locaux"), "manager_local_plan_list", roles=TABLES, order=22),
            NavItem(_("Appels"), "manager_call_list", roles=TABLES, order=24),
            NavItem(_("Demandes reçues"), "manager_application_list", roles=TABLES, order=26),
            NavItem(_("Lettres"), "manager_letters", roles=(Role.REGIONAL_MANAGER,), order=29),
            NavItem(_("Offres à préparer"), "manager_decision_list", roles=READERS, order=28),
            NavItem(_("Aides"), "manager_grant_list", roles=READERS, order=30),
            NavItem(_("Redditions"), "manager_report_list", roles=READERS, order=32),
        )
