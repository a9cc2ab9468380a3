"""Each amount that the ledger holds is the amount of the decision it rests on, and the public totals are the ledger's.

One query for each kind of amount; what is reversed does not count.
"""

from django.db import connection
from django.utils.translation import gettext as _

from alliances.domain.chain.queries.downward import journey_of
from alliances.domain.chain.queries.links import Kind
from alliances.domain.chain.queries.promises import PROMISES, Promise
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


def check_amounts() -> list[Checked]:
    """Reserved, committed, paid, justified, released and given back, each beside the row that decided it."""
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


def check_instalments() -> Checked:
    """The instalments of an agreement add up to its amount."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT agreement.number, agreement.amount_cents, coalesce(sum(part.amount_cents), 0)
            FROM grants_grant agreement LEFT JOIN grants_instalment part ON part.grant_id = agreement.id
            GROUP BY agreement.id ORDER BY agreement.id
            """
        )
        rows = cursor.fetchall()
    sentence = _("%(number)s : ses tranches font %(parts)s cents, la convention est de %(amount)s.")
    found = [
        sentence % {"number": number, "amount": amount, "parts": parts}
        for number, amount, parts in rows
        if amount != parts
    ]
    return Checked(_("conventions réparties en tranches"), len(rows), tuple(found))


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
