"""The digest of the day: noted once a day for each book, published, and compared with the chain by `./run verify`."""

from datetime import date, datetime, time, timedelta

from django.db.models import Max
from django.utils import timezone

from alliances.domain.ledger.models import Anchor, Book, Transfer


def record_anchors(today: date | None = None) -> int:
    """Notes, for each book, the last entry of each day from the last one noted to yesterday; how many were noted.

    The first time, yesterday alone. A book without an entry has none. Doing it twice changes nothing.
    """
    yesterday = (today or timezone.localdate()) - timedelta(days=1)
    noted = 0
    for book in Book.objects.annotate(last=Max("anchors__day")).order_by("pk"):
        first = book.last + timedelta(days=1) if book.last else yesterday
        for back in range((yesterday - first).days, -1, -1):
            noted += _record(book, yesterday - timedelta(days=back))
    return noted


def _record(book: Book, day: date) -> int:
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    entry = Transfer.objects.filter(book=book, posted_at__lt=midnight).order_by("-number").first()
    if entry is None:
        return 0
    anchor = Anchor(book=book, day=day, number=entry.number, digest=entry.digest)
    Anchor.objects.bulk_create([anchor], ignore_conflicts=True)  # two workers at the same moment
    return 1
