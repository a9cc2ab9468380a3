"""Where the checkout, its local state and its name are."""

import hashlib
import os
from pathlib import Path

from alliances.config import environment

PACKAGE = Path(__file__).resolve().parent.parent


def project_root() -> Path:
    """The checkout that holds `pyproject.toml`; the current directory when installed elsewhere."""
    root = PACKAGE.parent.parent
    return root if (root / "pyproject.toml").is_file() else Path.cwd()


def pin_var_dir() -> None:
    """Fix ALLIANCES_VAR to one absolute path, so that children and settings agree."""
    given = os.environ.get("ALLIANCES_VAR")
    path = Path(given) if given else project_root() / environment.read("ALLIANCES_VAR")
    os.environ["ALLIANCES_VAR"] = str(path.resolve())


def var_dir() -> Path:
    """Directory of the local state, created on first use."""
    pin_var_dir()
    path = Path(os.environ["ALLIANCES_VAR"])
    path.mkdir(parents=True, exist_ok=True)
    return path


def run_dir() -> Path:
    """Locks and the record of the running processes."""
    path = var_dir() / "run"
    path.mkdir(exist_ok=True)
    return path


def log_dir() -> Path:
    path = var_dir() / "log"
    path.mkdir(exist_ok=True)
    return path


def files_dir() -> Path:
    """Where the uploaded files lie; it may not exist yet. The settings say the same."""
    given = environment.read("ALLIANCES_FILES")
    return Path(given).resolve() if given else var_dir() / "files"


def short_name(path: Path) -> str:
    """Ten hexadecimal digits that stand for a path: socket paths may not exceed about 100 bytes."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:10]
