"""The database's own refusals, all of them: each trigger and constraint that the rooms declare is in force."""

import re
from pathlib import Path

import pgtrigger
from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from alliances.domain.common.checked import Checked

DOMAIN = Path(__file__).resolve().parent.parent / "domain"
TRIGGERS = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
# A unique constraint with a condition is an index.
CONSTRAINTS = """
    SELECT conname FROM pg_constraint WHERE convalidated
    UNION SELECT relname FROM pg_class WHERE relkind = 'i'
"""
WRITTEN = re.compile(r"^CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER (\w+)", re.MULTILINE)


def check_house_guards() -> Checked:
    """What the rooms' models and SQL files declare, beside what PostgreSQL's catalogue says is in force."""
    triggers, constraints = declared_triggers(), declared_constraints()
    gone = _(
        "Le déclencheur « %s » est retiré ou désactivé. Relancez ./run migrate sur une copie pour comparer."
    )
    found = [gone % name for name in sorted(triggers - _names(TRIGGERS))]
    gone = _("La contrainte « %s » est retirée de la base.")
    found += [gone % name for name in sorted(constraints - _names(CONSTRAINTS))]
    return Checked(_("refus de la base"), len(triggers) + len(constraints), tuple(found))


def declared_triggers() -> set[str]:
    """Those of the models, and those that the SQL files create (none of them drops one)."""
    of_models = {trigger.get_pgid(model) for model, trigger in pgtrigger.registered()}
    files = sorted(DOMAIN.glob("*/sql/*.sql"))
    return of_models.union(*(WRITTEN.findall(file.read_text(encoding="utf-8")) for file in files))


def declared_constraints() -> set[str]:
    models = [model for model in apps.get_models() if model.__module__.startswith("alliances.")]
    return {constraint.name for model in models for constraint in model._meta.constraints}


def _names(query: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}
