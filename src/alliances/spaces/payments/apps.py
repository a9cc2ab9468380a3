from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "alliances.spaces.payments"
    label = "payments_space"
