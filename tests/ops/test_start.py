"""Starting, refusing to start twice, being killed, starting again."""

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests.ops.conftest import Answer
from tests.ops.launcher import Started

from alliances.ops import locks, processes, supervisor, web
from alliances.ops.errors import Refusal


def test_a_second_start_is_told_where_the_first_answers(var: Path, alliances: Callable[..., Answer]) -> None:
    (var / "run").mkdir()
    lock = locks.FileLock(var / "run" / "start.lock")
    assert lock.try_exclusive()
    lock.write("http://127.0.0.1:8042/")
    answer = alliances("start")
    lock.release()
    assert answer.returncode == 1
    assert "déjà" in answer.stderr
    assert "http://127.0.0.1:8042/" in answer.stderr
    assert answer.stdout == ""


def test_a_port_in_use_is_refused_when_asked_for(alliances: Callable[..., Answer]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = alliances("start", "--port", str(port))
    assert answer.returncode == 1
    assert f"{port}" in answer.stderr


def test_two_starts_at_one_moment_never_share_a_port() -> None:
    with web.reserved_port(None) as first, web.reserved_port(None) as second:
        assert first != second
        with pytest.raises(Refusal, match=str(first)), web.reserved_port(first):
            pytest.fail("the port was given twice")


def test_a_reserved_port_lets_our_server_listen_and_sends_no_visitor_elsewhere() -> None:
    with web.reserved_port(None) as port, socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        for _visit in range(20):
            with socket.create_connection(("127.0.0.1", port), 2):
                server.accept()[0].close()


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(["/bin/sleep", "60"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def _record(var: Path, found: processes.Process, **changed: str) -> None:
    (var / "run").mkdir()
    entry = {"pid": found.pid, "started": found.started, "command": found.command} | changed
    (var / "run" / "children.json").write_text(json.dumps([entry]))


def test_leftovers_of_ours_are_stopped(var: Path, sleeper: "subprocess.Popen[bytes]") -> None:
    found = processes.look(sleeper.pid)
    assert found is not None
    _record(var, found)
    assert supervisor.stop_leftovers() == 1
    assert sleeper.wait(5) == -signal.SIGTERM


@pytest.mark.parametrize("changed", [{"started": "1"}, {"command": "/bin/sleep 61"}])
def test_a_process_that_only_has_the_number_is_left_alone(
    var: Path, sleeper: "subprocess.Popen[bytes]", changed: dict[str, str]
) -> None:
    found = processes.look(sleeper.pid)
    assert found is not None
    _record(var, found, **changed)
    assert supervisor.stop_leftovers() == 0
    assert sleeper.poll() is None


@pytest.mark.database
def test_killed_outright_it_starts_again_and_has_lost_nothing(
    var: Path, alliances: Callable[..., Answer]
) -> None:
    first = Started(var)
    try:
        first.wait_until_ready()
        assert re.search(r"http://127\.0\.0\.1:\d+/en/", first.output.read_text())
        address = alliances("database", "--owner").stdout.strip()
        with psycopg.connect(address) as owner:
            owner.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000)")
        for pid in first.everybody():
            os.kill(pid, signal.SIGKILL)
    finally:
        first.leave()
    second = Started(var)
    try:
        second.wait_until_ready()
        with psycopg.connect(address) as owner:
            assert owner.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
        os.kill(second.child("granian")[-1], signal.SIGKILL)  # one worker, as when memory is short
        assert web.wait_until_it_answers(int(second.address().rpartition(":")[2]), lambda: True) == 200
        everybody = second.everybody()
        assert alliances("start").returncode == 1
    finally:
        status = second.leave()
    assert status == 0
    assert [pid for pid in everybody if processes.look(pid)] == []
