"""File locks. The kernel frees them when a process dies, `kill -9` included: nothing stale is ever left."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """An advisory lock on one file; the file itself stays."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def exclusive(self) -> None:
        """Wait until nobody else holds it."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def shared(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        """True when nobody else holds it; then we do."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def write(self, text: str) -> None:
        """Replace the content, which others may read with or without the lock."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def release(self) -> None:
        os.close(self._descriptor)


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """One process at a time; the others wait."""
    lock = FileLock(path)
    try:
        lock.exclusive()
        yield
    finally:
        lock.release()
