"""Helpers for tests of the launcher."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alliances.ops import allocate, testing

Answer = subprocess.CompletedProcess[str]


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state directory of its own, where the account PostgreSQL runs under may pass."""
    directory = Path(tempfile.mkdtemp(dir=os.environ[testing.DIRECTORY]))
    directory.chmod(0o755)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "ALLIANCES_DATABASE_ROLE"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("ALLIANCES_VAR", str(directory))
    monkeypatch.setenv("ALLIANCES_ENV", "development")
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def alliances(var: Path) -> Callable[..., Answer]:
    """`alliances("configuration")` runs the command line to its end, in its own state directory."""

    def run(*words: str, **environment: str) -> Answer:
        return subprocess.run(
            [sys.executable, "-m", "alliances.ops.cli", *words],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Writes a problem, runs `./run allocate` on it; gives back its status, standard output and standard error."""

    def run(content: object, *options: str, name: str = "problem.json") -> tuple[int, str, str]:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        status = allocate.main([str(path), *options])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run
