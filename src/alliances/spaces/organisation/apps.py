from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "alliances.spaces.organisation"
    label = "organisation_space"
