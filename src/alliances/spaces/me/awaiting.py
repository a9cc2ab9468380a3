"""One row of « today »."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone


@dataclass(frozen=True)
class Task:
    """One row of « today »: the verb, the thing, where to do it, and by when (None: no date is set).

    `later`: its day is to come and nothing is lost by waiting: it stands under what can be done today.
    """

    verb: str
    thing: str
    url: str
    due: date | datetime | None = None
    note: str = ""
    later: bool = False

    @property
    def late(self) -> bool:
        """Derived, never stored: the date is past."""
        return self.due is not None and as_day(self.due) < timezone.localdate()


def as_day(due: date | datetime | None) -> date:
    return due.date() if isinstance(due, datetime) else due or date.max
