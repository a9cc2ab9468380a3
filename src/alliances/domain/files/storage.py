"""Where the bytes lie: `<ALLIANCES_FILES>/<two digits>/<sha-256>`, written once, never changed.

The name is the content's digest, so a backup may copy the directory while people work, and a copy proves itself.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(sha256: str) -> Path:
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def write(content: bytes) -> str:
    """Puts the bytes on the disk, flushed, under their digest, which it returns. Twice is like once."""
    sha256 = digest_of(content)
    target = path_of(sha256)
    if target.exists():
        return sha256
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=target.parent, prefix=".unfinished-")
    try:
        with os.fdopen(descriptor, "wb") as output:
            output.write(content)
            output.flush()
            os.fsync(output.fileno())
        os.replace(unfinished, target)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise
    return sha256


def read(sha256: str) -> bytes:
    """The bytes, proved by their name. Raises FileNotFoundError, or ValueError when the disk altered them."""
    content = path_of(sha256).read_bytes()
    if digest_of(content) != sha256:
        raise ValueError(f"altered on the disk: {sha256}")
    return content


def discard(sha256: str) -> None:
    path_of(sha256).unlink(missing_ok=True)
