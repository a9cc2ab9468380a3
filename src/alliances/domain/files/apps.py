from django.apps import AppConfig
from django.core import checks

from alliances.domain.files import scanner


class FilesConfig(AppConfig):
    name = "alliances.domain.files"
    label = "files"

    def ready(self) -> None:
        checks.register(scanner.warn_without_scanner)
        checks.register(scanner.say_unscanned, deploy=True)
