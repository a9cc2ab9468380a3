"""A production start on the operator's own server, behind a proxy that ends HTTPS."""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ops.conftest import Answer

from alliances.ops import stamps, testing, web
from alliances.ops.postgres.cluster import APP, OWNER

SETTINGS = {
    "ALLIANCES_ENV": "production",
    "ALLIANCES_SECRET_KEY": "k" * 60,
    "ALLIANCES_HOSTS": "alliances.exemple",
    "ALLIANCES_SCANNER": "none",
}


def test_only_migrations_ask_for_the_address_of_the_owner(alliances: Callable[..., Answer]) -> None:
    address = "postgres://alliances_app@127.0.0.1:1/alliances"
    answer = alliances("check", **SETTINGS, DATABASE_URL=address)
    assert answer.returncode == 0, answer.stderr
    answer = alliances("check", **SETTINGS, DATABASE_URL=address, ALLIANCES_DATABASE_ROLE="owner")
    assert answer.returncode == 1
    assert "DATABASE_OWNER_URL" in answer.stderr


def _status(port: int, **headers: str) -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(line):
        line.request("GET", "/", headers={"Host": "alliances.exemple", **headers})
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")


@pytest.mark.database
def test_an_up_to_date_database_is_served_without_the_owner(var: Path, django_db_setup: None) -> None:
    running, name = testing.cluster(), testing.database_name()
    for stamp in (stamps.SCHEMA, stamps.REFERENCE):
        stamps.store(running.url(OWNER, name), stamp, stamps.fingerprints()[stamp])
    with web.reserved_port(None) as port:
        pass
    with (var / "output").open("w+") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "alliances.ops.cli", "start", "--port", str(port)],
            env=os.environ | SETTINGS | {"DATABASE_URL": running.url(APP, name), "ALLIANCES_WORKERS": "1"},
            stdout=output,
            stderr=output,
        )
        try:
            deadline = time.monotonic() + 120
            while "Ctrl-C" not in (said := (var / "output").read_text()):
                assert process.poll() is None, said
                assert time.monotonic() < deadline, said
                time.sleep(0.1)
            assert _status(port) == (301, "https://alliances.exemple/")
            assert _status(port, **{"X-Forwarded-Proto": "https"}) == (200, "")
            assert _status(port, Host="ailleurs.exemple")[0] == 400
            assert "demo.exemple" not in said
        finally:
            process.terminate()
            assert process.wait(60) == 0
