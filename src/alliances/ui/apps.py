from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "alliances.ui"
    label = "ui"
