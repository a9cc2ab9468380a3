"""The launcher of PostgreSQL: one data directory per major version, two roles."""

from alliances.ops.postgres.database import Urls, database, psql, throwaway

__all__ = ["Urls", "database", "psql", "throwaway"]
