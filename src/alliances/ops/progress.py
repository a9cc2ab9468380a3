"""Progress on standard error, with the time since the beginning. Standard output is for answers."""

import sys
import time


class Progress:
    def __init__(self) -> None:
        self._start = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._start

    def step(self, text: str) -> None:
        """One line: `  1,2 s  Base de données…`."""
        seconds = f"{self.elapsed:5.1f}".replace(".", ",")
        print(f"{seconds} s  {text}", file=sys.stderr, flush=True)

    def detail(self, text: str) -> None:
        """A line under a step, without its own clock."""
        print(f"{'':9}{text}", file=sys.stderr, flush=True)
