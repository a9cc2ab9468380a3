"""Joining documents to an application, and taking them off."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.applications import rules
from alliances.domain.applications.models import Application, ApplicationState, Attachment, AttachmentKind
from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.files import actions as files
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation

MOST = 20  # documents of one application


def attach(
    *,
    actor: Account,
    application: Application,
    name: str,
    content: bytes,
    kind: AttachmentKind,
    label: str = "",
) -> Attachment:
    """Stores one file and joins it. The same bytes joined twice are joined once.

    Raises Refused with the sentence to show: a file that is not accepted, too many, or a page that is not open.
    """
    require(may_for_organisation(actor, Permission.APPLY, application.organisation), error=NotPermitted)
    # Before the lock: reading a large scan must not keep the page that saves waiting.
    return _join(actor, application, files.examine(name=name, content=content), kind, label)


@transaction.atomic
def _join(
    actor: Account, application: Application, examined: files.Examined, kind: AttachmentKind, label: str
) -> Attachment:
    locked = _locked(actor, application)
    current = locked.attachments.current()
    if current.count() >= MOST:
        raise Refused(_("Une demande porte au plus 20 documents. Réunissez-en plusieurs en un seul PDF."))
    file = files.store(actor=actor, organisation=locked.organisation, examined=examined)
    twin = current.filter(file__sha256=file.sha256).first()
    if twin is not None:
        files.remove(actor=actor, file=file)
        return twin
    made = Attachment.objects.create(application=locked, file=file, kind=kind, label=label)
    _touch(locked)
    return made


@transaction.atomic
def detach(*, actor: Account, attachment: Attachment) -> None:
    """Takes a document off. What was already sent with it stays readable by those who received it."""
    locked = _locked(actor, attachment.application)
    if locked.state == ApplicationState.DRAFT:
        attachment.delete()
        files.remove(actor=actor, file=attachment.file)
    else:
        Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=timezone.now())
    _touch(locked)


def _locked(actor: Account, application: Application) -> Application:
    require(may_for_organisation(actor, Permission.APPLY, application.organisation), error=NotPermitted)
    locked = Application.objects.select_for_update(of=("self",)).with_context().get(pk=application.pk)
    require(rules.may_write(locked, rules.DOCUMENTS))
    return locked


def _touch(application: Application) -> None:
    """Another version: who was about to send what she had read is told that it changed."""
    application.version += 1
    application.saved_at = timezone.now()
    application.save(update_fields=["version", "saved_at"])
