"""What the coordinator of an organisation does, from the public page of a call to a withdrawn file, in four ways.

One description of her gestures, four ways to make them: on a telephone 320 pixels wide, by keyboard alone, without
JavaScript and from no account at all, in English. Every page she meets is valid HTML, fits the window, is in her
language, and has nothing for axe to say (axe is itself a script: it is silent where scripts are off).
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.utils import translation
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect
from tests.files import samples
from tests.support import accessibility, html
from tests.support.hands import Hand, Keyboard, Pointer

from alliances.ops.demo.cast import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
CALL = "Appel de projets solidaires, Les Appalaches"
WRITTEN = {
    "title": "La table roulante",
    "people_expected": "40",
    "need": "Les repas partagés manquent.",
    "activities": "Douze repas.",
    "calendar": "Un par mois.",
    "audience": "Des personnes seules.",
    "participation": "Elles choisissent le menu.",
    "partners": "La municipalité.",
    "continuity": "L’habitude.",
    "equity_gender": "Nous ne savons pas.",
    "equity_territory": "Deux villages.",
    "equity_groups": "Les personnes aînées.",
}
DAYS = {"starts_on": date(2027, 1, 10), "ends_on": date(2027, 12, 10)}
# The place of the answer among the choices; « renewal » is left out on purpose, until the check asks for it.
CHOSEN = {"priority": 1, "concertation": 0, "participation_support": 2}


class Way(NamedTuple):
    """How she works."""

    width: int = 1280
    language: str = "fr-ca"
    hand: Hand = Pointer
    scripts: bool = True
    has_account: bool = True


WAYS = {
    "telephone": Way(width=320),
    "keyboard": Way(hand=Keyboard),
    "no_script": Way(scripts=False, has_account=False),
    "english": Way(language="en"),
}


class Coordinator:
    """Her gestures and her eyes. What is wrong with the pages she meets gathers in `faults`."""

    def __init__(self, page: Page, way: Way) -> None:
        self.page, self.way, self.hand = page, way, way.hand(page)
        self.faults: list[str] = []
        self.document: Response | None = None
        page.on("response", self._note)

    def _note(self, response: Response) -> None:
        of_the_page = response.request.is_navigation_request() and response.frame == self.page.main_frame
        if of_the_page and not 300 <= response.status < 400:
            self.document = response

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def say(self, sentence: str) -> str:
        """A French sentence of the product, in her language."""
        with translation.override(self.way.language):
            return translation.gettext(sentence)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main [name='{name}']:not([type=hidden])")

    def open(self, path: str) -> None:
        self.page.goto(path if self.way.language == "fr-ca" else f"/{self.way.language}{path}")
        self.looks()

    def follows(self, text: str | re.Pattern[str]) -> None:
        name = self.say(text) if isinstance(text, str) else text
        self.goes(self.main.get_by_role("link", name=name).first)

    def presses(self, label: str) -> None:
        # The last one: a form may begin with the same button, out of sight, for the Enter key.
        self.goes(self.main.get_by_role("button", name=self.say(label), exact=True).last)

    def goes(self, target: Locator) -> None:
        """To another page, or to the same one answered again."""
        with self.page.expect_event("load"):
            self.hand.activate(target)
        self.looks()

    def sees(self, sentence: str | re.Pattern[str]) -> None:
        expect(self.main).to_contain_text(self.say(sentence) if isinstance(sentence, str) else sentence)

    def looks(self) -> None:
        """Holds the page she met to what every page promises."""
        assert self.document is not None
        assert self.document.status == 200, f"{self.page.url} answers {self.document.status}"
        found = html.faults(self.document.text())
        if wide := accessibility.sideways_scroll(self.page):
            found.append(f"{wide} pixels wider than the window")
        if not (self.page.locator("html").get_attribute("lang") or "").lower().startswith(self.way.language):
            found.append("is in another language")
        if self.way.scripts:
            found += accessibility.violations(self.page)
        self.faults += [f"{self.page.url}: {fault}" for fault in found]


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def she(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Coordinator:
    way = request.param
    return Coordinator(new_context(way.width, java_script_enabled=way.scripts).new_page(), way)


def test_a_coordinator_applies_then_withdraws(she: Coordinator, tmp_path: Path) -> None:
    _am_i_eligible(she)
    _begins(she)
    _writes_every_page(she)
    _budget_until_it_balances(she)
    _one_document(she, tmp_path)
    _checks(she)
    _sends(she)
    _withdraws(she)
    assert not she.faults, "\n".join(she.faults)
    if isinstance(she.hand, Keyboard):
        assert not she.hand.faults, "\n".join(dict.fromkeys(she.hand.faults))


def _am_i_eligible(she: Coordinator) -> None:
    she.open("/appels/")
    she.follows(re.compile(CALL))
    she.follows("Suis-je admissible?")
    for name, value in (("forme", "non_profit"), ("territoire", "oui"), ("activite", "oui")):
        she.hand.check(she.page.locator(f"main input[name={name}][value={value}]"))
    she.hand.write(she.field("demande"), "20 000")
    she.presses("Voir la réponse")
    she.sees("La réponse des règles")
    she.follows("Préparer une demande")


def _begins(she: Coordinator) -> None:
    if not she.way.has_account:
        _signs_up(she)
        return
    she.follows("J’ai déjà un compte")
    she.hand.write(she.field("login"), "organisme2@demo.exemple")
    she.hand.write(she.field("password"), PASSWORD)
    she.presses("Se connecter")
    she.goes(she.main.locator("form[method=post] button[type=submit]").first)


def _signs_up(she: Coordinator) -> None:
    """Her account, her organisation: the draft of the call she came from opens by itself."""
    she.follows("Créer un compte et commencer")
    she.hand.write(she.field("full_name"), "Aline Fictive")
    she.hand.write(she.field("email"), "aline.fictive@demo.exemple")
    she.hand.write(she.field("password1"), "une petite phrase de passe")
    she.hand.write(she.field("password2"), "une petite phrase de passe")
    she.presses("Créer mon compte")
    she.hand.write(she.field("name"), "Le Jardin sans clôture (organisme fictif)")
    she.presses("Inscrire l’organisme et commencer la demande")


def _writes_every_page(she: Coordinator) -> None:
    """The facts, then each page of the form, until the expected results and the budget."""
    if she.way.hand is Pointer and she.way.scripts:
        _a_slow_finger(she, "une quarantaine")
    else:
        she.hand.write(she.field("people_expected"), "une quarantaine")
        she.presses("Enregistrer et continuer")
    expect(she.field("people_expected")).to_have_value("une quarantaine")
    assert she.field("people_expected").get_attribute("aria-invalid") == "true"
    while _slug(she) != "resultats":
        before = _slug(she)
        names = she.page.locator("form#answers").evaluate(
            "form => [...new Set([...form.elements].map(field => field.name))]"
        )
        for name in names:
            if name in WRITTEN:
                she.hand.write(she.field(name), WRITTEN[name])
            elif name in DAYS:
                she.hand.write_day(she.field(name), DAYS[name])
            elif name in CHOSEN:
                she.hand.check(she.field(name).nth(CHOSEN[name]))
        she.presses("Enregistrer et continuer")
        assert _slug(she) != before, f"the page {before} does not lead on"
    she.hand.write(she.field("result-0-label"), "Repas servis")
    she.hand.write(she.field("result-0-target"), "960")
    she.presses("Enregistrer et continuer")


def _a_slow_finger(she: Coordinator, text: str) -> None:
    """Leaving the field by the button saves it while the button is held: what comes back must not move the button."""
    she.field("people_expected").press_sequentially(text)
    button = she.main.get_by_role("button", name=she.say("Enregistrer et continuer"), exact=True)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    she.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    with she.page.expect_event("load"):
        she.page.mouse.down()
        she.page.wait_for_timeout(500)
        she.page.mouse.up()
    she.looks()


def _slug(she: Coordinator) -> str:
    return urlsplit(she.page.url).path.rstrip("/").rsplit("/", 1)[-1]


def _budget_until_it_balances(she: Coordinator) -> None:
    _line(she, "cost-0", "Salaires", "15 000,00")
    another = she.main.get_by_role("button", name=she.say("Ajouter une dépense"))
    if she.way.scripts:
        she.hand.activate(another)
        expect(she.field("cost-1-category")).to_be_focused()
    else:
        she.goes(another)
    _line(she, "cost-1", "Denrées", "10 000")
    she.hand.write(she.field("requested"), "20 000,00 $")
    _line(she, "revenue-0", "Fonds de l’organisme", "4 000")
    she.hand.check(she.field("revenue-0-confirmed"))
    she.presses("Enregistrer")
    balance = she.page.locator("#balance")
    expect(balance).to_have_class(re.compile("is-revenue_missing"))
    expect(balance.get_by_role("status")).to_contain_text(re.compile(r"1[\s,]000[,.]00"))
    she.hand.write(she.field("revenue-0-amount"), "5 000")
    if not she.way.scripts:
        she.presses("Enregistrer")
    expect(balance).to_have_class(re.compile("is-balanced"))
    she.presses("Enregistrer et continuer")


def _line(she: Coordinator, row: str, label: str, amount: str) -> None:
    she.hand.pick(she.field(f"{row}-category"), 1)
    she.hand.write(she.field(f"{row}-label"), label)
    she.hand.write(she.field(f"{row}-amount"), amount)


def _one_document(she: Coordinator, directory: Path) -> None:
    paper = directory / "Lettres patentes.pdf"
    paper.write_bytes(samples.pdf(she.page.url))
    she.hand.attach(she.field("files"), paper)
    she.presses("Joindre ces fichiers")
    expect(she.main.get_by_role("link", name=paper.name)).to_be_visible()
    she.follows("Continuer : relire et envoyer")


def _checks(she: Coordinator) -> None:
    """The one answer left out is named with the way to it; then nothing is missing."""
    she.sees("Ce qui manque avant l’envoi")
    gaps = she.main.locator(".next-step li a")
    expect(gaps).to_have_count(1)
    she.goes(gaps)
    she.hand.check(she.field("renewal").first)
    she.presses("Enregistrer")
    she.follows("Voir ce qui manque")
    she.sees("Rien ne manque")
    she.sees(re.compile(r"20[\s,]000[,.]00"))


def _sends(she: Coordinator) -> None:
    she.hand.check(she.field("confirmed"))
    she.presses("Envoyer la demande")
    she.sees(re.compile(r"D-\d+-\d{4}"))
    she.sees("Lettres patentes.pdf")
    she.follows("Voir la demande")


def _withdraws(she: Coordinator) -> None:
    she.follows("Retirer la demande")
    she.hand.write(she.field("reason"), "La salle n’est plus prêtée.")
    she.presses("Retirer la demande")
    she.sees("Retirée")
