"""The documents joined to an application."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models.application import Application
from alliances.domain.files.models import StoredFile
from alliances.domain.people.models import Account


class AttachmentKind(models.TextChoices):
    LETTERS_PATENT = "letters_patent", _("Lettres patentes")
    RESOLUTION = "resolution", _("Résolution du conseil d’administration")
    FINANCIAL_STATEMENTS = "financial_statements", _("États financiers")
    SUPPORT_LETTER = "support_letter", _("Lettre d’appui")
    OTHER = "other", _("Autre document")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, account: Account) -> "AttachmentQuerySet":
        """With the application it belongs to; a committee member also declares her interests first (`review`)."""
        return self.filter(application__in=Application.objects.visible_to(account))

    def current(self) -> "AttachmentQuerySet":
        return self.filter(removed_at=None)

    def with_file(self) -> "AttachmentQuerySet":
        return self.select_related("file").order_by("pk")


@pghistory.track()
class Attachment(models.Model):
    """One document of one application.

    Taken off a draft, it is gone. Taken off a reopened file it stays, dated: what was sent is still read.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=30, choices=AttachmentKind.choices, verbose_name=_("sorte"))
    label = models.CharField(max_length=200, blank=True, verbose_name=_("précision"))
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document joint")
        ordering = ("application", "pk")
        constraints = [
            models.UniqueConstraint(
                name="attachment_file_once",
                fields=["application", "file"],
                condition=Q(removed_at=None),
                violation_error_message=_("Ce fichier est déjà joint à la demande."),
            ),
        ]

    def __str__(self) -> str:
        return self.file.name
