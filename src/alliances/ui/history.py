"""What happened to a file, for the timeline at its foot."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """One line: when (a date or an instant), what, who did it, and why if a reason was given."""

    at: date
    what: Any
    who: Any = ""
    reason: Any = ""
    fictitious: bool = False

    @property
    def has_hour(self) -> bool:
        return isinstance(self.at, datetime)
