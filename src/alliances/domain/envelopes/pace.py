"""Which envelopes are slow: the money promised, theirs and that of everything made from them, behind the time gone by.

The rule is that of `money.Pace.is_slow`, written for the database so that lists filter and sort by it.
"""

from datetime import date

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

SLOW = """
    envelopes_envelope.id IN (
        WITH RECURSIVE pair AS (
            SELECT id AS top, id, account_id FROM envelopes_envelope
            UNION ALL
            SELECT pair.top, child.id, child.account_id
            FROM envelopes_envelope child JOIN pair ON child.parent_id = pair.id
        ), committed AS (
            SELECT pair.top, sum(standing.balance_cents) AS cents
            FROM pair JOIN ledger_ledgeraccount standing ON standing.drawn_from_id = pair.account_id
            WHERE standing.stage IN ('committed', 'paid', 'justified')
            GROUP BY pair.top
        ), moved AS (
            SELECT entry.amount_cents, giver.id AS giver, giver.parent_id AS above_giver,
                   taker.id AS taker, taker.parent_id AS above_taker
            FROM ledger_transfer entry
            JOIN ledger_ledgeraccount origin ON origin.id = entry.origin_id
            JOIN ledger_ledgeraccount destination ON destination.id = entry.destination_id
            LEFT JOIN envelopes_envelope giver ON giver.account_id = origin.id
            LEFT JOIN envelopes_envelope taker ON taker.account_id = destination.id
            WHERE origin.stage IN ('source', 'available') AND destination.stage IN ('source', 'available')
        ), received AS (
            SELECT id, sum(cents) AS cents FROM (
                SELECT taker AS id, amount_cents AS cents FROM moved
                WHERE taker IS NOT NULL AND above_giver IS DISTINCT FROM taker
                UNION ALL
                SELECT giver, -amount_cents FROM moved
                WHERE giver IS NOT NULL AND above_taker IS DISTINCT FROM giver
            ) flow GROUP BY id
        ), timed AS (
            SELECT id, make_date(first_year, 4, 1) AS first_day, make_date(last_year + 1, 3, 31) AS last_day
            FROM envelopes_envelope
        )
        SELECT timed.id
        FROM timed JOIN received ON received.id = timed.id LEFT JOIN committed ON committed.top = timed.id
        WHERE received.cents > 0 AND %s >= first_day
          AND coalesce(committed.cents, 0) * (last_day - first_day + 1)
              < received.cents * least(%s - first_day + 1, last_day - first_day + 1)
    )
"""


def is_slow(today: date) -> RawSQL:
    """An annotation for a queryset of envelopes: whether each one is slow on `today`."""
    return RawSQL(SLOW, [today, today], output_field=BooleanField())  # noqa: S611 - our own text, its days bound
