"""Money stands where its file says: each account at its stage, drawn from the envelope of its call, each entry allowed.

These are the rules of `ledger_post`, asked again of what is there: whoever writes behind it writes an account that
no rule would give.
"""

from django.db import connection
from django.utils.translation import gettext as _

from alliances.domain.common.checked import Checked

# Accounts of a file that are not at their stage, or do not draw from the envelope of its call.
MISPLACED = """
    WITH held (name, account_id, stage, envelope_id) AS (
        SELECT application.number, decision.reserved_account_id, 'reserved', call.envelope_id
        FROM review_decision decision
        JOIN applications_application application ON application.id = decision.application_id
        JOIN calls_call call ON call.id = application.call_id WHERE decision.reserved_account_id IS NOT NULL
        UNION ALL
        SELECT agreement.number, place.account_id, place.stage, call.envelope_id FROM grants_grant agreement
        JOIN review_decision decision ON decision.id = agreement.decision_id
        JOIN applications_application application ON application.id = decision.application_id
        JOIN calls_call call ON call.id = application.call_id, LATERAL (VALUES
            (agreement.committed_account_id, 'committed'), (agreement.paid_account_id, 'paid'),
            (agreement.justified_account_id, 'justified')) place (account_id, stage)
    )
    SELECT held.name, account.id FROM held JOIN ledger_ledgeraccount account ON account.id = held.account_id
    JOIN envelopes_envelope envelope ON envelope.id = held.envelope_id
    WHERE account.stage <> held.stage OR account.drawn_from_id IS DISTINCT FROM envelope.account_id ORDER BY 1, 2
"""
# Entries that `ledger_post` refuses: the stages of each kind, and a grant's money that stays with its envelope.
ALLOWED = (
    ("allocation", "source", "available"),
    ("allocation", "available", "available"),
    ("reservation", "available", "reserved"),
    ("release", "reserved", "available"),
    ("release", "committed", "available"),
    ("commitment", "reserved", "committed"),
    ("payment", "committed", "paid"),
    ("justification", "paid", "justified"),
    ("recovery", "paid", "available"),
    ("return", "available", "available"),
    ("return", "available", "source"),
)
FORBIDDEN = """
    WITH allowed (kind, origin, destination) AS (VALUES {allowed})
    SELECT entry.id, entry.document FROM ledger_transfer entry
    JOIN ledger_ledgeraccount origin ON origin.id = entry.origin_id
    JOIN ledger_ledgeraccount destination ON destination.id = entry.destination_id
    LEFT JOIN ledger_transfer reversed ON reversed.id = entry.reverses_id
    WHERE (entry.kind <> 'reversal' AND (entry.kind, origin.stage, destination.stage) NOT IN (SELECT * FROM allowed))
        OR (entry.kind = 'reversal' AND (reversed.destination_id, reversed.origin_id, reversed.amount_cents)
            IS DISTINCT FROM (entry.origin_id, entry.destination_id, entry.amount_cents))
        OR (coalesce(origin.drawn_from_id, origin.id) <> coalesce(destination.drawn_from_id, destination.id)
            AND NOT (origin.stage IN ('source', 'available') AND destination.stage IN ('source', 'available')))
    ORDER BY 1
"""
# What `ledger_close_year` refuses. A year ends at midnight in Québec.
CLOSED_OUT_OF_TURN = """
    SELECT year.start_year FROM ledger_fiscalyear year
    WHERE year.closed_at IS NOT NULL AND (
        (year.closed_at AT TIME ZONE 'America/Toronto')::date <= make_date(year.start_year + 1, 3, 31)
        OR year.closing_proposed_at IS NULL OR year.closing_proposed_at > year.closed_at
        OR year.closing_proposed_by_id = year.closed_by_id
        OR EXISTS (
            SELECT 1 FROM ledger_fiscalyear earlier
            WHERE earlier.start_year < year.start_year AND earlier.closed_at IS NULL
                AND EXISTS (SELECT 1 FROM ledger_transfer WHERE fiscal_year_id = earlier.start_year
                    AND posted_at < year.closed_at)
        ))
    ORDER BY 1
"""


def check_places() -> Checked:
    """Accounts, entries and years, each by the rule that made it."""
    with connection.cursor() as cursor:
        cursor.execute(MISPLACED)
        found = [
            _("%(name)s : son compte %(account)s n’est pas à son étape, ou se prend sur une autre enveloppe.")
            % {"name": name, "account": account} for name, account in cursor.fetchall()
        ]  # fmt: skip
        cursor.execute(FORBIDDEN.format(allowed=", ".join(map(str, ALLOWED))))
        found += [
            _("Écriture %(id)s (%(document)s) : aucune règle ne permet de passer de l’un à l’autre de ses comptes.")
            % {"id": key, "document": document} for key, document in cursor.fetchall()
        ]  # fmt: skip
        cursor.execute(CLOSED_OUT_OF_TURN)
        found += [
            _("Exercice %(year)s : il n’a pas été fermé à son tour par deux personnes, une fois fini.")
            % {"year": year} for (year,) in cursor.fetchall()
        ]  # fmt: skip
        cursor.execute("SELECT count(*) FROM ledger_ledgeraccount WHERE drawn_from_id IS NOT NULL")
        return Checked(_("comptes pris sur leur enveloppe"), cursor.fetchone()[0], tuple(found))
