from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "alliances.domain.grants"
    label = "grants"
