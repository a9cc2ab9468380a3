from django.apps import AppConfig


class OpeningsConfig(AppConfig):
    name = "alliances.domain.openings"
    label = "openings"
