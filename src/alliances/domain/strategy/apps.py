from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "alliances.domain.strategy"
    label = "strategy"
