from django.apps import AppConfig


class MeConfig(AppConfig):
    name = "alliances.spaces.me"
    label = "me_space"
