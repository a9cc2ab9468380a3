from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "alliances.domain.agreements"
    label = "agreements"
