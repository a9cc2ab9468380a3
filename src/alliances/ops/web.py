"""The web server: its command, its port, and whether it answers."""

import http.client
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alliances.config import environment
from alliances.ops.errors import Refusal

PATIENCE = 90  # seconds
NEXT_PORTS = 20


@contextmanager
def reserved_port(asked: int | None) -> Iterator[int]:
    """The asked port, which must be free; without one, the first free port from the default on.

    It stays ours from here to the end of the block: the server binds it much later and shares it with whoever bound
    it the same way meanwhile, so that two starts at one moment would answer each other's visitors.
    """
    first = asked if asked is not None else int(environment.read("ALLIANCES_PORT"))
    last = first if asked is not None else first + NEXT_PORTS - 1
    for port in range(first, last + 1):
        if guard := _guard(port):
            with guard:
                yield port
            return
    if asked is not None:
        raise Refusal(
            f"Le port {asked} est déjà pris : choisissez-en un autre avec --port.\n"
            f"Port {asked} is already in use: choose another with --port."
        )
    raise Refusal(
        f"Aucun port libre de {first} à {last} : choisissez-en un avec --port.\n"
        f"No free port from {first} to {last}: choose one with --port."
    )


def _guard(port: int) -> socket.socket | None:
    """A socket that holds the port without listening, so that no visitor reaches it; None when the port is taken.

    Bound with the options of a first comer, it then takes those that let only our own server bind beside it.
    """
    guard = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        guard.bind((environment.read("ALLIANCES_BIND"), port))
    except OSError:
        guard.close()
        return None
    guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return guard


def command(port: int, workers: int | None = None) -> list[str]:
    """The granian command line: WSGI, a few threads per process."""
    return [
        sys.executable, "-m", "granian",
        "--interface", "wsgi",
        "--host", environment.read("ALLIANCES_BIND"),
        "--port", str(port),
        "--workers", str(workers or environment.read("ALLIANCES_WORKERS")),
        "--blocking-threads", "4",
        "--no-ws",
        "--workers-kill-timeout", "5",
        "--respawn-failed-workers",  # one that dies takes its visitors with it, not the site
        "--log-level", "warning",
        "alliances.config.wsgi:application",
    ]  # fmt: skip


def wait_until_it_answers(port: int, alive: Callable[[], bool]) -> int | None:
    """HTTP status of the home page once the server answers; None when it does not or `alive` ceases."""
    host = environment.read("ALLIANCES_BIND")
    host = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - read, not bound
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and alive():
        connection = http.client.HTTPConnection(host, port, timeout=30)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    return None
