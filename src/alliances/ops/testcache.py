"""A migrated test cluster, kept between test runs: nothing to migrate while migrations and models are the same.

The copy is taken when the server has stopped. Its name is a digest of all it was made from; a fresh clone has none.
"""

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

from alliances.ops import paths, stamps
from alliances.ops.postgres.cluster import Cluster

MARKER = "template_schema.done"
KEPT = 3  # one per server version tried lately


def _home() -> Path:
    return paths.project_root() / "var" / "test-cache"


@cache
def _schema() -> str:
    """The digest of migrations and models as this run read them: they may be edited before it ends."""
    return str(stamps.fingerprints()[stamps.SCHEMA])


def _directory(cluster: Cluster) -> Path:
    made_from = f"{cluster.programs.directory} {_schema()}"
    return _home() / f"{cluster.programs.major}-{hashlib.sha256(made_from.encode()).hexdigest()[:16]}"


def restore(cluster: Cluster) -> bool:
    """Put a kept cluster in place; True when there was one."""
    kept = _directory(cluster)
    if not (kept / "data").is_dir():
        return False
    shutil.copytree(kept / "data", cluster.data, symlinks=True)
    for directory, _, files in os.walk(cluster.data):
        for name in (".", *files):
            cluster.account.give(Path(directory, name))
    shutil.copy(kept / MARKER, cluster.base)
    os.utime(kept)
    return True


def keep(cluster: Cluster) -> None:
    """Keep a stopped cluster for next time, unless this one is known already."""
    target = _directory(cluster)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(cluster.data, draft / "data", symlinks=True)
    (draft / MARKER).touch()
    try:
        draft.rename(target)
    except OSError:  # another run was quicker
        shutil.rmtree(draft)
    for old in sorted(_home().iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
