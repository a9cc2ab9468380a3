from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "alliances.domain.review"
    label = "review"
