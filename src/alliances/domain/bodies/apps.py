from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "alliances.domain.bodies"
    label = "bodies"
