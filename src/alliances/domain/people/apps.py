from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "alliances.domain.people"
    label = "people"
