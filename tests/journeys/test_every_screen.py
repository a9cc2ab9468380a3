"""Every screen of the demonstration opens in both languages, fits a small telephone and has nothing for axe to say."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.journeys.screens import PAGES
from tests.support import accessibility, html

from alliances.ops.demo.cast import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


@pytest.mark.parametrize("key", PAGES, ids=lambda key: key or "visitor")
def test_the_screens_of_a_person_are_sound(
    key: str, new_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str, str], None]
) -> None:
    page = new_context(width=320).new_page()
    if key:
        sign_in(page, f"{key}@demo.exemple", PASSWORD)
    found = [fault for path in PAGES[key] for fault in _faults(page, path)]
    assert not found, "\n".join(found)


def _faults(page: Page, path: str) -> list[str]:
    """What is wrong with one screen, French on a telephone then the English page as it is sent: one line each."""
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        return [f"{path}: answers {answer.status if answer else 'nothing'}"]
    faults = [f"{path}: {line}" for line in html.faults(answer.text())]
    if urlsplit(page.url).path != path.partition("?")[0]:
        faults.append(f"{path}: sends to {page.url}")
    faults += [f"{path}: {line}" for line in accessibility.violations(page)]
    if wide := accessibility.sideways_scroll(page):
        faults.append(f"{path}: {wide} pixels wider than a telephone")
    if page.locator("h1").count() != 1:
        faults.append(f"{path}: not one main heading")
    english = page.request.get(f"/en{path}")
    if english.status != 200:
        faults.append(f"/en{path}: answers {english.status}")
    elif '<html lang="en' not in english.text():
        faults.append(f"/en{path}: is not in English")
    else:
        faults += [f"/en{path}: {line}" for line in html.faults(english.text())]
    return faults
