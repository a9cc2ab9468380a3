from django.apps import AppConfig
from django.utils.module_loading import import_string


class ChainConfig(AppConfig):
    name = "alliances.domain.chain"
    label = "chain"

    def ready(self) -> None:
        add = import_string(
            "alliances.domain.ledger.rules.add_obstacles"
        )  # by name: models are ready now only
        add(import_string("alliances.domain.chain.queries.closing.waiting_payments"))
