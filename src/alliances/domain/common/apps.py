from django.apps import AppConfig
from django.db.models.signals import post_migrate

from alliances.domain.common.grants import grant_application_rights


def _grant(sender: object, using: str, **kwargs: object) -> None:
    grant_application_rights(using)


class CommonConfig(AppConfig):
    name = "alliances.domain.common"
    label = "common"

    def ready(self) -> None:
        post_migrate.connect(_grant, sender=self, dispatch_uid="grant-application-rights")
