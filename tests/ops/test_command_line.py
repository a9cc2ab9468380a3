"""The command line: help, answers on standard output only, refusals as sentences."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ops.conftest import Answer

from alliances.config import environment
from alliances.ops.cli import SUBCOMMANDS

ROOT = Path(__file__).resolve().parents[2]


def test_help_gives_one_line_for_each_subcommand(alliances: Callable[..., Answer]) -> None:
    answer = alliances("--help", COLUMNS="200")
    assert answer.returncode == 0
    for each in SUBCOMMANDS:
        assert f"{each.name} " in answer.stdout
        assert each.help in answer.stdout


@pytest.mark.parametrize("name", [each.name for each in SUBCOMMANDS])
def test_every_subcommand_explains_itself(alliances: Callable[..., Answer], name: str) -> None:
    answer = alliances(name, "--help")
    assert answer.returncode == 0, answer.stderr


def test_standard_output_is_only_the_answer(var: Path) -> None:
    answer = subprocess.run(
        [ROOT / "run", "configuration"], capture_output=True, text=True, check=False, timeout=300, cwd="/"
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == environment.as_markdown_table() + "\n"


def test_the_page_about_configuration_holds_the_table() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text()
    assert environment.as_markdown_table() in page


def test_an_unknown_subcommand_is_refused(alliances: Callable[..., Answer]) -> None:
    answer = alliances("nonsense")
    assert answer.returncode == 2
    assert answer.stdout == ""


def test_production_says_what_is_missing(alliances: Callable[..., Answer]) -> None:
    answer = alliances("start", ALLIANCES_ENV="production", ALLIANCES_HOSTS="alliances.example")
    assert answer.returncode == 1
    assert "ALLIANCES_SECRET_KEY" in answer.stderr
    assert "DATABASE_OWNER_URL" in answer.stderr
    assert "ALLIANCES_HOSTS" not in answer.stderr
    assert answer.stdout == ""


def test_migrations_ask_for_the_owner(alliances: Callable[..., Answer]) -> None:
    answer = alliances("migrate", DATABASE_URL="postgres://alliances_app@127.0.0.1:1/alliances")
    assert answer.returncode == 1
    assert "DATABASE_OWNER_URL" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_development_key_is_made_once_for_its_owner_only(
    var: Path, alliances: Callable[..., Answer]
) -> None:
    assert alliances("check").returncode == 0
    key = var / "secret-key"
    first = key.read_text()
    assert len(first) >= 50
    assert key.stat().st_mode & 0o777 == 0o600
    alliances("check")
    assert key.read_text() == first
