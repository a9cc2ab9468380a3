"""A real start of the product, in the background, for tests that end it in unusual ways."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from alliances.ops import processes


class Started:
    """A launcher in the background; `leave` ends it, however the test went."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.output = var / "output"
        with self.output.open("wb") as output, (var / "progress").open("wb") as progress:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "alliances.ops.cli", "start", "--empty"],
                stdout=output,
                stderr=progress,
                env=os.environ | {"ALLIANCES_WORKERS": "1", "ALLIANCES_PORT": "8700"},
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 120
        while "Ctrl-C" not in self.output.read_text():
            assert self.process.poll() is None, (self.var / "progress").read_text()
            assert time.monotonic() < deadline, (self.var / "progress").read_text()
            time.sleep(0.1)

    def everybody(self) -> list[int]:
        """The launcher, its children and the server with theirs: only what this start made."""
        children = [entry["pid"] for entry in json.loads((self.var / "run" / "children.json").read_text())]
        groups = [
            member.pid for leader in [*children, self.server()] for member in processes.in_group(leader)
        ]
        return [self.process.pid, *groups]

    def server(self) -> int:
        """The first process of PostgreSQL."""
        return int(next(self.var.glob("pg/*/data/postmaster.pid")).read_text().split()[0])

    def child(self, words: str) -> list[int]:
        """The processes of one child, found by words of its command line."""
        entries = json.loads((self.var / "run" / "children.json").read_text())
        found = next(entry["pid"] for entry in entries if words in entry["command"])
        return [member.pid for member in processes.in_group(found)]

    def address(self) -> str:
        """Where the site answers, as the launcher said it."""
        said = re.search(r"http://127\.0\.0\.1:\d+", self.output.read_text())
        assert said
        return said.group()

    def leave(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(60)
