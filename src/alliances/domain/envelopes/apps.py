from django.apps import AppConfig


class EnvelopesConfig(AppConfig):
    name = "alliances.domain.envelopes"
    label = "envelopes"
