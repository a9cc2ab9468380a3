"""Two ways to work a page: with a pointer, and with the keyboard alone. Both know the same seven gestures.

The keyboard never calls the mouse, nor fills a field from the outside. It goes from stop to stop as a person does, and
after each key it asks: is the focused element on screen, uncovered, with its outline drawn?
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Error, Locator, Page

MOST_STOPS = 150
MOST_PRESSES = 3
# An empty date box takes its three parts in the order of the browser's own language; six figures fill a year.
ORDERS_OF_A_DAY = ("%m%d%Y", "%d%m%Y", "00%Y%m%d")

# Where the focus stands for a wanted element, and what a sighted person could reproach to it.
STOP = """
target => {
  const now = document.activeElement;
  const nowhere = !now || now === document.body;
  let where = "ahead";
  if (now === target) where = "here";
  else if (target.type === "radio" && now.type === "radio" && now.name === target.name) where = "group";
  else if (!nowhere && !(now.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING)) where = "behind";
  return [where, nowhere || now.matches("main, .error-summary") ? "" : reproach(now)];

  function reproach(element) {
    const name = element.outerHTML.slice(0, 120);
    const style = getComputedStyle(element);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no outline drawn: " + name;
    const box = Array.from(element.getClientRects()).find(each => each.width > 1 && each.height > 1);
    if (!box) return "nothing to see: " + name;
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right <= left || bottom <= top) return "off the screen: " + name;
    if (bottom - top < Math.min(box.height, innerHeight) / 2) return "mostly off the screen: " + name;
    const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!element.contains(seen) && !(seen && seen.contains(element) && seen.matches("label, a, summary")))
      return "covered by " + (seen ? seen.outerHTML.slice(0, 80) : "nothing") + ": " + name;
    return "";
  }
}
"""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Pointer:
    """A mouse or a finger."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def activate(self, target: Locator) -> None:
        """A link or a button."""
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def write_day(self, target: Locator, day: date) -> None:
        target.fill(day.isoformat())

    def check(self, target: Locator) -> None:
        """A box, or one choice among several."""
        target.check()

    def pick(self, target: Locator, place: int) -> None:
        """The option at `place` of a list, from 0."""
        target.select_option(index=place)

    def attach(self, target: Locator, file: Path) -> None:
        target.set_input_files(file)


class Keyboard(Pointer):
    """Tab, Shift+Tab, Enter, Space, arrows and letters. `faults` gathers what was wrong with the focus on the way."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.faults: list[str] = []

    def activate(self, target: Locator) -> None:
        self.reach(target)
        self.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.press("Control+A")
        self.page.keyboard.type(text)

    def write_day(self, target: Locator, day: date) -> None:
        self.reach(target)
        for order in ORDERS_OF_A_DAY:
            self.page.keyboard.type(day.strftime(order))
            if target.input_value() == day.isoformat():
                return
            for _part in range(3):
                self.press("ArrowLeft")
        raise AssertionError(f"the day cannot be typed in {target}")

    def check(self, target: Locator) -> None:
        self.reach(target)
        if not target.is_checked():
            self.press("Space")

    def pick(self, target: Locator, place: int) -> None:
        self.reach(target)
        self.press("Home")
        for _option in range(place):
            self.press("ArrowDown")
        assert target.evaluate("list => list.selectedIndex") == place

    def attach(self, target: Locator, file: Path) -> None:
        """The window that chooses files belongs to the system: the key opens it, the file comes back from it.

        A busy system may miss the key. A person presses it again; after the third time she gives up, and so do we.
        """
        for attempt in range(1, MOST_PRESSES + 1):
            self.reach(target)
            try:
                with self.page.expect_file_chooser(timeout=5000) as chooser:
                    self.press("Space")
                break
            except Error:
                if attempt == MOST_PRESSES:
                    raise
        chooser.value.set_files(file)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def reach(self, target: Locator) -> None:
        """Moves the focus to `target`, past the menus by the link that skips them."""
        where = self._stop(target)
        if where == "ahead" and self._is_at_the_top() and target.evaluate("node => !!node.closest('main')"):
            self.press("Tab")
            self._stop(target)
            assert self.page.evaluate("document.activeElement.matches('.skip-link')"), self.page.url
            self.press("Enter")
            where = self._stop(target)
        for _stop in range(MOST_STOPS):
            if where == "here":
                return
            self.press({"ahead": "Tab", "behind": "Shift+Tab", "group": "ArrowDown"}[where])
            where = self._stop(target)
        raise AssertionError(f"{self.page.url}: the keyboard does not reach {target}")

    def _is_at_the_top(self) -> bool:
        return bool(
            self.page.evaluate(
                "location.hash === '' && (!document.activeElement || document.activeElement === document.body)"
            )
        )

    def _stop(self, target: Locator) -> str:
        where, fault = target.evaluate(STOP)
        if fault:  # the page may not have been drawn yet since the key
            self.page.evaluate(DRAWN)
            where, fault = target.evaluate(STOP)
        if fault:
            self.faults.append(f"{self.page.url}: {fault}")
        return str(where)


Hand = Callable[[Page], Pointer]
