from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.roles import Role
from alliances.ui import navigation


class OrganisationConfig(AppConfig):
    name = "alliances.spaces.organisation"
    label = "organisation_space"

    def ready(self) -> None:
        roles = (Role.COORDINATOR,)
        navigation.register(
            navigation.NavItem(_("Nos demandes"), "organisation_applications", order=10, roles=roles),
            navigation.NavItem(_("Nos aides"), "organisation_grants", order=20, roles=roles),
            navigation.NavItem(_("Mon organisme"), "organisation_profile", order=30, roles=roles),
        )
