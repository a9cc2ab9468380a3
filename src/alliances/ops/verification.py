"""Checks an operator can run on the real data. Each returns sentences; no sentence means all is well."""

from django.utils.module_loading import import_string

CHECKS: tuple[str, ...] = ("alliances.domain.ledger.queries.findings",)


def verify_all() -> list[str]:
    """Findings of every check, in order."""
    return [finding for path in CHECKS for finding in import_string(path)()]
