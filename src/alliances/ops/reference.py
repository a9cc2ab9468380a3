"""Reference data, in the order of the rooms. Each loader is idempotent: it may be run again at any time."""

from collections.abc import Callable

from django.apps import apps
from django.utils.module_loading import import_string

# (room, loader, what the operator reads). A room that is not installed yet is passed over.
LOADERS = (
    ("people", "alliances.domain.people.reference.load", "Rôles"),
    ("territories", "alliances.domain.territories.reference.load", "Territoires et indicateurs"),
    ("strategy", "alliances.domain.strategy.reference.load", "Loi, plans, objectifs et mesures"),
    ("bodies", "alliances.domain.bodies.reference.load", "Instances et sièges"),
    ("forms", "alliances.domain.forms.reference.load", "Formulaires"),
    ("agreements", "alliances.domain.agreements.reference.load", "Règles publiées des régions"),
    ("envelopes", "alliances.domain.envelopes.reference.load", "Montants publiés"),
)


def load_all(say: Callable[[str], None]) -> None:
    """Run every loader that exists; an error in one stops the rest and is shown."""
    for room, path, label in LOADERS:
        if not apps.is_installed(f"alliances.domain.{room}"):
            continue
        try:
            load = import_string(path)
        except ModuleNotFoundError as error:
            if error.name != path.rpartition(".")[0]:
                raise
            continue
        say(f"{label}…")
        load()
