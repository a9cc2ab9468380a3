"""The page of components, in every state, at both widths and in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.support import accessibility


@pytest.mark.parametrize("path", ["/composants/", "/en/composants/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_components_are_sound(
    new_context: Callable[..., BrowserContext], axe: Callable[[Page], None], path: str, width: int
) -> None:
    page = new_context(width=width).new_page()
    page.goto(path)
    assert accessibility.sideways_scroll(page) == 0
    axe(page)


def test_the_menu_folds_on_a_telephone(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(width=320).new_page()
    page.goto("/composants/")
    menu = page.get_by_role("navigation", name="Menu principal")
    assert not menu.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert menu.is_visible()


def test_the_keyboard_reaches_the_content_first(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto("/composants/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
