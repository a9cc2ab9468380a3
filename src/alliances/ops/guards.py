"""The database's own refusals: every function, trigger, constraint, table and right is the one that migrations made.

An owner of the database may switch any of them off, or put another in its place under the same name. What is declared
is `catalogue.txt`; what is there is PostgreSQL's own catalogue.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.common.checked import Checked
from alliances.domain.common.grants import APPLICATION_ROLE
from alliances.ops import catalogue
from alliances.ops.catalogue import COLUMNS, CONSTRAINT, FUNCTION, RIGHT, TRIGGER, UNIQUE, Key

COMPARE = gettext_lazy("Relancez ./run migrate sur une copie pour comparer.")
TAKEN_OUT = {
    FUNCTION: gettext_lazy("La fonction « %(name)s » est retirée de la base."),
    TRIGGER: gettext_lazy("Le déclencheur « %(name)s » de %(table)s est retiré ou désactivé."),
    CONSTRAINT: gettext_lazy("La contrainte « %(name)s » est retirée de %(table)s."),
    UNIQUE: gettext_lazy("La contrainte « %(name)s » est retirée de %(table)s."),
    COLUMNS: gettext_lazy("La table %(table)s est retirée, ou remplacée par autre chose qu’une table."),
    RIGHT: gettext_lazy("Le rôle %(name)s n’a plus ses droits sur %(table)s."),
}
CHANGED = {
    FUNCTION: gettext_lazy("La fonction « %(name)s » n’est pas celle qui est déclarée."),
    TRIGGER: gettext_lazy("Le déclencheur « %(name)s » de %(table)s n’est pas celui qui est déclaré."),
    CONSTRAINT: gettext_lazy("La contrainte « %(name)s » de %(table)s ne refuse pas ce qui est déclaré."),
    UNIQUE: gettext_lazy("La contrainte « %(name)s » de %(table)s ne refuse pas ce qui est déclaré."),
    COLUMNS: gettext_lazy("Les colonnes de %(table)s ne sont pas celles qui sont déclarées."),
}
UNKNOWN = {
    FUNCTION: gettext_lazy("La fonction « %(name)s » n’est déclarée nulle part."),
    TRIGGER: gettext_lazy("Le déclencheur « %(name)s » de %(table)s n’est déclaré nulle part."),
    CONSTRAINT: gettext_lazy("La contrainte « %(name)s » de %(table)s n’est déclarée nulle part."),
    UNIQUE: gettext_lazy("La contrainte « %(name)s » de %(table)s n’est déclarée nulle part."),
    COLUMNS: gettext_lazy("La table ou la vue %(table)s n’est déclarée nulle part."),
}
ODD = {
    "hidden": gettext_lazy("La table %(table)s cache des lignes selon qui la lit (row level security)."),
    "rule": gettext_lazy("La règle « %(detail)s » détourne ce qui s’écrit dans %(table)s."),
    "heir": gettext_lazy("La table %(detail)s ajoute ses lignes à celles de %(table)s."),
    "owner": gettext_lazy("« %(table)s » appartient au rôle %(detail)s et non au propriétaire de la base."),
    "power": gettext_lazy("Le rôle %(table)s peut passer outre les droits : il ne doit que lire et écrire."),
    "setting": gettext_lazy(
        "« %(table)s » a le réglage %(detail)s, qui change ce que la base refuse ou montre."
    ),
}
ORDER = (FUNCTION, TRIGGER, CONSTRAINT, UNIQUE, COLUMNS, RIGHT)


def check_guards() -> Checked:
    """What migrations make, beside what PostgreSQL's catalogue says is there."""
    declared, present = catalogue.declared(), catalogue.present()
    if not _has_application_role():
        declared = {key: text for key, text in declared.items() if key[0] != RIGHT}
    keys = sorted(declared.keys() | present.keys(), key=lambda key: (ORDER.index(key[0]), key))
    different = [key for key in keys if not catalogue.agree(key, declared.get(key), present.get(key))]
    found = [_difference(key, declared.get(key), present.get(key)) for key in different]
    return Checked(_("refus et droits de la base"), len(declared), (*found, *_oddities()))


def _has_application_role() -> bool:
    """A development server with a single role has none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE])
        return cursor.fetchone() is not None


def _difference(key: Key, declared: str | None, present: str | None) -> str:
    kind, table, name = key
    words = {"table": table, "name": name}
    if kind == RIGHT and present is not None:
        return _right(words, declared or "", present)
    if present is None or (kind == TRIGGER and present[0] not in "OA"):
        return _said(TAKEN_OUT[kind], words)
    return _said((UNKNOWN if declared is None else CHANGED)[kind], words)


def _right(words: dict[str, str], declared: str, present: str) -> str:
    more = sorted(set(present.split()) - set(declared.split()))
    if not more:
        return _said(TAKEN_OUT[RIGHT], words)
    return _("Le rôle %(name)s a sur %(table)s des droits non déclarés : %(rights)s. Retirez-les.") % {
        **words, "rights": ", ".join(more)
    }  # fmt: skip


def _said(sentence: Any, words: dict[str, str]) -> str:
    return f"{sentence % words} {COMPARE}"


def _oddities() -> Iterator[str]:
    for kind, table, detail in catalogue.oddities():
        yield str(ODD[kind]) % {"table": table, "detail": detail}
