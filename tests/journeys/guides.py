"""The guides of docs/guides, followed as their readers do: word for word, one after another, in a real browser.

`docs/guides/README.md` tells people the signs the guides are written with, and in which order the sections are
walked. This module knows nothing else of the product: no address, no name of a field. Each kind of page met (each
route) is held once to the rules of accessibility and of HTML.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import xlsxwriter
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from playwright.sync_api import Download, ElementHandle, Error, Page, Request, Response, expect
from python_calamine import CalamineWorkbook
from tests.files import samples
from tests.support import accessibility, html

DIRECTORY = Path(__file__).parents[2] / "docs" / "guides"
ENDINGS = {"fr-ca": ".fr.md", "en": ".md"}
REWRITES = r"`(?P<rewrite>[^`]+)` (?:devient|becomes) `(?P<over>[^`]+)`"
SIGNS = re.compile(rf"\*\*(?P<touch>.+?)\*\*|\*(?P<read>.+?)\*|{REWRITES}|`(?P<typed>[^`]+)`")
LINK_TO_SECTION = re.compile(r"\]\((?P<file>[\w.-]*)#(?P<anchor>[\w-]+)\)")
ADDRESS = re.compile(r"[\w.]+@demo\.exemple")
DAYS_FROM_NOW = re.compile(r"(?:dans|in) (\d+) (?:jours|days)")
TODAY = {"aujourd’hui", "today"}
PATIENCE = 5_000

# What bears these words: in the main part of the page first, the whole words first, then those that begin so. Of
# several things that say the same, the first one below the words just read. Answers the element, or a sentence.
EYES = """
({words, role, place, group}) => {
  const things = {
    touched: "a[href], button, details:not([open]) > summary, input[type=checkbox], input[type=radio]",
    filled: "input:not([type=hidden], [type=submit]), select, textarea, fieldset, [role=group], [role=radiogroup]",
    chosen: "input[type=checkbox], input[type=radio]",
    option: "option",
  }[role];
  const plain = text => text.replace(/\\s+/g, " ").trim();
  const byId = ids => ids.split(" ").map(id => document.getElementById(id)?.textContent ?? "").join(" ");
  const name = thing => plain(
    thing.hasAttribute("aria-labelledby") ? byId(thing.getAttribute("aria-labelledby"))
    : thing.getAttribute("aria-label") ?? thing.labels?.[0]?.textContent
    ?? (thing.matches("fieldset") ? thing.querySelector("legend")?.textContent ?? "" : thing.textContent));
  const seen = thing => role === "option" || thing.checkVisibility();
  // Two links to one page are one; so are the two buttons of one form that say the same.
  const identity = thing => thing.href ?? (thing.type === "submit" && thing.form
    ? `${[...document.forms].indexOf(thing.form)} ${thing.name} ${thing.value}` : thing);
  const matches = [said => said === words, said => said.startsWith(words), said => said.includes(words)];
  const main = document.querySelector("main") ?? document.body;
  const everywhere = group ? [group] : [main, document.querySelector("#menus") ?? main, document.body];
  for (const where of everywhere) {
    const all = [...where.querySelectorAll(things)].filter(seen);
    for (const match of matches) {
      const found = all.filter(thing => match(name(thing)));
      if (new Set(found.map(identity)).size === 1) return found.at(-1);
      if (!found.length) continue;
      const holds = thing => place && plain(thing.textContent).includes(place);
      const mark = [...main.querySelectorAll("*")].find(
        thing => holds(thing) && thing.checkVisibility() && ![...thing.children].some(holds));
      const below = mark && found.find(
        thing => mark.compareDocumentPosition(thing) & Node.DOCUMENT_POSITION_FOLLOWING);
      return below ?? `« ${words} » is said by ${found.length} things at once`;
    }
  }
  const said = new Set([...(group ?? main).querySelectorAll(things)].filter(seen).map(name));
  return `nothing bears the words « ${words} » among:\\n${[...said].join("\\n")}`;
}
"""


class Gesture(NamedTuple):
    """One sign of a step: words to touch, with what is typed or chosen there; or words to read; or an account.

    Or words to write over in the workbook just downloaded, with those that take their place.
    """

    kind: str
    words: str
    typed: tuple[str, ...] = ()


class Step(NamedTuple):
    number: int
    text: str

    @property
    def gestures(self) -> list[Gesture]:
        found: list[Gesture] = []
        for sign in SIGNS.finditer(self.text):
            kind, words = str(sign.lastgroup), _plain(sign[sign.lastgroup or 0])
            if kind == "over":
                found.append(Gesture("rewrite", _plain(sign["rewrite"]), (words,)))
            elif kind != "typed":
                found.append(Gesture(kind, words))
            elif found and found[-1].kind == "touch":
                found[-1] = found[-1]._replace(typed=(*found[-1].typed, words))
            elif ADDRESS.fullmatch(words):
                found.append(Gesture("account", words))
            else:
                raise ValueError(f"`{words}` follows no **words** to touch: {self.text}")
        return found


class Section(NamedTuple):
    guide: str
    title: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"{self.guide}, « {self.title} »"


def sections(name: str) -> Iterator[Section]:
    """The parts of a guide that hold numbered steps."""
    for part in re.split(r"^## ", (DIRECTORY / name).read_text(), flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        steps = re.findall(r"^(\d+)\. (.+?)(?=^\d+\. |^\S|^\s*$|\Z)", body, flags=re.MULTILINE | re.DOTALL)
        if steps:
            numbered = tuple(Step(int(number), " ".join(text.split())) for number, text in steps)
            yield Section(name, title.strip(), numbered)


def in_order(language: str) -> list[Section]:
    """The sections that the index lists, in its order."""
    index = f"README{ENDINGS[language]}"
    found = []
    for link in LINK_TO_SECTION.finditer((DIRECTORY / index).read_text()):
        name = link["file"] or index
        found.append(next(each for each in sections(name) if anchor(each.title) == link["anchor"]))
    return found


def anchor(title: str) -> str:
    """The address that code forges give to a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-")


