from django.apps import AppConfig


class ChainConfig(AppConfig):
    name = "alliances.domain.chain"
    label = "chain"
