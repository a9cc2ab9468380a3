"""The committee's opinion stands beside the plan at equal size: what only a browser can measure."""

import pytest
from playwright.sync_api import Page

MEASURED = """boxes => boxes.map(box => {
  const text = getComputedStyle(box.querySelector('p:not([class]), dd'));
  const head = getComputedStyle(box.querySelector('h2'));
  const {width, height} = box.getBoundingClientRect();
  return [width, height, text.fontSize, text.lineHeight, text.fontFamily, head.fontSize, head.color,
          getComputedStyle(box).backgroundColor, getComputedStyle(box).padding].map(String);
})"""


@pytest.mark.parametrize("path", ["/plans/PAGMAP/", "/mesures/PAGMAP-3.1.1.1/", "/avis/1/"])
def test_two_voices_have_the_same_size(page: Page, path: str) -> None:
    page.goto(path)
    first, second = page.locator(".voices > .voice").evaluate_all(MEASURED)
    assert first == second
    assert page.locator(".voices").bounding_box() is not None
