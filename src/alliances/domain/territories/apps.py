from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "alliances.domain.territories"
    label = "territories"
