from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.ui import navigation
from alliances.ui.navigation import NavItem


class JourneyConfig(AppConfig):
    """The public pages of the money's journey; see `templatetags/journey.py` for what other pages may include."""

    name = "alliances.spaces.journey"
    label = "journey_space"

    def ready(self) -> None:
        navigation.register(
            NavItem(_("Appels ouverts"), "call_list", order=40),
            NavItem(_("L’argent"), "chain_index", order=50),
        )
