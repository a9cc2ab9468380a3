"""Stored files: whose they are, what they really are, and whether they may be read yet."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.files.scanner import READS_UNSCANNED
from alliances.domain.people.models import Account, Organisation
from alliances.domain.people.roles import Permission


class FileState(models.TextChoices):
    """UNSCANNED: this installation has no virus scanner, and its operator chose to let files be read."""

    CHECKING = "checking", _("Analyse antivirus en cours")
    CLEAN = "clean", _("Analysé, rien trouvé")
    UNSCANNED = "unscanned", _("Sans analyse antivirus")
    REFUSED = "refused", _("Refusé par l’analyse")


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, account: Account) -> "StoredFileQuerySet":
        """The files of one's organisations. Who else reads one is said by the thing it is attached to."""
        return self.filter(organisation__in=account.organisations_for(Permission.APPLY))

    def readable(self) -> "StoredFileQuerySet":
        """Those whose bytes may leave: never before the scan, never without one unless the operator chose so."""
        return self.filter(state__in=_readable_states())

    def note_scan(self, file_id: int, *, infected: bool) -> None:
        """What the scanner said. Only a file that waits changes: a late answer alters nothing."""
        state = FileState.REFUSED if infected else FileState.CLEAN
        self.filter(pk=file_id, state__in=[FileState.CHECKING, FileState.UNSCANNED]).update(state=state)


def _readable_states() -> list[FileState]:
    if settings.FILE_SCANNER == READS_UNSCANNED:
        return [FileState.CLEAN, FileState.UNSCANNED]
    return [FileState.CLEAN]


@pghistory.track()
class StoredFile(models.Model):
    """One file of one organisation. Its bytes stand on the disk under `sha256`, and never change.

    `name` is what people read, made safe; `media_type` was recognised from the bytes, not from the name.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=150, verbose_name=_("nom du fichier"))
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.CHECKING)
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("fichier")
        indexes = [models.Index(fields=["sha256"], name="file_by_digest")]
        constraints = [
            models.CheckConstraint(
                name="file_digest_is_sha256",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("L’empreinte du fichier n’est pas valable."),
            ),
            models.CheckConstraint(
                name="file_not_empty",
                condition=Q(size_bytes__gt=0),
                violation_error_message=_("Ce fichier est vide. Choisissez-en un autre."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_readable(self) -> bool:
        return self.state in _readable_states()
