"""What one verification looked at, and what it found wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Checked:
    """`what` names the things, in the plural; `findings` are sentences that say where to look."""

    what: str
    count: int
    findings: tuple[str, ...] = ()
