"""Notices: what a passage of a file tells to whom. Each is read by one account, and sent by e-mail later."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.models import TransitionRecord
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class NoticeQuerySet(models.QuerySet["Notice"]):
    def released(self) -> "NoticeQuerySet":
        return self.filter(released_at__isnull=False)

    def waiting(self) -> "NoticeQuerySet":
        """Letters prepared by a decision, which a person reads over before they leave."""
        return self.filter(released_at=None)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def of_account(self, account: Account, visible: "Mapping[str, models.QuerySet]") -> "NoticeQuerySet":
        """What was released to `account` about files she still sees.

        `visible`: for each kind of subject, the files visible to her now (see `queries.visible_subjects`): a role that
        ended takes its notices along, here as on the screens.
        """
        seen = Q(pk__in=[])
        for subject, files in visible.items():
            seen |= Q(subject_type=subject, subject_id__in=files.order_by().values("pk"))
        return self.released().filter(seen, account=account)

    def releasable_by(self, account: Account) -> "NoticeQuerySet":
        """The letters that this person may read over and send: those of the territories where she signs agreements."""
        return self.waiting().filter(within_any(account.territories_for(Permission.SIGN_GRANT)))


class Notice(models.Model):
    """One message to one account about one passage of one file.

    The words are not kept, the event and its facts are: the message reads in the language of the reader, and a
    corrected sentence corrects itself everywhere. `facts` are those of the day of the passage (amounts in cents).
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    event = models.CharField(max_length=50)
    record = models.ForeignKey(TransitionRecord, on_delete=models.PROTECT, related_name="notices")
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    is_fictitious = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    emailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        indexes = [
            models.Index(fields=["account", "-created_at"], name="notice_by_account"),
            models.Index(
                fields=["released_at"],
                name="notice_to_send",
                condition=Q(emailed_at=None, released_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="notice_once_per_passage",
                fields=["account", "event", "record"],
                violation_error_message=_("Ce message est déjà préparé pour cette personne."),
            ),
            models.CheckConstraint(
                name="notice_leaves_once_released",
                condition=Q(released_at__isnull=False) | Q(emailed_at=None, read_at=None, released_by=None),
                violation_error_message=_("Un message part une fois relu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_type} {self.subject_id}"
