"""The front door, in a real browser, in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.support import accessibility


@pytest.mark.parametrize(("path", "language"), [("/", "fr"), ("/en/", "en")])
def test_home_is_sound(page: Page, axe: Callable[[Page], None], path: str, language: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    assert str(page.locator("html").get_attribute("lang")).startswith(language)
    assert page.locator("h1").count() == 1
    axe(page)


def test_home_fits_a_small_telephone(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(width=320).new_page()
    page.goto("/")
    assert accessibility.sideways_scroll(page) == 0