def _plain(text: str) -> str:
    return " ".join(text.split())


class LostError(AssertionError):
    """The guide and the screen have parted."""


class Reader:
    """Follows the sections, each person on her own device. `faults` gathers what the pages met did wrong."""

    def __init__(self, language: str, new_page: Callable[[], Page], downloads: Path) -> None:
        self.language, self.new_page, self.downloads = language, new_page, downloads
        self.devices: dict[str, Page] = {}
        self.faults: list[str] = []
        self.pages: set[str] = set()  # the kinds met: each is looked at closely once
        self.workbook: Path  # the last one downloaded
        self.entrance = next(sections(f"README{ENDINGS[language]}"))
        self.page: Page
        self._answers: dict[Page, Response] = {}
        self._loads = self._departures = 0
        self.place = ""  # the words just read

    def follow(self, section: Section) -> None:
        """A section that names no account first is read by a visitor, on a device of her own."""
        if section.steps[0].gestures[0].kind != "account":
            self.devices.pop("", None)
            self._take("")
        for step in section.steps:
            self.place = ""
            try:
                for gesture in step.gestures:
                    self._make(gesture)
            except (AssertionError, ValueError) as lost:
                raise LostError(
                    f"{section}, step {step.number}: {step.text}\non {self.page.url}\n{lost}"
                ) from None

    def _make(self, gesture: Gesture) -> None:
        if gesture.kind == "account":
            self._take(gesture.words)
        elif gesture.kind == "read":
            self._read(gesture.words)
        elif gesture.kind == "rewrite":
            _write_over(self.workbook, {gesture.words: gesture.typed[0]})
        elif gesture.typed:
            self._fill(gesture.words, gesture.typed)
        else:
            self._touch(gesture.words)

    # Devices

    def _take(self, account: str) -> None:
        """The device of this person, at what awaits her today; it signs in the first time as the index says."""
        if account in self.devices:
            self.page = self.devices[account]
            self._go_home()
            return
        self.page = self.devices[account] = self.new_page()
        self.page.on("response", self._note_answer)
        self.page.on("request", self._note_departure)
        self.page.on("load", self._note_load)
        self.page.on("download", self._keep)
        self._open("/" if account or self.language == "fr-ca" else f"/{self.language}/")
        for step in self.entrance.steps if account else ():
            for gesture in step.gestures:
                typed = tuple(ADDRESS.sub(account, words) for words in gesture.typed)
                self._make(gesture._replace(typed=typed))

    def _go_home(self) -> None:
        """To « Today »; from a page without any menu, such as a PDF, through the first page of the site."""
        today = {"fr-ca": "Aujourd’hui", "en": "Today"}[self.language]
        link = self.page.get_by_role("navigation").get_by_role("link", name=today, exact=True)
        if not link.count():
            self._open("/" if self.language == "fr-ca" else f"/{self.language}/")
        if link.count():
            self._go(link.first.element_handle())

    def _open(self, path: str) -> None:
        self.page.goto(path)
        self._look()

    # Gestures

    def _read(self, words: str) -> None:
        try:
            text = self.page.locator("body")
            expect(text).to_contain_text(words, use_inner_text=True, timeout=PATIENCE)
        except AssertionError:
            raise LostError(f"« {words} » cannot be read") from None
        self.place = words

    def _touch(self, words: str) -> None:
        target = self._found(words, "touched")
        if target.get_attribute("type") in {"checkbox", "radio"}:
            target.check()
        else:
            self._go(target)

    def _fill(self, words: str, typed: tuple[str, ...]) -> None:
        target = self._found(words, "filled")
        kind = target.evaluate("field => field.matches('fieldset, [role]') ? 'group' : field.type")
        for text in typed:
            if kind == "group":
                self._found(text, "chosen", target).check()
            elif kind == "select-one":
                target.select_option(self._found(text, "option", target).get_attribute("value"))
            elif kind == "file":
                target.set_input_files(self._file(text))
            else:
                target.fill(_day(text).isoformat() if kind == "date" else text)

    def _file(self, name: str) -> Path:
        """One downloaded on the way, or a document made on the spot."""
        path = self.downloads / name
        if not path.exists():
            path.write_bytes(samples.pdf(name))
        return path

    # Eyes

    def _found(self, words: str, role: str, group: ElementHandle | None = None) -> ElementHandle:
        """The one thing on the page that bears these words."""
        asked = {"words": words, "role": role, "place": self.place, "group": group}
        sentence = ""
        for _try in range(8):
            with suppress(Error):  # the page may be leaving
                found = self.page.evaluate_handle(EYES, asked)
                if element := found.as_element():
                    return element
                sentence = str(found.json_value())
            self.page.wait_for_timeout(250)
        raise LostError(sentence)

    # Going from page to page

    def _go(self, target: ElementHandle) -> None:
        """Touches, then waits if the page is being left."""
        loads, self._departures = self._loads, 0
        # A form may first finish saving; what is no link and sends nothing leaves at once or not at all.
        most = 100 if target.evaluate("thing => !!thing.href || thing.type === 'submit'") else 5
        target.click()
        for _wait in range(most):
            if self._departures:
                break
            self.page.wait_for_timeout(15)
        else:
            return
        for _wait in range(PATIENCE * 3 // 20):
            if self._loads > loads:
                self._look()
                return
            if not self._departures:  # it was a file
                return
            self.page.wait_for_timeout(20)
        raise LostError("the page that should come never came")

    def _note_departure(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self._departures += 1

    def _note_load(self, _page: Page) -> None:
        self._loads += 1

    def _note_answer(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and response.frame == response.frame.page.main_frame:
            self._answers[response.frame.page] = response

    def _keep(self, download: Download) -> None:
        path = self.downloads / download.suggested_filename
        download.save_as(path)
        if path.suffix == ".xlsx":
            self.workbook = path
        self._departures = 0

    def _look(self) -> None:
        """A page met answers, in the language of the guide; the first of its kind is sound for axe and as HTML."""
        answer = self._answers[self.page]
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return  # a document, read in the browser
        if answer.status != 200:
            self.faults.append(f"{self.page.url}: answers {answer.status}")
        spoken = (self.page.locator("html").get_attribute("lang") or "").lower()
        if "/en/" in answer.url and not spoken.startswith("en"):
            self.faults.append(f"{self.page.url}: is not in English")
        if (kind := self._kind(answer.url)) not in self.pages:
            self.pages.add(kind)
            faults = [*html.faults(answer.text()), *accessibility.violations(self.page)]
            self.faults += [f"{self.page.url}: {line}" for line in faults]

    def _kind(self, url: str) -> str:
        """The route of a page, whatever thing it shows."""
        with translation.override(self.language), suppress(Resolver404):
            return resolve(urlsplit(url).path).route
        return url


def _write_over(workbook: Path, words: dict[str, str]) -> None:
    """Every cell of every sheet that holds one of `words` takes what stands for it."""
    found = CalamineWorkbook.from_path(str(workbook))
    sheets = {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}
    with xlsxwriter.Workbook(str(workbook)) as written:
        for name, lines in sheets.items():
            page = written.add_worksheet(name)
            for number, cells in enumerate(lines):
                page.write_row(number, 0, [words.get(str(cell), cell) for cell in cells])


def _day(text: str) -> date:
    """`aujourd’hui`, `dans 20 jours`, or a date written year, month, day."""
    if text in TODAY:
        return timezone.localdate()
    if later := DAYS_FROM_NOW.fullmatch(text):
        return timezone.localdate() + timedelta(days=int(later[1]))
    return date.fromisoformat(text)
