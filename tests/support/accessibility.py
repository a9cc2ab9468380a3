"""axe-core in the page under test, with the rules the product is held to (WCAG 2.2 AA and good practice)."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Named one by one: by default axe leaves out target-size, which is WCAG 2.2.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}  # of what passes, one element is told and not all


def violations(page: Page) -> list[str]:
    """One line per broken rule and element; empty when the page is sound."""
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} -- {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def sideways_scroll(page: Page) -> int:
    """Pixels the page is wider than its window: 0 on a sound page, whatever the width."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
