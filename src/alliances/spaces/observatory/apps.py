from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.roles import Role
from alliances.ui.navigation import NavItem, register


class ObservatoryConfig(AppConfig):
    """Need beside answer, territory by territory. Everything in it is public."""

    name = "alliances.spaces.observatory"
    label = "observatory_space"

    def ready(self) -> None:
        register(NavItem(_("Besoin et réponse"), "observatory", roles=(Role.ANALYST,), order=5))
