"""A person's mailbox: the same files as her screens show her."""

from django.db.models import QuerySet

from alliances.domain.notices.models import Notice, NoticeQuerySet
from alliances.domain.notices.subjects import SUBJECTS
from alliances.domain.people.models import Account


def visible_subjects(account: Account) -> dict[str, QuerySet]:
    """For each kind of file that speaks, those visible to `account` now."""
    return {subject: files.visible_to(account) for subject, (files, _facts) in SUBJECTS.items()}


def mailbox(account: Account) -> NoticeQuerySet:
    """The messages released to `account` about files she still sees, the newest first. One query."""
    return Notice.objects.of_account(account, visible_subjects(account)).order_by("-created_at", "-pk")
