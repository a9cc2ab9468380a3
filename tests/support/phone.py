"""A small telephone in a real browser, for the tests that look at rows of the database behind it."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import BrowserContext, Page, sync_playwright
from tests import factories

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
INSTALL = "apt-get install -y --no-install-recommends chromium"


def chromium() -> str:
    """The browser's program; a test that needs it and misses it says what to install."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail(f"Chromium is missing: {INSTALL}", pytrace=False)
    return program


@pytest.fixture
def phone() -> Iterator[BrowserContext]:
    # Playwright's own loop lives in this thread: without this, Django would refuse the database to the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    program = chromium()
    with sync_playwright() as running:
        connections.close_all()  # those that a former browser's loop left behind
        browser = running.chromium.launch(executable_path=program, args=FLAGS)
        made = browser.new_context(locale="fr-CA", viewport={"width": 320, "height": 800})
        made.set_default_timeout(20_000)
        yield made
        browser.close()


def enter(page: Page, url: str, who: object) -> None:
    """To a page that saves by itself, through the sign-in form."""
    page.goto(url)
    page.fill("[name=login]", who.email)  # type: ignore[attr-defined]
    page.fill("[name=password]", factories.PASSWORD)
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.wait_for_selector("#save-state")


def write(page: Page, name: str, text: str) -> None:
    page.fill(f"[name='{name}']", text)
    page.locator(f"[name='{name}']").blur()
