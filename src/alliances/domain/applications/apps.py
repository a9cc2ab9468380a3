from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "alliances.domain.applications"
    label = "applications"
