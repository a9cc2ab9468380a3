"""What the operating system says of a process: enough to never signal somebody else's."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc/self/stat").exists()


@dataclass(frozen=True)
class Process:
    """`started` is opaque: equal for the same process, different once its number was given to another."""

    pid: int
    started: str
    command: str


def look(pid: int) -> Process | None:
    """The process of that number, or None when there is none (a zombie counts as none)."""
    try:
        return _from_proc(pid) if _PROC else _from_ps(pid)
    except (OSError, ValueError):
        return None


def _from_proc(pid: int) -> Process | None:
    stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    fields = stat[stat.rindex(")") + 2 :].split()  # the name may hold spaces and brackets
    if fields[0] in "ZX":
        return None
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    return Process(pid, fields[19], command)


def _from_ps(pid: int) -> Process | None:
    answer = subprocess.run(
        ["ps", "-o", "lstart=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return Process(pid, answer[:24], answer[24:].strip()) if answer else None


def in_group(group: int) -> list[Process]:
    """Living members of a process group (Linux); elsewhere its leader only."""
    if not _PROC:
        leader = look(group)
        return [leader] if leader else []
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                same = os.getpgid(int(entry)) == group
            except OSError:
                continue
            if same and (process := look(int(entry))):
                found.append(process)
    return found
