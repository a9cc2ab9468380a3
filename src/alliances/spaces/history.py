"""The history at the foot of a file, from the record of its passages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from alliances.domain.common.models import TransitionRecord
from alliances.domain.people.models import Account, Person
from alliances.ui.history import Event


def events_of(
    row: Model, passages: Mapping[str, Any], numbers: Mapping[str, Sequence[str]] | None = None
) -> list[Event]:
    """The passages of `row` since its birth, oldest first.

    `passages` names each arrow for the reader (its own name when unknown). `numbers`: for an arrow taken several
    times, the paper of each time, in their order (receipts of a file sent, corrected and sent again).
    """
    papers = {name: iter(known) for name, known in (numbers or {}).items()}
    return [
        Event(
            at=record.at,
            what=" – ".join(
                filter(
                    None,
                    (
                        str(passages.get(record.name, record.name)),
                        next(papers.get(record.name, iter(())), ""),
                    ),
                )
            ),
            who=record.actor.person.full_name,
            reason=record.reason,
            fictitious=record.actor.person.is_fictitious,
        )
        for record in TransitionRecord.objects.about(row).exclude(source="")
    ]


def edits_of(row: Model, fields: Mapping[str, Any]) -> list[Event]:
    """The creation of `row` and each change to `fields` (its columns, named for the reader). Two queries.

    Read in the journal that the database keeps; a change that touches none of `fields` is not told.
    """
    versions = list(
        row.events.order_by("pgh_created_at", "pgh_id").values(  # type: ignore[attr-defined]
            "pgh_created_at", "pgh_context__metadata", *fields
        )
    )
    authors = _authors(versions)
    found = []
    for before, after in zip([None, *versions], versions, strict=False):
        changed = [str(label) for name, label in fields.items() if before and before[name] != after[name]]
        if before is None or changed:
            person = authors.get(_author_key(after))
            what = _("Modifié : %(fields)s") % {"fields": ", ".join(changed)} if changed else _("Commencé")
            found.append(
                Event(
                    at=after["pgh_created_at"],
                    what=what,
                    who=person.full_name if person else "",
                    fictitious=bool(person and person.is_fictitious),
                )
            )
    return found


def creations_of(model: type[Model], what: Callable[[Any], str], **scope: Any) -> list[Event]:
    """The creation of each row of `model` within `scope`, from the same journal; `what` names it. Two queries."""
    journal = model._meta.get_field("events").related_model
    rows = list(journal.objects.filter(pgh_label="insert", **scope).select_related("pgh_context"))  # type: ignore[union-attr]
    keys = {
        row.pk: int((row.pgh_context.metadata if row.pgh_context else {}).get("user") or 0) for row in rows
    }
    people = {a.pk: a.person for a in Account.objects.filter(pk__in=keys.values()).select_related("person")}
    found = [(row, people.get(keys[row.pk])) for row in rows]
    return [
        Event(
            at=row.pgh_created_at,
            what=what(row),
            who=person.full_name if person else "",
            fictitious=bool(person and person.is_fictitious),
        )
        for row, person in found
    ]


def _author_key(version: dict[str, Any]) -> int:
    """The account written in the context of a version; 0 when a command wrote it."""
    return int((version["pgh_context__metadata"] or {}).get("user") or 0)


def _authors(versions: list[dict[str, Any]]) -> dict[int, Person]:
    keys = {_author_key(version) for version in versions}
    accounts = Account.objects.filter(pk__in=keys).select_related("person")
    return {account.pk: account.person for account in accounts}
