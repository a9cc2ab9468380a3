"""The scan of a file, in the job worker. Tried again while the scanner does not answer, then now and then."""

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from alliances.domain.files import scanner, storage
from alliances.domain.files.models import FileState, StoredFile

logger = logging.getLogger(__name__)
AGAIN = RetryStrategy(max_attempts=60, wait=60, retry_exceptions=[scanner.ScannerUnavailable])
WAITING = (FileState.CHECKING, FileState.UNSCANNED)
AT_ONCE = 50


@app.task(name="files.scan", retry=AGAIN)
def scan(file_id: int) -> None:
    """Nothing to do for a file that was removed or already judged."""
    file = StoredFile.objects.filter(pk=file_id, state__in=WAITING).first()
    if file is not None:
        StoredFile.objects.note_scan(file.pk, infected=scanner.is_infected(storage.read(file.sha256)))


@app.periodic(cron="*/15 * * * *")
@app.task(name="files.scan_waiting", retry=AGAIN)
def scan_waiting(timestamp: int) -> None:
    """Files left unscanned: received before there was a scanner, or while it was down for long.

    One file that cannot be read or judged does not hold back the others. A scanner that judges none is down.
    """
    if not scanner.configured():
        return
    before = timezone.now() - timedelta(minutes=15)
    waiting = StoredFile.objects.filter(state__in=WAITING, uploaded_at__lt=before).order_by("pk")
    failures: list[Exception] = []
    files = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    for file_id in files:
        try:
            scan(file_id)
        except (OSError, scanner.ScannerUnavailable) as error:  # lost bytes are named by `./run verify`
            logger.warning("file %s left unscanned: %s", file_id, error)
            failures.append(error)
    unjudged = [error for error in failures if isinstance(error, scanner.ScannerUnavailable)]
    if unjudged and len(failures) == len(files):
        raise unjudged[0]
