"""Each amount that the ledger holds is the amount of the decision it rests on, and the public totals are the ledger's.

One query for each kind of amount; what is reversed does not count.
"""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.chain.queries.downward import journey_of
from alliances.domain.chain.queries.links import Kind
from alliances.domain.common.checked import Checked
from alliances.domain.ledger.queries import Columns
from alliances.domain.strategy.models import Plan

# What stands behind an account for one kind of transfer, net of reversals.
POSTED = """
    SELECT transfer.destination_id AS account, transfer.document, sum(transfer.amount_cents) AS cents
    FROM ledger_transfer transfer
    LEFT JOIN ledger_transfer counter ON counter.reverses_id = transfer.id
    WHERE transfer.kind = %s AND counter.id IS NULL
    GROUP BY transfer.destination_id, transfer.document
"""


@dataclass(frozen=True)
class Promise:
    """`expected` selects (document, account, cents, name): what the rooms say must have been posted."""

    kind: str
    what: object  # lazy text
    expected: str
    all_posted: bool = True  # no transfer of that kind may exist besides


PROMISES = (
    Promise(
        "allocation",
        gettext_lazy("parts d’enveloppes"),
        """
        SELECT 'scenario:' || scenario.id, child.account_id, line.amount_cents, child.name
        FROM envelopes_scenarioline line
        JOIN envelopes_scenario scenario ON scenario.id = line.scenario_id AND scenario.state = 'adopted'
        JOIN envelopes_envelope child ON child.parent_id = scenario.envelope_id
            AND child.territory_id = line.territory_id AND child.component = 'local'
        WHERE line.amount_cents > 0
        """,
        all_posted=False,
    ),
    Promise(
        "reservation",
        gettext_lazy("aides réservées"),
        """
        SELECT 'resolution:' || decision.resolution_id, decision.reserved_account_id, decision.amount_cents,
            application.number
        FROM review_decision decision JOIN applications_application application
            ON application.id = decision.application_id
        WHERE decision.is_granted
        UNION ALL
        SELECT 'resolution:' || amendment.resolution_id, decision.reserved_account_id, amendment.added_cents,
            agreement.number
        FROM grants_amendment amendment JOIN grants_grant agreement ON agreement.id = amendment.grant_id
            JOIN review_decision decision ON decision.id = agreement.decision_id
        WHERE amendment.resolution_id IS NOT NULL
        """,
    ),
    Promise(
        "commitment",
        gettext_lazy("conventions engagées"),
        """
        SELECT 'grant:' || agreement.id, agreement.committed_account_id, decision.amount_cents, agreement.number
        FROM grants_grant agreement JOIN review_decision decision ON decision.id = agreement.decision_id
        WHERE agreement.state IN ('signed', 'closed')
        UNION ALL
        SELECT 'amendment:' || amendment.id, agreement.committed_account_id, amendment.added_cents, agreement.number
        FROM grants_amendment amendment JOIN grants_grant agreement ON agreement.id = amendment.grant_id
        WHERE amendment.state = 'accepted' AND amendment.added_cents > 0
        """,
    ),
    Promise(
        "payment",
        gettext_lazy("versements"),
        """
        SELECT 'payment:' || payment.id, agreement.paid_account_id, payment.amount_cents, agreement.number
        FROM grants_payment payment JOIN grants_grant agreement ON agreement.id = payment.grant_id
        WHERE payment.state = 'paid'
        """,
    ),
    Promise(
        "justification",
        gettext_lazy("redditions acceptées"),
        """
        -- Reports count from the beginning: each adds to the one before, the final one last and within what was paid.
        SELECT 'report:' || said.id, agreement.justified_account_id, said.cents - said.before, agreement.number
        FROM (
            SELECT id, grant_id, cents, coalesce(max(cents) OVER (
                PARTITION BY grant_id ORDER BY kind = 'final', rank ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0) AS before
            FROM (
                SELECT report.id, report.grant_id, report.kind, report.rank, CASE report.kind
                    WHEN 'interim' THEN report.spent_cents
                    ELSE least(report.spent_cents, coalesce(paid.cents, 0)) END AS cents
                FROM grants_report report LEFT JOIN (
                    SELECT grant_id, sum(amount_cents) AS cents FROM grants_payment WHERE state = 'paid'
                    GROUP BY grant_id
                ) paid ON paid.grant_id = report.grant_id
                WHERE report.state = 'accepted'
            ) accepted
        ) said JOIN grants_grant agreement ON agreement.id = said.grant_id
        WHERE said.cents > said.before
        """,
    ),
    Promise(
        "recovery",
        gettext_lazy("remboursements reçus"),
        """
        SELECT 'recovery:' || recovery.id, paid.drawn_from_id, recovery.amount_cents, agreement.number
        FROM grants_recovery recovery JOIN grants_grant agreement ON agreement.id = recovery.grant_id
            JOIN ledger_ledgeraccount paid ON paid.id = agreement.paid_account_id
        WHERE recovery.state = 'received'
        """,
    ),
)


