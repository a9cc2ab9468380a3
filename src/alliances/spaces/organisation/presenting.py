"""What the pages of a file say beside its content."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from alliances.domain.applications.models import Application
from alliances.spaces.history import events_of
from alliances.ui.history import Event


def chunks(digest: str) -> list[str]:
    """The digest in groups of eight signs, between which a narrow page may break the line."""
    return [digest[i : i + 8] for i in range(0, len(digest), 8)]


def history(row: Model, names: Mapping[str, Any]) -> list[Event]:
    """The passages of a file, latest first. Each sending of an application carries the number of its receipt."""
    receipts = row.submissions.order_by("rank") if isinstance(row, Application) else None
    numbers = {"send": list(receipts.values_list("number", flat=True))} if receipts is not None else {}
    return list(reversed(events_of(row, names, numbers)))
