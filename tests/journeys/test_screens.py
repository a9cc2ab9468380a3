"""`./test --screens`: every screen at two widths in both languages, to be looked at by people.

Each person signs in once: seven hundred times in a few minutes is what the product refuses.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.journeys.screens import SCREENS, Screen

from alliances.ops.demo.cast import PASSWORD

DIRECTORY = Path(__file__).resolve().parents[2] / "screens"


@pytest.fixture(scope="session")
def signed() -> dict[str, Any]:
    """The cookies of who signed in already, by account."""
    return {}


@pytest.mark.screens
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_write_screen(
    screen: Screen,
    language: str,
    width: int,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str, str], None],
    signed: dict[str, Any],
) -> None:
    page = new_context(width=width).new_page()
    if screen.person in signed:
        page.context.add_cookies(signed[screen.person])
    elif screen.person:
        sign_in(page, f"{screen.person}@demo.exemple", PASSWORD)
        signed[screen.person] = page.context.cookies()
    answer = page.goto(screen.path if language == "fr" else f"/en{screen.path}")
    assert answer is not None
    assert answer.status < 400
    assert not screen.person or "/compte/login/" not in page.url, "signed out"
    target = DIRECTORY / language / str(width) / f"{screen.name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=True)