def check_amounts() -> list[Checked]:
    """Reserved, committed, paid, justified and given back, each beside the row that decided it."""
    return [_kept(promise) for promise in PROMISES]


def _kept(promise: Promise) -> Checked:
    join = "FULL JOIN" if promise.all_posted else "LEFT JOIN"
    query = f"""
        WITH expected (document, account, cents, name) AS ({promise.expected}), posted AS ({POSTED})
        SELECT (SELECT count(*) FROM expected), coalesce(expected.document, posted.document),
            expected.name, expected.cents, posted.cents
        FROM expected {join} posted ON (posted.document, posted.account) = (expected.document, expected.account)
        ORDER BY (expected.cents IS DISTINCT FROM posted.cents) DESC, 2
    """  # noqa: S608 - our own constants
    with connection.cursor() as cursor:
        cursor.execute(query, [promise.kind])
        rows = cursor.fetchall()
    found = [_difference(*row[1:]) for row in rows if row[3] != row[4]]
    return Checked(str(promise.what), rows[0][0] if rows else 0, tuple(found))


def _difference(document: str, name: str | None, expected: int | None, posted: int | None) -> str:
    words = {"document": document, "name": name or "", "expected": expected, "posted": posted}
    if expected is None:
        return (
            _("Le grand livre porte %(posted)s cents pour %(document)s, qu’aucun dossier ne demande.") % words
        )
    if posted is None:
        return (
            _("%(name)s (%(document)s) : %(expected)s cents sont décidés, rien n’est au grand livre.") % words
        )
    return (
        _("%(name)s (%(document)s) : %(expected)s cents sont décidés, le grand livre en porte %(posted)s.")
        % words
    )


def check_books_apart() -> Checked:
    """No demonstration money in a real book, nor the reverse: each account stays in the book of its envelope."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT transfer.id, origin.book_id, destination.book_id, transfer.book_id FROM ledger_transfer transfer
            JOIN ledger_ledgeraccount origin ON origin.id = transfer.origin_id
            JOIN ledger_ledgeraccount destination ON destination.id = transfer.destination_id
            WHERE origin.book_id <> destination.book_id OR transfer.book_id <> origin.book_id
            UNION ALL
            SELECT account.id, account.book_id, envelope.book_id, envelope.book_id FROM ledger_ledgeraccount account
            JOIN ledger_ledgeraccount envelope ON envelope.id = account.drawn_from_id
            WHERE envelope.book_id <> account.book_id
            ORDER BY 1
            """
        )
        found = [
            _("Écriture ou compte %s : de l’argent passe d’un livre à un autre.") % row[0] for row in cursor
        ]
        cursor.execute("SELECT count(*) FROM ledger_book")
        return Checked(_("livres séparés"), cursor.fetchone()[0], tuple(found))


def check_public_totals() -> Checked:
    """The four columns of the public pages add up to the entries of the ledger, on each side of the mark."""
    shown = {False: Columns(), True: Columns()}
    plans = list(Plan.objects.order_by("pk"))
    for plan in plans:
        found = journey_of(Kind.PLAN, plan)
        shown[False] += found.real.columns
        shown[True] += found.fictitious.columns
    differences = [
        _("Pages publiques (%(side)s) : elles montrent %(shown)s cents « %(column)s », le grand livre en porte "
          "%(held)s.")
        % {"side": _("démonstration") if side else _("réel"), "column": column, "shown": cents, "held": held}
        for side, held_columns in _held().items()
        for column, cents, held in zip(
            COLUMN_NAMES, _four(shown[side]), _four(held_columns), strict=True
        )
        if cents != held
    ]  # fmt: skip
    return Checked(_("plans aux totaux publics égaux"), len(plans), tuple(differences))


COLUMN_NAMES = ("allocated", "committed", "paid", "justified")


def _four(columns: Columns) -> tuple[int, int, int, int]:
    return (
        columns.allocated_cents,
        columns.committed_cents,
        columns.paid_cents,
        columns.justified_cents,
    )


def _held() -> dict[bool, Columns]:
    """The columns of everything, from the entries alone, whatever the balances say."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT book.is_fictitious, account.stage, sum(movement.cents)::bigint FROM (
                SELECT destination_id AS account_id, amount_cents AS cents FROM ledger_transfer
                UNION ALL SELECT origin_id, -amount_cents FROM ledger_transfer
            ) movement
            JOIN ledger_ledgeraccount account ON account.id = movement.account_id
            JOIN ledger_book book ON book.id = account.book_id
            GROUP BY book.is_fictitious, account.stage ORDER BY 1, 2
            """
        )
        standing: dict[bool, dict[str, int]] = {False: {}, True: {}}
        for side, stage, cents in cursor.fetchall():
            standing[side][stage] = cents
    return {side: Columns.of_stages(stages) for side, stages in standing.items()}
