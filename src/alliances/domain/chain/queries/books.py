"""What of the ledger a person may read: the accounts of her perimeter, their entries, and the books they stand in."""

from django.db.models import Q, QuerySet

from alliances.domain.envelopes.models import Envelope, Fund
from alliances.domain.ledger.models import Book, LedgerAccount, Transfer
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Level


def accounts_of(reader: Account) -> QuerySet[LedgerAccount]:
    """The accounts of the envelopes she may read, and of all the help drawn from them; the credit of the funds too
    for who reads the money of the whole province.
    """
    own = Envelope.objects.visible_to(reader).values("account")
    condition = Q(pk__in=own) | Q(drawn_from__in=own)
    if any(place.level == Level.PROVINCE for place in reader.territories_for(Permission.READ_MONEY)):
        condition |= Q(pk__in=Fund.objects.values("source_account"))
    return LedgerAccount.objects.filter(condition)


def entries_of(reader: Account) -> QuerySet[Transfer]:
    """Every entry that enters or leaves one of these accounts."""
    accounts = accounts_of(reader).values("pk")
    return Transfer.objects.filter(Q(origin__in=accounts) | Q(destination__in=accounts)).select_related(
        "book", "origin", "destination", "fiscal_year", "posted_by__person", "reverses"
    )


def books_of(reader: Account) -> QuerySet[Book]:
    """The books in which she may read at least one account; real money first."""
    return Book.objects.filter(pk__in=accounts_of(reader).values("book")).order_by("is_fictitious", "code")
