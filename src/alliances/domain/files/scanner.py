"""The virus scanner: ClamAV's daemon, spoken to over its socket. A scanner that fails lets nothing through."""

import socket
import struct
from typing import Any

from django.conf import settings
from django.core import checks

READS_UNSCANNED = "none"
CHUNK = 64 * 1024
SECONDS = 60.0


class ScannerUnavailable(Exception):
    """No answer, or not one of the two expected: the file stays unread and the scan is tried again."""


def configured() -> bool:
    return settings.FILE_SCANNER not in {"", READS_UNSCANNED}


def is_infected(content: bytes) -> bool:
    """Asks the daemon (INSTREAM). Raises ScannerUnavailable when it does not answer plainly."""
    try:
        answer = _ask(content)
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error
    if answer.endswith("FOUND"):
        return True
    if answer.endswith("OK"):
        return False
    raise ScannerUnavailable(answer)


def _ask(content: bytes) -> str:
    with _connect() as link:
        link.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            link.sendall(struct.pack("!I", len(piece)) + piece)
        link.sendall(struct.pack("!I", 0))
        answer = b""
        while piece := link.recv(4096):
            answer += piece
    return answer.decode("utf-8", "replace").strip("\0\n ")


def _connect() -> socket.socket:
    address = settings.FILE_SCANNER
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.settimeout(SECONDS)
    try:
        link.connect(address)
    except OSError:
        link.close()
        raise
    return link


def warn_without_scanner(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """What `./run check` says to the operator while files wait for a scanner that nobody named."""
    if settings.FILE_SCANNER:
        return []
    return [
        checks.Warning(
            "No virus scanner: uploaded files wait, and nobody can read them.",
            hint="Set ALLIANCES_SCANNER to clamd's socket, or to `none` to let files be read without a scan.",
            id="files.W001",
        )
    ]


def say_unscanned(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """What `./run check --deploy` says of an installation that chose to do without a scan."""
    if settings.FILE_SCANNER != READS_UNSCANNED:
        return []
    return [
        checks.Info(
            "No virus scanner: uploaded files are readable and marked « non analysé ».",
            hint="Set ALLIANCES_SCANNER to clamd's socket.",
            id="files.I001",
        )
    ]
