"""The two ways to have a database: the one of this installation, and a throw-away one for tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alliances.config import environment
from alliances.ops import locks, paths
from alliances.ops.errors import Refusal
from alliances.ops.postgres import account, binaries, roles
from alliances.ops.postgres.account import Account
from alliances.ops.postgres.binaries import Programs
from alliances.ops.postgres.cluster import APP, OWNER, Cluster


@dataclass(frozen=True)
class Urls:
    """Addresses of one database for its two roles. `owner_url` is empty when the operator gave none.

    `server` is the local server that holds it, None when the server is the operator's own.
    """

    app_url: str
    owner_url: str
    server: Cluster | None = None

    def export(self, *, as_owner: bool = False) -> None:
        """Hand them to the settings and to children; must come before Django is set up."""
        if as_owner and not self.owner_url:
            raise Refusal(
                "DATABASE_URL est donné sans DATABASE_OWNER_URL : il faut le rôle propriétaire pour migrer.\n"
                "DATABASE_URL is set without DATABASE_OWNER_URL: migrations need the owner role."
            )
        os.environ["DATABASE_URL"] = self.app_url
        os.environ["DATABASE_OWNER_URL"] = self.owner_url
        os.environ["ALLIANCES_DATABASE_ROLE"] = "owner" if as_owner else "app"


def external() -> Urls | None:
    """The operator's own server, when DATABASE_URL names one: then nothing is started here."""
    given = environment.read("DATABASE_URL")
    return Urls(given, environment.read("DATABASE_OWNER_URL")) if given else None


@contextmanager
def database() -> Iterator[Urls]:
    """The installation's database, ready for connections.

    The local server is shared: the first who needs it starts it, the last who leaves stops it.
    """
    if urls := external():
        yield urls
        return
    cluster = local_cluster()
    users = locks.FileLock(cluster.base / "users.lock")
    try:
        with locks.holding(cluster.base / "start.lock"):
            cluster.create()
            cluster.start()
            roles.make_database(cluster)
            users.shared()
        yield Urls(cluster.url(APP, roles.NAME), cluster.url(OWNER, roles.NAME), cluster)
    finally:
        with locks.holding(cluster.base / "start.lock"):
            if users.try_exclusive():
                cluster.stop()
            users.release()


def local_cluster() -> Cluster:
    """Where this checkout keeps its data: `var/pg/<major>`, or outside when PostgreSQL cannot go there."""
    who = account.current()
    var = paths.var_dir()
    name = paths.short_name(var)
    programs = binaries.find(who)
    base = _base(var, who, programs, name)
    _refuse_other_versions(base, programs)
    base.mkdir(parents=True, exist_ok=True)
    return Cluster(base, Path(f"/tmp/alliances-{name}"), programs, who)  # noqa: S108 - closed to others, see Cluster


def _base(var: Path, who: Account, programs: Programs, name: str) -> Path:
    inside = var / "pg" / str(programs.major)
    if who.uid is None:
        return inside
    outside = Path(f"/var/lib/alliances-{name}/pg/{programs.major}")
    if (outside / "data").exists():  # chosen once, kept for ever: permissions may change, data may not vanish
        return outside
    if who.can_enter(var):
        return inside
    if (inside / "data").exists():
        raise Refusal(
            f"Le compte de PostgreSQL ne peut plus entrer dans « {inside} » : rendez-lui le passage.\n"
            f"The PostgreSQL account can no longer enter “{inside}”: give it passage."
        )
    return binaries.durable_base(name) / "pg" / str(programs.major)


def _refuse_other_versions(base: Path, programs: Programs) -> None:
    here = base / "data" / "PG_VERSION"
    found = {path.read_text().strip() for path in base.parent.glob("*/data/PG_VERSION")}
    if here.is_file():
        found = {here.read_text().strip()}
    if found and str(programs.major) not in found:
        other = ", ".join(sorted(found))
        raise Refusal(
            f"Les données de « {base.parent} » viennent de PostgreSQL {other}, le serveur est un PostgreSQL "
            f"{programs.major}. Rien n’a été touché. Indiquez l’ancien serveur par PG_BIN, ou transportez "
            f"les données (docs/operations.md).\n"
            f"The data in “{base.parent}” come from PostgreSQL {other}, the server is PostgreSQL "
            f"{programs.major}. Nothing was touched. Name the former server with PG_BIN, or carry the data "
            f"over (docs/operations.md)."
        )


def client(name: str, server: int = 0) -> str:
    """A client program (psql, pg_dump…) for a server of that major version; any will do when it is 0.

    The one of the PATH comes first beside an own server, the local server's first otherwise. A dump asks for a program
    at least as new as its server, and the nearest one reads and writes it best.
    """
    beside = [] if external() and not environment.read("PG_BIN") else [binaries.beside(name)]
    candidates = [*beside, shutil.which(name) or "", *([] if beside else [binaries.beside(name)])]
    found = [candidate for candidate in candidates if candidate]
    if not server:
        return found[0] if found else name
    versions = {candidate: binaries.major_of(candidate) for candidate in found}
    enough = [candidate for candidate in found if versions[candidate] >= server]
    if not enough:
        raise Refusal(
            f"Le serveur est un PostgreSQL {server} : il faut {name} de cette version. Installez-le, ou indiquez son "
            f"dossier par PG_BIN.\n"
            f"The server is a PostgreSQL {server}: {name} of that version is needed. Install it, or name its "
            f"directory with PG_BIN."
        )
    return min(enough, key=lambda candidate: versions[candidate])


@contextmanager
def throwaway() -> Iterator[Cluster]:
    """A cluster for tests, gone at the end: nothing is written to disk on purpose."""
    directory = Path(tempfile.mkdtemp(prefix="alliances-test-", dir="/tmp"))
    cluster = throwaway_at(directory)
    try:
        cluster.create()
        cluster.start()
        yield cluster
    finally:
        remove(cluster)


def throwaway_at(directory: Path) -> Cluster:
    """The test cluster of a directory, not yet started."""
    who = account.current()
    programs = binaries.find(who)
    directory.chmod(0o711)
    return Cluster(directory, directory / "socket", programs, who, durable=False)


def remove(cluster: Cluster) -> None:
    if cluster.durable:
        raise ValueError("refusing to remove a durable cluster")
    cluster.stop()
    shutil.rmtree(cluster.base, ignore_errors=True)
