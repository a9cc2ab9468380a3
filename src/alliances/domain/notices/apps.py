from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.module_loading import import_string


class NoticesConfig(AppConfig):
    name = "alliances.domain.notices"
    label = "notices"

    def ready(self) -> None:
        """Every passage recorded writes its messages: no room has to know who is told."""
        on_passage = import_string("alliances.domain.notices.actions.on_passage")
        post_save.connect(on_passage, sender="common.TransitionRecord", dispatch_uid="notices-of-a-passage")
