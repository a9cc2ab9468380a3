from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.roles import Role
from alliances.ui import navigation


class CommitteeConfig(AppConfig):
    name = "alliances.spaces.committee"
    label = "committee_space"

    def ready(self) -> None:
        roles = (Role.COMMITTEE_MEMBER,)
        navigation.register(
            navigation.NavItem(_("Demandes à noter"), "committee_applications", order=10, roles=roles),
            navigation.NavItem(_("Mes notes"), "committee_scores", order=20, roles=roles),
        )
