"""One data directory and the server that works on it."""

import contextlib
import os
import shlex
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from alliances.ops import processes
from alliances.ops.errors import Refusal
from alliances.ops.postgres.account import Account
from alliances.ops.postgres.binaries import Programs

ADMIN, OWNER, APP = "postgres", "alliances_owner", "alliances_app"
START_LIMIT = 60  # seconds: after a kill -9, recovery replays the journal first
LOG_LIMIT = 5 * 1024 * 1024  # bytes
SETTINGS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "log_min_messages": "warning",
}
FASTER_BUT_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "4GB",
}


@dataclass(frozen=True)
class Cluster:
    """`base` holds `data/`, the log and the locks. A cluster that is not durable is for tests."""

    base: Path
    socket: Path
    programs: Programs
    account: Account
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    def url(self, role: str, database: str) -> str:
        """Address over the local socket; no password: the socket's directory is closed to other accounts."""
        return f"postgres://{role}@{quote(str(self.socket), safe='')}/{database}"

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the superuser, in autocommit. The caller closes it."""
        return psycopg.connect(self.url(ADMIN, database), autocommit=True, connect_timeout=5)

    def create(self) -> None:
        """Make the data directory when there is none, aside and then in one step: never half-made."""
        if (self.data / "PG_VERSION").is_file():
            return
        self.base.mkdir(parents=True, exist_ok=True)
        draft = self.base / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.account.give(draft)
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", f"--username={ADMIN}"]
        if not self.durable:
            options.append("--no-sync")
        answer = self.account.run([self.programs.path("initdb"), "-D", draft, *options])
        if answer.returncode:
            raise Refusal(f"initdb : {answer.stdout.strip()}")
        draft.rename(self.data)

    def process(self) -> processes.Process | None:
        """The running server, when the number in `postmaster.pid` really is one on this directory."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        found = processes.look(pid)
        return found if found and str(self.data) in found.command else None

    def start(self) -> None:
        """Start the server and wait until it answers. Does nothing when it already runs."""
        if self.process():
            self._wait()
            return
        # After a kill -9 or a reboot these name a process that is gone, a zombie, or somebody else's: PostgreSQL
        # only asks whether the number is in use, and would refuse to start. The directories are ours alone.
        for stale in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)
        self._prepare_socket()
        deadline = time.monotonic() + START_LIMIT
        while not self._spawn():
            tail = self.last_words()
            # Backends of a killed server take a moment to notice and go.
            if "shared memory" not in tail or time.monotonic() > deadline:
                raise Refusal(f"PostgreSQL ne démarre pas · PostgreSQL does not start ({self.log}):\n{tail}")
            time.sleep(0.3)

    def _spawn(self) -> bool:
        """Start through pg_ctl, in its own session: Ctrl-C is for the launcher, which stops this last."""
        settings = SETTINGS | {"unix_socket_directories": str(self.socket)}
        if not self.durable:
            settings |= FASTER_BUT_FORGETFUL
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        options = shlex.join(f"--{name}={value}" for name, value in settings.items())
        command: list[str | Path] = [
            self.programs.path("pg_ctl"),
            "-D",
            self.data,
            "-w",
            "-t",
            str(START_LIMIT),
            "-o",
            options,
            "start",
        ]
        with self.log.open(
            "ab"
        ) as log:  # never a pipe: the server would keep it open and we would wait for ever
            return self.account.run(command, output=log, start_new_session=True).returncode == 0

    def _wait(self) -> None:
        """Wait for a server that somebody else has just started."""
        deadline = time.monotonic() + START_LIMIT
        while True:
            try:
                self.admin().close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise Refusal(
                        f"PostgreSQL ne répond pas · PostgreSQL does not answer ({self.log}):\n{error}"
                    ) from error
                time.sleep(0.05)
            else:
                return

    def _prepare_socket(self) -> None:
        with contextlib.suppress(FileExistsError):
            self.socket.mkdir(mode=0o700)
            self.account.give(self.socket)
        state = self.socket.lstat()
        expected = os.geteuid() if self.account.uid is None else self.account.uid
        if self.socket.is_symlink() or state.st_uid != expected or state.st_mode & 0o077:
            raise Refusal(
                f"« {self.socket} » appartient à quelqu’un d’autre : retirez-le, puis recommencez.\n"
                f"“{self.socket}” belongs to somebody else: remove it and try again."
            )

    def stop(self) -> None:
        """Fast shutdown (SIGINT): sessions are cut, everything committed is written."""
        running = self.process()
        if running is None:
            return
        for number, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(running.pid, number)
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                now = processes.look(running.pid)
                if now is None or now.started != running.started:
                    with contextlib.suppress(OSError):
                        self.socket.rmdir()
                    return
                time.sleep(0.02)

    def last_words(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-6:])
        except OSError:
            return ""
