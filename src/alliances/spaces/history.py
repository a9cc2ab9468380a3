"""The history at the foot of a file, from the record of its passages."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from alliances.domain.common.models import TransitionRecord
from alliances.ui.history import Event


def events_of(row: Model, passages: Mapping[str, Any]) -> list[Event]:
    """The passages of `row`, oldest first; `passages` names each arrow for the reader (its own name when unknown)."""
    return [
        Event(
            at=record.at,
            what=passages.get(record.name, record.name),
            who=record.actor.person.full_name,
            reason=record.reason,
            fictitious=record.actor.person.is_fictitious,
        )
        for record in TransitionRecord.objects.about(row)
    ]
