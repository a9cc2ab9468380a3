from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "alliances.domain.calls"
    label = "calls"
