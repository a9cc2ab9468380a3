"""The launcher of PostgreSQL: one data directory per major version, two roles."""

from alliances.ops.postgres.database import Urls, client, database, throwaway

__all__ = ["Urls", "client", "database", "throwaway"]
