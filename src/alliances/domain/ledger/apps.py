from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "alliances.domain.ledger"
    label = "ledger"
