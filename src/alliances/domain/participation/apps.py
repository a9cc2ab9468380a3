from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "alliances.domain.participation"
    label = "participation"
