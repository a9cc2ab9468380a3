"""What must be in place before Django starts: keys, catalogues, database addresses."""

import argparse
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from alliances.config import environment
from alliances.ops import messages, paths
from alliances.ops.errors import Refusal
from alliances.ops.needs import Needs
from alliances.ops.postgres import database


def prepare() -> None:
    """Environment shared with every child process. Needs no database and does not import the settings."""
    (paths.var_dir() / "static").mkdir(exist_ok=True)  # WhiteNoise warns when it is not there
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliances.config.settings")
    if environment.read("ALLIANCES_ENV") == "development" and not environment.read("ALLIANCES_SECRET_KEY"):
        os.environ["ALLIANCES_SECRET_KEY"] = development_key()


def development_key() -> str:
    """The key of this checkout, made once, readable by its owner only."""
    path = paths.var_dir() / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if key := path.read_text().strip():
            return key
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC)
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w") as output:
        output.write(key)
    return key


def run(needs: Needs, command: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """Run a command with what it needs; Django's own refusals become ours."""
    try:
        with ready(needs):
            return command(args)
    except (ImproperlyConfigured, CommandError) as error:
        raise Refusal(str(error)) from error


@contextmanager
def ready(needs: Needs) -> Iterator[None]:
    """Django set up, and the database there when it is needed, for as long as the block runs."""
    prepare()
    messages.compile_stale()
    if needs is Needs.DJANGO:
        django.setup()
        yield
        return
    with database() as urls:
        urls.export(as_owner=needs is Needs.OWNER)
        django.setup()
        yield
