"""Preparing the messages of a passage, and letting reviewed letters leave."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.models import TransitionRecord
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.notices.models import Notice
from alliances.domain.notices.rules import Event, events_of
from alliances.domain.notices.subjects import SUBJECTS, Facts
from alliances.domain.people.models import Account


def on_passage(sender: type, instance: TransitionRecord, created: bool, **_kwargs: Any) -> None:
    """Every passage of a file writes its messages in the same transaction: told if it happened, never otherwise."""
    if created and (events := events_of(instance.subject_type, instance.name)):
        announce(record=instance, events=events)


def announce(*, record: TransitionRecord, events: list[Event]) -> list[Notice]:
    """A message for each account concerned, but the person who acted, unless it is her receipt."""
    files, facts_of = SUBJECTS[record.subject_type]
    file = files.get(pk=record.subject_id)
    facts = facts_of(file)
    return Notice.objects.bulk_create(
        _notice(record, event, account, facts)
        for event in events
        for account in event.audience(file).order_by("pk")
        if event.code.endswith("_receipt") or account.person_id != record.actor.person_id
    )


def _notice(record: TransitionRecord, event: Event, account: Account, facts: Facts) -> Notice:
    return Notice(
        account=account,
        event=event.code,
        record=record,
        subject_type=record.subject_type,
        subject_id=record.subject_id,
        territory=facts.territory,
        facts=facts.values,
        is_fictitious=facts.is_fictitious,
        released_at=None if event.reviewed else timezone.now(),
    )


@transaction.atomic
def release(*, actor: Account, notices: Collection[int]) -> int:
    """Lets the letters of this batch leave, all or none. Returns how many; those already gone are not sent again.

    Raises NotPermitted when one of them is not this person's to send, Refused when none was chosen.
    """
    if not notices:
        raise Refused(_("Choisissez au moins une lettre."))
    chosen = Notice.objects.select_for_update(of=("self",)).filter(pk__in=notices)
    waiting = [notice for notice in chosen if notice.released_at is None]
    mine = set(Notice.objects.releasable_by(actor).filter(pk__in=notices).values_list("pk", flat=True))
    if any(notice.pk not in mine for notice in waiting):
        raise NotPermitted(_("Une de ces lettres appartient à un autre territoire. Aucune n’est partie."))
    now = timezone.now()
    for notice in waiting:
        notice.released_at, notice.released_by = now, actor
    Notice.objects.bulk_update(waiting, ["released_at", "released_by"])
    return len(waiting)


def mark_read(*, notice: Notice) -> None:
    """The first opening is kept; opening again changes nothing."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
