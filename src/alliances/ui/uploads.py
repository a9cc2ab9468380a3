"""Uploads stop at a size: the rest of a file too large is thrown away while it arrives, the page goes on without it."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

LARGEST_FILE = 10 * 1024 * 1024  # bytes; the rules of domain/files say the same
LARGEST_REQUEST = 60 * 1024 * 1024  # bytes of all the files sent at once
_KEY = "alliances.files_too_large"


class BoundedUploadHandler(FileUploadHandler):
    """First of the handlers: what it lets through, the next ones keep."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.of_file = self.of_request = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.of_file = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.of_file += len(raw_data)
        self.of_request += len(raw_data)
        if self.of_file > LARGEST_FILE or self.of_request > LARGEST_REQUEST:
            if self.request is not None:
                self.request.META.setdefault(_KEY, []).append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers keep the file."""


def too_large(request: HttpRequest) -> list[str]:
    """Names of the files of this request that were too large to be received. Read `request.FILES` first."""
    return list(request.META.get(_KEY, []))
