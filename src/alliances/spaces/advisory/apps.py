from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.roles import Role
from alliances.ui.navigation import NavItem, register


class AdvisoryConfig(AppConfig):
    """The advisory committee's own door: opinions, and the answers they wait for."""

    name = "alliances.spaces.advisory"
    label = "advisory_space"

    def ready(self) -> None:
        register(
            NavItem(
                _("Avis du comité consultatif"), "advisory_opinions", roles=(Role.ADVISORY_MEMBER,), order=10
            )
        )
