"""Handing out a stored file: always as a download, under the type that was recognised, never shown in the page."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from alliances.domain.common.verdict import Refused
from alliances.domain.files.actions import content_of
from alliances.domain.files.models import StoredFile


def download(file: StoredFile) -> HttpResponse:
    """The caller has asked who may read it. A file that is not cleared by the scan is not found."""
    try:
        content = content_of(file)
    except (Refused, FileNotFoundError) as missing:
        raise Http404 from missing
    return HttpResponse(
        content,
        content_type=file.media_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
            "Cache-Control": "private, no-store",
        },
    )
