from django.apps import AppConfig


class MinistryConfig(AppConfig):
    name = "alliances.spaces.ministry"
    label = "ministry_space"
