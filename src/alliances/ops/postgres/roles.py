"""The two roles and their database: the owner migrates, the application only works.

Table rights are granted by the migrations' own hook, so that a new table never waits for the launcher.
"""

from typing import LiteralString

import psycopg
from psycopg import sql

from alliances.ops.postgres.cluster import ADMIN, APP, OWNER, Cluster

NAME = "alliances"


def make_roles(admin: psycopg.Connection) -> None:
    """Create the roles that are missing."""
    for role in (OWNER, APP):
        if not _exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))


def make_database(cluster: Cluster, name: str = NAME, template: str | None = None) -> bool:
    """Create a database, from a template or empty; True when it did not exist."""
    with cluster.admin() as admin:
        make_roles(admin)
        if _exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            return False
        identifiers = {
            "name": sql.Identifier(name),
            "owner": sql.Identifier(OWNER),
            "app": sql.Identifier(APP),
            "template": sql.Identifier(template or "template0"),
        }
        for statement in (
            "CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}",
            "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {name} TO {app}",
        ):
            admin.execute(_filled(statement, identifiers))
    if template is None:
        with cluster.admin(name) as admin:
            admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            admin.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(APP)))
    return True


def drop_database(cluster: Cluster, name: str) -> None:
    """Remove a database and cut whoever uses it. Never called on the durable one."""
    if cluster.durable or name in {NAME, ADMIN}:
        raise ValueError(f"refusing to drop {name}")
    with cluster.admin() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def seal_template(cluster: Cluster, name: str) -> None:
    """Let nobody connect any more: a template in use cannot be copied."""
    with cluster.admin() as admin:
        admin.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(sql.Identifier(name)))


def _exists(admin: psycopg.Connection, query: LiteralString, name: str) -> bool:
    return admin.execute(query, [name]).fetchone() is not None


def _filled(statement: LiteralString, identifiers: dict[str, sql.Identifier]) -> sql.Composed:
    return sql.SQL(statement).format(**identifiers)
