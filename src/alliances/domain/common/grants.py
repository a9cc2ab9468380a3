"""What the application's own database role may do, granted after each migration.

The owner migrates; the application reads and writes, never alters. On tables that declare `append_only = True`
(class attribute of the model) it may not even update or delete; on tables that declare `written_by_function = True`
it may only read, and the room's SQL function writes.
"""

from django.apps import apps
from django.db import connections
from psycopg import sql

APPLICATION_ROLE = "alliances_app"


def grant_application_rights(using: str = "default") -> None:
    """Idempotent; does nothing where the application role does not exist (a single-role development server)."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE])
        if not cursor.fetchone():
            return
        role = sql.Identifier(APPLICATION_ROLE)
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
            "REVOKE DELETE, TRUNCATE ON pghistory_context FROM {role}",  # who changed what, and from where
        ):
            cursor.execute(sql.SQL(statement).format(role=role))
        for model in apps.get_models():
            table = sql.Identifier(model._meta.db_table)
            if getattr(model, "written_by_function", False):
                verbs = "INSERT, UPDATE, DELETE, TRUNCATE"
            elif getattr(model, "append_only", False) or model.__name__.endswith("Event"):
                verbs = "UPDATE, DELETE, TRUNCATE"
            else:
                continue
            cursor.execute(
                sql.SQL("REVOKE {verbs} ON {table} FROM {role}").format(
                    verbs=sql.SQL(verbs), table=table, role=role
                )
            )
