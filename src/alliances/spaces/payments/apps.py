from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.domain.people.roles import Role
from alliances.ui import navigation
from alliances.ui.navigation import NavItem


class PaymentsConfig(AppConfig):
    name = "alliances.spaces.payments"
    label = "payments_space"

    def ready(self) -> None:
        both = (Role.PAYMENT_REQUESTER, Role.PAYMENT_APPROVER)
        navigation.register(
            NavItem(_("Aides à verser"), "payments_grants", roles=both, order=10),
            NavItem(_("Versements à approuver"), "payments_to_approve", roles=both, order=20),
            NavItem(_("Tous les versements"), "payments_list", roles=both, order=30),
        )
