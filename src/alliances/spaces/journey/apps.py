from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.spaces.public import registry
from alliances.ui import navigation
from alliances.ui.navigation import NavItem


class JourneyConfig(AppConfig):
    """The public pages of the money's journey; see `templatetags/journey.py` for what other pages may include."""

    name = "alliances.spaces.journey"
    label = "journey_space"

    def ready(self) -> None:
        for page in ("plan", "goal", "measure", "territory", "article"):
            registry.add_section(page, "alliances.spaces.journey.sections.after_the_facts")
        registry.add_section("home", "alliances.spaces.journey.sections.of_home")
        for searcher in ("calls", "grants", "organisations", "alliances", "priorities"):
            registry.add_search(f"alliances.spaces.journey.found.{searcher}")
        navigation.register(
            NavItem(_("Appels ouverts"), "call_list", order=40),
            NavItem(_("L’argent"), "chain_index", order=50),
        )
