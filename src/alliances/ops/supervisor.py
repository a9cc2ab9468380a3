"""The long-running children: started and stopped together, found again after a `kill -9` of their parent."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from alliances.ops import paths, processes

LOG_LIMIT = 5 * 1024 * 1024  # bytes
PATIENCE = 10  # seconds between asking to stop and forcing


@dataclass(frozen=True)
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


def _record() -> Path:
    return paths.run_dir() / "children.json"


def stop_leftovers() -> int:
    """Stop the children of a launcher that was killed; number of groups stopped.

    Only what we recorded, and only if it still is the same process: same number, start time and command line.
    When the leader is gone, members of its session are ours if they run this very environment's Python.
    """
    try:
        recorded = [processes.Process(**entry) for entry in json.loads(_record().read_text())]
    except (OSError, ValueError, TypeError):
        return 0
    groups = [entry.pid for entry in recorded if _still_ours(entry)]
    for group in groups:
        _signal_group(group, signal.SIGTERM)
    _wait_gone(groups)
    _record().unlink(missing_ok=True)
    return len(groups)


def _still_ours(recorded: processes.Process) -> bool:
    leader = processes.look(recorded.pid)
    if leader is not None:
        return leader == recorded
    members = processes.in_group(recorded.pid)
    return bool(members) and all(
        sys.executable in member.command and _session(member.pid) == recorded.pid for member in members
    )


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return -1


class Family:
    """Children started one by one, each in a session of its own with its log in `var/log`."""

    def __init__(self, env: dict[str, str]) -> None:
        self.members: list[Child] = []
        self._env = env

    def start(self, name: str, command: Sequence[str]) -> Child:
        self.members.append(_start(name, command, self._env))
        entries = [processes.look(child.process.pid) for child in self.members]
        _record().write_text(json.dumps([asdict(entry) for entry in entries if entry]))
        return self.members[-1]

    def first_to_end(self) -> Child | None:
        """A child that has ended, if any."""
        return next((child for child in self.members if child.process.poll() is not None), None)

    def all_alive(self) -> bool:
        return self.first_to_end() is None


@contextmanager
def family(env: dict[str, str]) -> Iterator[Family]:
    """Children that all stop at the end of the block, whatever ends it."""
    together = Family(env)
    try:
        yield together
    finally:
        _stop(together.members)


def _start(name: str, command: Sequence[str], env: dict[str, str]) -> Child:
    log = paths.log_dir() / f"{name}.log"
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env, start_new_session=True
        )
    return Child(name, process, log)


def _stop(started: Sequence[Child]) -> None:
    for child in reversed(started):
        _signal_group(child.process.pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for child in started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.1, deadline - time.monotonic()))
    _wait_gone([child.process.pid for child in started], deadline)
    for child in started:
        child.process.wait()
    _record().unlink(missing_ok=True)


def _wait_gone(groups: Sequence[int], deadline: float | None = None) -> None:
    """Wait until no member is left, then force."""
    deadline = deadline or time.monotonic() + PATIENCE
    left = list(groups)
    while left and time.monotonic() < deadline:
        left = [group for group in left if processes.in_group(group)]
        if left:
            time.sleep(0.05)
    for group in left:
        _signal_group(group, signal.SIGKILL)


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
