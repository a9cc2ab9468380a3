"""The operating system account PostgreSQL runs under.

PostgreSQL refuses to run as root. When we are root we lend it an account that already exists: none is
created, and no permission of a parent directory is ever changed.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from alliances.ops.errors import Refusal

PREFERRED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """`uid` is None for "as ourselves"."""

    uid: int | None = None
    gid: int | None = None

    def options(self) -> dict[str, Any]:
        """Keyword arguments for `subprocess` that drop to this account."""
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if self.uid is None:
            return {"cwd": "/", "env": environment}
        return {"cwd": "/", "env": environment, "user": self.uid, "group": self.gid, "extra_groups": []}

    def run(
        self, command: Sequence[str | Path], output: IO[bytes] | None = None, **more: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end, output captured or sent to a file; never raises on a failing status."""
        try:
            return subprocess.run(
                [str(part) for part in command],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output or subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                **self.options(),
                **more,
            )
        except OSError as error:  # not there, or under a directory the account cannot traverse
            return subprocess.CompletedProcess([str(part) for part in command], 126, str(error))

    def can_enter(self, directory: Path) -> bool:
        """True when this account can traverse every parent of the directory."""
        return self.run(["/bin/sh", "-c", 'cd "$1"', "sh", directory]).returncode == 0

    def give(self, path: Path) -> None:
        """Make this account the owner of one file or directory, not of what is around it."""
        if self.uid is not None:
            os.chown(path, self.uid, self.gid or -1)


def current() -> Account:
    """The account to run PostgreSQL under: ourselves, unless we are root."""
    if os.geteuid() != 0:
        return Account()
    for name in PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid)
    raise Refusal(
        "PostgreSQL ne peut pas fonctionner en tant que root, et ni « postgres » ni « nobody » n’existe ici. "
        "Lancez ./run avec un compte ordinaire.\n"
        "PostgreSQL cannot run as root, and neither “postgres” nor “nobody” exists here. "
        "Start ./run from an ordinary account."
    )
