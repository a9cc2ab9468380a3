"""The tree of envelopes, walked by the database in one query whatever its depth."""

from django.db import connection

ABOVE = """
    WITH RECURSIVE tree AS (
        SELECT id, parent_id, 0 AS height FROM envelopes_envelope WHERE id = %s
        UNION ALL SELECT above.id, above.parent_id, height + 1
        FROM envelopes_envelope above JOIN tree ON above.id = tree.parent_id
    ) SELECT id FROM tree ORDER BY height DESC
"""
BELOW = """
    WITH RECURSIVE tree AS (
        SELECT %s::bigint AS id
        UNION SELECT child.id FROM envelopes_envelope child JOIN tree ON child.parent_id = tree.id
    ) SELECT id FROM tree ORDER BY id
"""
ACCOUNTS_BELOW = """
    WITH RECURSIVE tree AS (
        SELECT id, account_id FROM envelopes_envelope WHERE id = %s
        UNION ALL SELECT child.id, child.account_id
        FROM envelopes_envelope child JOIN tree ON child.parent_id = tree.id
    ) SELECT account_id FROM tree ORDER BY id
"""


def tree_above(envelope_id: int) -> list[int]:
    """The envelope and those it was made from, the root first. One query."""
    return _keys(ABOVE, envelope_id)


def tree_below(envelope_id: int) -> list[int]:
    """The envelope and all those made from it, at any depth. One query."""
    return _keys(BELOW, envelope_id)


def accounts_below(envelope_id: int) -> list[int]:
    """The available accounts of the envelope and of all those made from it. One query."""
    return _keys(ACCOUNTS_BELOW, envelope_id)


def _keys(query: str, envelope_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, [envelope_id])
        return [key for (key,) in cursor.fetchall()]
