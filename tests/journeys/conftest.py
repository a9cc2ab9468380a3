"""Real browser, real server, real roles: a page that complains in its console fails its test."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright
from tests.support import accessibility
from tests.support.phone import FLAGS, chromium

from alliances.ops import supervisor, testing, web

# Playwright's own loop lives in this thread: without this, Django would refuse the database to tests that look at it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def journey_database() -> str:
    """Address of a copy of the demonstration, for the application role."""
    return testing.fresh_database(f"{testing.database_name()}_journey", testing.DEMONSTRATION)


@pytest.fixture(scope="session")
def journey_server(journey_database: str) -> Iterator[str]:
    """Address of the real web server, as the application role, on a copy of the demonstration; no final slash."""
    with serving(journey_database) as address:
        yield address


@contextmanager
def serving(database: str) -> Iterator[str]:
    """The real web server on this database while the block lasts: its address."""
    environment = os.environ | {"DATABASE_URL": database}
    environment.pop("DATABASE_OWNER_URL")
    port = _free_port()
    with supervisor.family(environment) as family:
        server = family.start("web", web.command(port, workers=1))
        if web.wait_until_it_answers(port, family.all_alive) is None:
            pytest.fail(f"the web server does not answer:\n{server.last_words()}", pytrace=False)
        yield f"http://127.0.0.1:{port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield launched
    launched.close()


@pytest.fixture
def new_context(browser: Browser, journey_server: str) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a separate visitor, `new_context(width=320)`; everything the pages complain of fails the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def make(width: int = 1280, **options: object) -> BrowserContext:
        usual: dict[str, object] = {
            "base_url": journey_server,
            "locale": "fr-CA",
            "timezone_id": "America/Toronto",
            "viewport": {"width": width, "height": 900},
            "reduced_motion": "reduce",
        }
        context = browser.new_context(**usual | options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.on("console", lambda message: complaints.extend(_complaint(message)))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "the pages complained in their console:\n" + "\n".join(complaints)


def _complaint(message: ConsoleMessage) -> list[str]:
    """Errors and warnings, except the status of the visited page itself: a refusal is the test's own business."""
    if message.type not in {"error", "warning"}:
        return []
    where = message.location.get("url", "")
    visited = message.page.url if message.page else ""
    if message.text.startswith("Failed to load resource") and where == visited:
        return []
    return [f"{visited}: {message.text} ({where})"]


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A visitor's page, 1280 pixels wide. `page.goto("/")` is relative to the server."""
    return new_context().new_page()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with one line per accessibility violation."""

    def check(page: Page) -> None:
        found = accessibility.violations(page)
        assert not found, f"{page.url}:\n" + "\n".join(found)

    return check


@pytest.fixture
def sign_in(journey_server: str) -> Callable[[Page, str, str], None]:
    """`sign_in(page, email, password)` through the real form."""

    def enter(page: Page, email: str, password: str) -> None:
        page.goto("/compte/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
        page.wait_for_url(lambda url: "/compte/login" not in url)

    return enter
