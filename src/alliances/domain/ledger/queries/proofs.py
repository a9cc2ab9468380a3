"""Recomputes the ledger from its entries: the chain of each book, the balances and the years.

The chain is recomputed here and not by the database's own function, so that a function altered with the data is seen.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.checked import Checked
from alliances.domain.ledger import rules
from alliances.domain.ledger.models import Anchor, Book, FiscalYear, LedgerAccount, Transfer
from alliances.domain.ledger.queries import broken_balances

VERSION = 1
NOTHING_BEFORE = "0" * 64


def canonical(entry: Transfer, previous: str) -> str:
    """The text under the digest: JSON, keys sorted, no spaces, UTF-8, cents as integers, instants in UTC.

    `previous` is the digest of the entry before it in the book, 64 zeros for the first. `sql/chain.sql` writes
    the same.
    """
    content: dict[str, Any] = {
        "accounting_date": entry.accounting_date.isoformat(),
        "amount_cents": entry.amount_cents,
        "book": entry.book_id,
        "destination": entry.destination_id,
        "document": entry.document,
        "fiscal_year": entry.fiscal_year_id,
        "id": entry.pk,
        "key": entry.idempotency_key,
        "kind": entry.kind,
        "number": entry.number,
        "origin": entry.origin_id,
        "posted_at": entry.posted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "posted_by": entry.posted_by_id,
        "previous": previous,
        "reverses": entry.reverses_id,
        "version": VERSION,
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(entry: Transfer, previous: str) -> str:
    return hashlib.sha256(canonical(entry, previous).encode()).hexdigest()


def previous_digest(entry: Transfer) -> str:
    """The digest of the entry before it in its book; 64 zeros for the first. One query."""
    before = Transfer.objects.filter(book=entry.book_id, number=entry.number - 1)
    return before.values_list("digest", flat=True).first() or NOTHING_BEFORE


@dataclass(frozen=True)
class Head:
    """Where the chain of one book stands: what to note elsewhere, so that even a rewritten chain is seen."""

    book: str
    number: int
    digest: str


def heads() -> list[Head]:
    """The last entry of each book, in the order of their codes; number 0 for a book without an entry."""
    last = {entry.book_id: entry for entry in Transfer.objects.order_by("book", "-number").distinct("book")}
    return [
        Head(book.code, last[book.pk].number, last[book.pk].digest)
        if book.pk in last
        else Head(book.code, 0, NOTHING_BEFORE)
        for book in Book.objects.order_by("code")
    ]


def check_chains() -> Checked:
    """Every number and every digest, of every book."""
    codes = dict(Book.objects.values_list("pk", "code").order_by("pk"))
    count = 0
    found: list[str] = []
    entries = Transfer.objects.order_by("book", "number", "pk").iterator(chunk_size=2000)
    for book, of_the_book in groupby(entries, key=lambda entry: entry.book_id):
        expected, previous = 1, NOTHING_BEFORE
        for entry in of_the_book:
            count += 1
            found += _breaks(codes[book], entry, expected, previous)
            expected, previous = entry.number + 1, entry.digest
    return Checked(_("écritures enchaînées"), count, tuple(found))


def _breaks(code: str, entry: Transfer, expected: int, previous: str) -> Iterator[str]:
    names = {"book": code, "number": entry.number, "id": entry.pk, "document": entry.document}
    if entry.number > expected:
        yield _(
            "Livre %(book)s : l’écriture nᵒ %(missing)s manque. Cherchez-la dans une sauvegarde."
        ) % {**names, "missing": expected}  # fmt: skip
    elif entry.number < expected:
        yield _("Livre %(book)s : deux écritures portent le nᵒ %(number)s (transfert %(id)s).") % names
    elif digest(entry, previous) != entry.digest:
        yield _(
            "Livre %(book)s, écriture nᵒ %(number)s (transfert %(id)s, %(document)s) : son contenu ou sa place "
            "ne correspond pas à son empreinte. Comparez-la avec une sauvegarde."
        ) % names  # fmt: skip


def check_heads(known: list[Head]) -> Checked:
    """Entries whose digest somebody noted earlier are still there, unchanged."""
    sentence = _(
        "Livre %(book)s : l’écriture nᵒ %(number)s n’a plus l’empreinte notée %(digest)s. "
        "L’histoire du livre a été réécrite : comparez avec la sauvegarde de cette date."
    )
    found = [sentence % asdict(head) for head in known if head.number and not _stands(head)]
    return Checked(_("empreintes notées"), len(known), tuple(found))


def _stands(head: Head) -> bool:
    entries = Transfer.objects.filter(book__code=head.book, number=head.number, digest=head.digest)
    return entries.exists()


def check_anchors() -> Checked:
    """Every digest published day after day is still that of its entry. Two queries, whatever there is."""
    same = Transfer.objects.filter(
        book=OuterRef("book"), number=OuterRef("number"), digest=OuterRef("digest")
    )
    sentence = _(
        "Livre %(book)s : l’écriture nᵒ %(number)s n’a plus l’empreinte publiée le %(day)s (%(digest)s). "
        "L’histoire du livre a été réécrite : comparez avec la sauvegarde de cette date."
    )
    gone = Anchor.objects.filter(~Exists(same)).select_related("book").order_by("day", "book")
    found = [
        sentence % {"book": row.book.code, "number": row.number, "day": row.day, "digest": row.digest}
        for row in gone
    ]
    return Checked(_("empreintes publiées"), Anchor.objects.count(), tuple(found))


def check_balances() -> Checked:
    """Every balance is the sum of its transfers."""
    sentence = _(
        "Compte %(account)s : son solde est de %(kept)s cents, ses écritures font %(summed)s cents. "
        "Le solde a été changé à la main, ou une écriture manque."
    )
    found = [
        sentence % {"account": account, "kept": kept, "summed": summed}
        for account, kept, summed in broken_balances()
    ]
    return Checked(_("soldes de comptes"), LedgerAccount.objects.count(), tuple(found))


def check_years() -> Checked:
    """Every entry stands in the fiscal year of its date, and none came into a year after it was closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT entry.id, entry.document FROM ledger_transfer entry
            JOIN ledger_fiscalyear year ON year.start_year = entry.fiscal_year_id
            WHERE entry.fiscal_year_id <> extract(year FROM entry.accounting_date - interval '3 months')
                OR entry.posted_at > year.closed_at
            ORDER BY entry.id
            """
        )
        found = [
            _("Écriture %(id)s (%(document)s) : elle n’est pas dans l’exercice de sa date, ou y est entrée après "
              "sa fermeture.") % {"id": key, "document": document}
            for key, document in cursor
        ]  # fmt: skip
        cursor.execute("SELECT count(*) FROM ledger_fiscalyear")
        return Checked(_("exercices financiers"), cursor.fetchone()[0], tuple(found))


def check_closings() -> Checked:
    """Who proposed the closing of a year, and who closed it, held that day the role that closes years."""
    years = FiscalYear.objects.exclude(closing_proposed_by=None).order_by("start_year")
    found = [
        _("Exercice %(year)s : %(person)s n’avait pas le rôle qui ferme les exercices.")
        % {"year": year, "person": person}
        for year in years.select_related("closing_proposed_by", "closed_by")
        for person, moment in (
            (year.closing_proposed_by, year.closing_proposed_at),
            (year.closed_by, year.closed_at),
        )
        if person and moment and not rules.held_closing_role(person.pk, timezone.localdate(moment))
    ]
    return Checked(_("exercices fermés à deux"), len(years), tuple(found))
