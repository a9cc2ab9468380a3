"""The web server: its command, its port, and whether it answers."""

import http.client
import socket
import sys
import time
from collections.abc import Callable

from alliances.config import environment
from alliances.ops.errors import Refusal

PATIENCE = 90  # seconds
NEXT_PORTS = 20


def choose_port(asked: int | None) -> int:
    """The asked port, which must be free; without one, the first free port from the default on."""
    if asked is not None:
        if not is_free(asked):
            raise Refusal(
                f"Le port {asked} est déjà pris : choisissez-en un autre avec --port.\n"
                f"Port {asked} is already in use: choose another with --port."
            )
        return asked
    first = int(environment.read("ALLIANCES_PORT"))
    for port in range(first, first + NEXT_PORTS):
        if is_free(port):
            return port
    raise Refusal(
        f"Aucun port libre de {first} à {first + NEXT_PORTS - 1} : choisissez-en un avec --port.\n"
        f"No free port from {first} to {first + NEXT_PORTS - 1}: choose one with --port."
    )


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.read("ALLIANCES_BIND"), port))
        except OSError:
            return False
    return True


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
