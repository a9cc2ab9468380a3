from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.roles import Role
from alliances.spaces.public import registry
from alliances.ui.navigation import NavItem, register

READERS = (Role.MINISTRY_OFFICER, Role.AUDITOR)


class MinistryConfig(AppConfig):
    name = "alliances.spaces.ministry"
    label = "ministry_space"

    def ready(self) -> None:
        registry.add_section("measure", "alliances.spaces.ministry.public_sections.of_measure")
        register(
            NavItem(_("Enveloppes"), "ministry_envelope_list", roles=READERS, order=10),
            NavItem(_("Répartitions"), "ministry_scenario_list", roles=READERS, order=12),
            NavItem(_("Alliances"), "ministry_alliance_list", roles=READERS, order=14),
            NavItem(_("Exercices"), "ministry_year_list", roles=READERS, order=15),
            NavItem(_("Mesures"), "ministry_measure_list", roles=(Role.MINISTRY_OFFICER,), order=16),
            NavItem(_("Avis"), "ministry_opinion_list", roles=(Role.MINISTRY_OFFICER,), order=18),
        )
