from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliances.ui import navigation
from alliances.ui.navigation import EVERYONE, NavItem


class MeConfig(AppConfig):
    name = "alliances.spaces.me"
    label = "me_space"

    def ready(self) -> None:
        navigation.register(NavItem(_("Messages"), "mailbox", order=2, roles=EVERYONE))
