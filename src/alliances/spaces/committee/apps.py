from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "alliances.spaces.committee"
    label = "committee_space"
