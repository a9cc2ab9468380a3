"""Storing a file, reading it, and letting it go."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import Refused, require
from alliances.domain.files import contents, rules, scanner, storage
from alliances.domain.files.models import FileState, StoredFile
from alliances.domain.files.tasks import scan
from alliances.domain.people.models import Account, Organisation
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation


@dataclass(frozen=True)
class Examined:
    """A file whose bytes were read and cleaned, ready to keep."""

    name: str
    content: bytes
    media_type: str


def examine(*, name: str, content: bytes) -> Examined:
    """Checks and cleans one file. It can take seconds: call it before any lock is held.

    Raises Refused with the sentence to show: too large, empty, a type that is not accepted, or hidden code.
    """
    require(rules.fits(len(content)))
    shown = rules.safe_name(name)
    found = contents.inspect(rules.extension_of(shown), content)
    return Examined(shown, found.content, found.media_type)


@transaction.atomic
def store(*, actor: Account, organisation: Organisation, examined: Examined) -> StoredFile:
    """Keeps one file. The scan, when there is a scanner, follows once this is committed. Raises Refused over quota."""
    require(may_for_organisation(actor, Permission.APPLY, organisation))
    # One upload at a time counts the quota.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    require(rules.may_store(organisation, len(examined.content)))
    return _kept(actor, organisation, examined)


@transaction.atomic
def store_paper(*, actor: Account, organisation: Organisation, examined: Examined) -> StoredFile:
    """Keeps a paper that the organisation signed and that somebody else records. Who may is the caller's rule.

    A full shelf of the organisation does not keep its signature out: only the size of the file is bounded.
    """
    return _kept(actor, organisation, examined)


def _kept(actor: Account, organisation: Organisation, examined: Examined) -> StoredFile:
    _hold(storage.digest_of(examined.content))
    file = StoredFile.objects.create(
        organisation=organisation,
        name=examined.name,
        sha256=storage.write(examined.content),
        size_bytes=len(examined.content),
        media_type=examined.media_type,
        state=FileState.UNSCANNED if not scanner.configured() else FileState.CHECKING,
        uploaded_by=actor,
    )
    if scanner.configured():
        scan.defer(file_id=file.pk)
    return file


@transaction.atomic
def remove(*, actor: Account, file: StoredFile) -> None:
    """Lets a file go; its bytes leave the disk once nobody else's row needs them.

    Raises django's ProtectedError when something still holds it: take it off there first.
    """
    require(may_for_organisation(actor, Permission.APPLY, file.organisation))
    sha256 = file.sha256
    file.delete()
    transaction.on_commit(lambda: _discard_if_unused(sha256))


@transaction.atomic
def _discard_if_unused(sha256: str) -> None:
    _hold(sha256)
    if not StoredFile.objects.filter(sha256=sha256).exists():
        storage.discard(sha256)


def _hold(sha256: str) -> None:
    """Whoever writes or discards the same bytes waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('stored-file'), hashtext(%s))", [sha256])


def content_of(file: StoredFile) -> bytes:
    """The bytes, for whoever may read them. Raises Refused while the scan has not cleared them."""
    if not file.is_readable:
        raise Refused(_("Ce fichier n’est pas encore analysé. Revenez dans quelques minutes."))
    return storage.read(file.sha256)
