"""Brings a database up to date before the web server starts: schema, reference data, demonstration."""

import os
import subprocess
import sys

from alliances.config import environment
from alliances.ops import stamps
from alliances.ops.errors import Refusal
from alliances.ops.postgres import Urls
from alliances.ops.progress import Progress

# (stamp, subcommand, what the operator reads)
STEPS = (
    (stamps.SCHEMA, ("migrate", "--quiet"), "Schéma de la base · Database schema"),
    (stamps.REFERENCE, ("load",), "Données de référence · Reference data"),
    (stamps.DEMONSTRATION, ("demo",), "Démonstration, données fictives · Demonstration, fictitious data"),
)


def bring_up_to_date(urls: Urls, progress: Progress, *, empty: bool) -> bool:
    """Run the steps whose files changed since the last time; True when demonstration data are there."""
    done = stamps.stored(urls.app_url)
    wanted = stamps.fingerprints()
    for name, words, label in STEPS:
        if done.get(name) == wanted[name] or (name == stamps.DEMONSTRATION and empty):
            continue
        if not urls.owner_url:
            raise Refusal(
                "La base n’est pas à jour, et DATABASE_OWNER_URL (rôle propriétaire) n’est pas donné.\n"
                "The database is not up to date, and DATABASE_OWNER_URL (the owner role) is not set."
            )
        progress.step(f"{label}…")
        subcommand(*words)
        stamps.store(urls.owner_url, name, wanted[name])
    if environment.read("ALLIANCES_ENV") == "production":
        progress.step("Fichiers statiques · Static files…")
        subcommand("manage", "collectstatic", "--no-input", "--verbosity", "0")
    return stamps.DEMONSTRATION in done or not empty


def subcommand(*words: str) -> None:
    """Run `alliances` in a process of its own; its output goes to standard error."""
    answer = subprocess.run(
        [sys.executable, "-m", "alliances.ops.cli", *words], env=os.environ, stdout=sys.stderr, check=False
    )
    if answer.returncode:
        raise Refusal(f"« {' '.join(words)} » a échoué · “{' '.join(words)}” failed ({answer.returncode}).")
