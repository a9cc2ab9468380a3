from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.roles import Role
from alliances.ui import navigation

KEEPERS = (Role.REGIONAL_MANAGER, Role.LOCAL_TABLE, Role.COUNCIL_CLERK)


class CouncilConfig(AppConfig):
    name = "alliances.spaces.council"
    label = "council_space"

    def ready(self) -> None:
        roles = (Role.COUNCIL_CLERK,)
        navigation.register(
            navigation.NavItem(_("Décisions à consigner"), "council_calls", order=10, roles=roles),
            navigation.NavItem(_("Résolutions"), "council_resolutions", order=20, roles=roles),
            navigation.NavItem(_("Redditions acceptées"), "council_reports", order=30, roles=roles),
            navigation.NavItem(_("Instances et séances"), "council_bodies", order=60, roles=KEEPERS),
        )
