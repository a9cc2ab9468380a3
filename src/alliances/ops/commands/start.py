"""Start everything: database, data, job worker, web server."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from alliances.config import environment
from alliances.ops import banner, bootstrap, locks, messages, paths, supervisor, upkeep, web
from alliances.ops.errors import Refusal
from alliances.ops.postgres import Urls, database
from alliances.ops.postgres.cluster import Cluster
from alliances.ops.progress import Progress

WORKER = [sys.executable, "-m", "alliances.ops.cli", "worker"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--empty", action="store_true", help="no demonstration data")
    parser.add_argument(
        "--port", type=int, help="port of the web server; the default moves on when it is taken"
    )


def run(args: argparse.Namespace) -> int:
    progress = Progress()
    _refuse_unsafe_production()
    bootstrap.prepare()
    _end_on_signals()
    with _alone() as lock:
        if supervisor.stop_leftovers():
            progress.step("Restes d’un arrêt brutal retirés · Leftovers of a crash removed")
        with web.reserved_port(args.port) as port:
            home = banner.address(port, environment.read("ALLIANCES_BIND"))
            lock.write(home)
            progress.step("Base de données · Database…")
            with database() as urls:
                urls.export()
                messages.compile_stale()
                demonstration = upkeep.bring_up_to_date(urls, progress, empty=args.empty or _in_production())
                return _serve(urls, port, home, progress, demonstration=demonstration)


def _serve(urls: Urls, port: int, home: str, progress: Progress, *, demonstration: bool) -> int:
    progress.step("Serveur Web et tâches · Web server and jobs…")
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    with supervisor.family(environ) as family:
        server = family.start("web", web.command(port))
        status = web.wait_until_it_answers(port, family.all_alive)
        if status is None:
            raise _ended(server)
        family.start("worker", WORKER)  # after the first page: two cores are not many
        if status >= 500:
            print(f"La page d’accueil est en erreur · The home page fails ({status}):", file=sys.stderr)
            print(server.last_words(), file=sys.stderr)
        progress.step("Prêt · Ready")
        accounts = banner.demonstration_accounts() if demonstration and not _in_production() else []
        print(banner.text(home, accounts), flush=True)
        try:
            while (ended := family.first_to_end()) is None:
                if urls.server and not urls.server.process():
                    raise _lost(urls.server)
                time.sleep(0.2)
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # impatience must not leave half of it running
            print("\nArrêt… · Stopping…", file=sys.stderr)
            return 0
    raise _ended(ended)


def _ended(child: supervisor.Child) -> Refusal:
    return Refusal(
        f"« {child.name} » ne répond plus, tout s’arrête · “{child.name}” is gone, everything stops "
        f"({child.log}):\n{child.last_words()}"
    )


def _lost(server: Cluster) -> Refusal:
    return Refusal(
        f"PostgreSQL s’est arrêté, tout s’arrête. Relancez : rien d’enregistré n’est perdu ({server.log}).\n"
        f"PostgreSQL is gone, everything stops. Start again: nothing saved is lost ({server.log}).\n"
        f"{server.last_words()}"
    )


def _in_production() -> bool:
    return environment.read("ALLIANCES_ENV") == "production"


def _refuse_unsafe_production() -> None:
    missing = environment.missing_in_production(migrating=True) if _in_production() else []
    if missing and missing != [
        environment.OWNER_URL
    ]:  # alone, it is missed only by a database to bring up to date
        names = ", ".join(missing)
        raise Refusal(
            f"La production ne démarre pas sans : {names}.\nProduction refuses to start without: {names}."
        )


@contextmanager
def _alone() -> Iterator[locks.FileLock]:
    """One start per checkout; the second is told where the first answers."""
    path = paths.run_dir() / "start.lock"
    lock = locks.FileLock(path)
    try:
        if not lock.try_exclusive():
            raise Refusal(
                f"Alliances fonctionne déjà · Alliances is already running: {path.read_text()}".rstrip()
            )
        yield lock
        lock.write("")
    finally:
        lock.release()


def _end_on_signals() -> None:
    """The end of the terminal and `kill` stop things as gently as Ctrl-C."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
