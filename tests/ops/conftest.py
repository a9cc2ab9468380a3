"""Helpers for tests of the launcher."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alliances.ops import testing

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
