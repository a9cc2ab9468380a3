from django.apps import AppConfig


class ManagerConfig(AppConfig):
    name = "alliances.spaces.manager"
    label = "manager_space"
