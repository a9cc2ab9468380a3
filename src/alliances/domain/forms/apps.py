from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "alliances.domain.forms"
    label = "forms"
