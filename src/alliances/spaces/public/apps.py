from django.apps import AppConfig

from alliances.spaces.public import registry

SEARCHED = ("territories", "municipalities", "goals", "measures", "articles", "opinions", "publications")


class PublicConfig(AppConfig):
    name = "alliances.spaces.public"
    label = "public_space"

    def ready(self) -> None:
        for searcher in SEARCHED:
            registry.add_search(f"alliances.spaces.public.found.{searcher}")
