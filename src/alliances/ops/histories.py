"""What a row says is what its last kept version says, and no version is missing at either end.

Every evidence table has its history (`pghistory`), written by triggers. Whoever changes a row with the triggers off
leaves a row that its history does not know.
"""

from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory.models import Event

from alliances.domain.common.checked import Checked

# Rows that the product itself takes away, as long as nobody relies on them.
MAY_GO = frozenset(
    {
        "applications.attachment",
        "applications.budgetline",
        "applications.expectedresult",
        "bodies.seat",
        "bodies.seatquota",
        "files.storedfile",
        "grants.instalment",
        "grants.reportspending",
    }
)
SENTENCES = {
    "none": gettext_lazy("%(what)s : aucune version n’en est conservée. Cette ligne n’est pas venue par le produit."),
    "gone": gettext_lazy("%(what)s : ses versions sont conservées, mais la ligne est supprimée."),
    "differs": gettext_lazy("%(what)s : ce qui est inscrit n’est pas sa dernière version conservée (%(columns)s)."),
    "context": gettext_lazy("%(what)s : qui a fait une de ses versions n’est plus conservé."),
    "begun": gettext_lazy("%(what)s : la première de ses versions conservées manque, ou il y en a deux."),
}  # fmt: skip


def check_histories() -> Checked:
    """One query for each table that keeps its versions."""
    found: list[str] = []
    count = 0
    for event in event_models():
        with connection.cursor() as cursor:
            cursor.execute(_differences(event))
            rows = cursor.fetchall()
        count += rows[0][0]
        found += [
            str(SENTENCES[problem])
            % {"what": named(event.pgh_tracked_model, key), "columns": ", ".join(columns or [])}
            for _count, key, problem, columns in rows
            if problem
        ]
    return Checked(_("lignes égales à leur dernière version"), count, tuple(found))


def event_models() -> list[Any]:
    """The models that hold versions, each with its `pgh_tracked_model`."""
    return [model for model in apps.get_models() if issubclass(model, Event)]


def event_table(model: type[models.Model]) -> str:
    """Where the versions of `model` are; empty when it keeps none."""
    return next((str(e._meta.db_table) for e in event_models() if e.pgh_tracked_model is model), "")


def named(model: type[models.Model], key: int) -> str:
    """« Versement nᵒ 12 »."""
    return _("%(what)s nᵒ %(id)s") % {"what": str(model._meta.verbose_name).capitalize(), "id": key}


def columns_of(event: Any) -> list[str]:
    return [str(field.column) for field in event._meta.fields if not field.name.startswith("pgh_")]


def _differences(event: Any) -> str:
    """The count of rows, then one line for each that differs; a line without problem when none does."""
    table = event.pgh_tracked_model._meta.db_table
    different = [
        f"CASE WHEN t.{_quoted(c)} IS DISTINCT FROM e.{_quoted(c)} THEN '{c}' END" for c in columns_of(event)
    ]
    may_go = event.pgh_tracked_model._meta.label_lower in MAY_GO
    return f"""
        WITH versions AS (
            SELECT *, row_number() OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS pgh_rank,
                lead(pgh_id) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) IS NULL AS pgh_is_last
            FROM {event._meta.db_table}
        ), problems AS (
            SELECT coalesce(t.id, e.pgh_obj_id) AS id, CASE
                WHEN e.pgh_obj_id IS NULL THEN 'none'
                WHEN t.id IS NULL THEN CASE WHEN e.pgh_label <> 'delete' AND NOT {may_go} THEN 'gone' END
                WHEN e.pgh_label = 'delete' OR cardinality(different) > 0 THEN 'differs'
            END AS problem, different
            FROM {table} t FULL JOIN (SELECT * FROM versions WHERE pgh_is_last) e ON e.pgh_obj_id = t.id,
            LATERAL (SELECT array_remove(ARRAY[{", ".join(different)}], NULL)) compared (different)
            UNION ALL SELECT pgh_obj_id, 'begun', NULL FROM versions WHERE (pgh_rank = 1) <> (pgh_label = 'insert')
            UNION ALL SELECT DISTINCT pgh_obj_id, 'context', NULL::text[] FROM versions
            WHERE pgh_context_id IS NOT NULL AND pgh_context_id NOT IN (SELECT id FROM pghistory_context)
        )
        SELECT total.n, problems.id, problem, different FROM (SELECT count(*) AS n FROM {table}) total
        LEFT JOIN problems ON problem IS NOT NULL ORDER BY 2, 3
    """  # noqa: S608 - our own constants


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
