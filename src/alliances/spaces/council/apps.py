from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "alliances.spaces.council"
    label = "council_space"
