"""One walk in French through real screens: from the measure of the plan to the accepted report, and the public chain.

Each person signs in for her own gesture; the walk continues from the page that « Aujourd’hui » gives her.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from alliances.ops.demo.cast import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
DAY = timezone.localdate()
TODAY = DAY.isoformat()
NAME = "Essai du parcours"
PROJECT = "La table roulante d’essai"


class Walk:
    """Small gestures, each as its person does it."""

    def __init__(
        self, new_context: Callable[..., BrowserContext], sign_in: Callable, axe: Callable[[Page], None]
    ) -> None:
        self.new_context, self.sign_in, self.axe = new_context, sign_in, axe
        self.pages: dict[str, Page] = {}

    def as_(self, key: str) -> Page:
        """The page of this person, signed in on her own device, at what awaits her today."""
        if key not in self.pages:
            self.pages[key] = self.new_context().new_page()
            self.sign_in(self.pages[key], f"{key}@demo.exemple", PASSWORD)
        page = self.pages[key]
        page.goto("/aujourdhui/")
        return page

    def press(self, page: Page, label: str) -> None:
        page.get_by_role("main").get_by_role("button", name=label, exact=True).click()

    def follow(self, page: Page, text: str | re.Pattern[str]) -> None:
        page.get_by_role("main").get_by_role("link", name=text).first.click()


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def choose(page: Page, name: str, text: str) -> None:
    """Picks the option of a list that holds `text`."""
    box = page.locator(f"select[name={name}]")
    box.select_option(box.locator("option", has_text=text).first.get_attribute("value"))


@pytest.fixture
def walk(new_context: Callable[..., BrowserContext], sign_in: Callable, axe: Callable[[Page], None]) -> Walk:
    return Walk(new_context, sign_in, axe)


def test_the_money_walks_from_the_plan_to_the_last_receipt(
    walk: Walk, page: Page, axe: Callable[[Page], None]
) -> None:
    _envelope_split_by_two_people(walk)
    _alliance_signed(walk)
    _framework_plan_and_priority(walk)
    _call_published(walk)
    number = _application_sent(walk)
    _two_scores(walk)
    _recommended(walk)
    _resolution_recorded(walk)
    _agreement_signed(walk)
    _payment_by_two_people(walk)
    _report_accepted(walk)
    _public_chain(page, axe)
    assert number


def _envelope_split_by_two_people(walk: Walk) -> None:
    page = walk.as_("ministere")
    page.goto("/ministere/enveloppes/nouvelle/")
    choose(page, "fund", "démonstration")
    choose(page, "measure", "3.1.1.1")
    choose(page, "territory", "Chaudière-Appalaches")
    page.fill("input[name=name]", NAME)
    choose(page, "first_year", "2024-2025")
    choose(page, "last_year", "2028-2029")
    page.fill("input[name=amount]", "1 000 000,00 $")
    walk.press(page, "Créer l’enveloppe")
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    envelope = re.search(r"/enveloppes/(\d+)/", page.url)
    assert envelope
    page.goto(f"/ministere/enveloppes/{envelope[1]}/repartir/")
    page.fill("input[name=local_percent]", "90")
    walk.press(page, "Simuler")
    expect(main(page)).to_contain_text("Beauce-Sartigan")
    page.fill("input[name=title]", f"Répartition – {NAME}")
    walk.axe(page)
    walk.press(page, "Garder cette simulation")
    page.get_by_role("button", name=re.compile("Proposer|première signature", re.I)).first.click()
    second = walk.as_("ministere2")
    walk.follow(second, re.compile(f"Signer la répartition.*{NAME}"))
    second.get_by_role("button", name=re.compile("Adopter", re.I)).first.click()
    expect(main(second)).to_contain_text("Adoptée")


def _alliance_signed(walk: Walk) -> None:
    page = walk.as_("ministere")
    page.goto("/ministere/alliances/nouvelle/")
    choose(page, "envelope", NAME)
    choose(page, "territory", "Chaudière-Appalaches")
    choose(page, "plan", "PAGMAP")
    choose(page, "mandataire", "Mandataire de démonstration, Chaudière-Appalaches")
    page.fill("input[name=name]", f"Alliance – {NAME}")
    page.fill("input[name=protocol_number]", "ESSAI-1")
    page.fill("input[name=starts_on]", "2024-04-01")
    page.fill("input[name=ends_on]", "2029-03-31")
    walk.press(page, "Préparer l’Alliance")
    page.fill("input[name=signed_on]", TODAY)
    page.get_by_role("button", name=re.compile("Signer", re.I)).first.click()
    expect(main(page)).to_contain_text("Signée")


def _framework_plan_and_priority(walk: Walk) -> None:
    page = walk.as_("region")
    page.goto("/region/alliances/")
    walk.follow(page, f"Alliance – {NAME}")
    alliance = page.url
    page.goto(f"{alliance}cadre/")
    page.fill("input[name=valid_from]", TODAY)
    page.fill("textarea[name=source], input[name=source]", "Cadre d’essai.")
    page.fill("input[name=scores_per_application]", "2")
    walk.press(page, "Inscrire cette version")
    page.goto(f"{alliance}plans-locaux/nouveau/")
    page.fill("input[name=title]", f"Plan local – {NAME}")
    choose(page, "territory", "Les Appalaches")
    walk.press(page, "Commencer le plan")
    plan = page.url
    page.goto(f"{plan}priorites/nouvelle/")
    page.fill("input[name=title]", "Manger ensemble")
    page.fill("textarea[name=need]", "Les repas partagés manquent en hiver.")
    page.get_by_label(re.compile("^4")).check()
    page.fill("input[name=people_with_experience]", "9")
    page.fill("input[name=organisations_present]", "4")
    walk.press(page, "Ajouter la priorité")
    page.goto(plan)
    page.fill("input[name=adopted_by]", "Table locale d’essai (fictive)")
    page.fill("input[name=adopted_on]", TODAY)
    walk.press(page, "Inscrire l’adoption")
    expect(main(page)).to_contain_text("Adopté")


def _call_published(walk: Walk) -> None:
    page = walk.as_("region")
    page.goto("/region/alliances/")
    walk.follow(page, f"Alliance – {NAME}")
    page.goto(f"{page.url}appels/nouveau/")
    page.fill("input[name=title]", f"Appel – {NAME}")
    page.fill("textarea[name=purpose]", "Soutenir des repas partagés.")
    choose(page, "envelope", "Les Appalaches")
    page.fill("input[name=budget]", "50 000")
    page.get_by_label(re.compile("Manger ensemble")).check()
    page.fill("input[name=opens_on]", (DAY - timedelta(days=1)).isoformat())
    page.fill("input[name=closes_on]", (DAY + timedelta(days=20)).isoformat())
    page.fill("input[name=label_1]", "Réponse à la priorité")
    page.fill("input[name=weight_1]", "1")
    walk.press(page, "Préparer l’appel")
    page.get_by_role("button", name=re.compile("Publier", re.I)).first.click()
    expect(main(page)).to_contain_text(re.compile("Publié|Ouvert"))


def _application_sent(walk: Walk) -> str:
    page = walk.as_("organisme")
    walk.follow(page, re.compile(f"Voir l’appel ouvert.*{NAME}"))
    walk.follow(page, "Préparer une demande")
    page.get_by_role("main").get_by_role("button", name=re.compile("Commencer")).click()
    answers = {
        "title": PROJECT,
        "need": "Les repas partagés manquent en hiver.",
        "activities": "Douze repas dans quatre villages.",
        "participation": "Les personnes choisissent le menu et les lieux.",
        "people_expected": "80",
        "total_cost_cents": "25 000,00",
        "requested_cents": "20 000,00 $",
        "starts_on": "2027-01-10",
        "ends_on": "2027-12-10",
    }
    for _step in range(8):
        for name, value in answers.items():
            field = page.locator(f"main [name={name}]")
            if field.count():
                field.fill(value)
        priority = page.locator("main input[name=priority]")
        if priority.count():
            priority.first.check()
        follow_on = page.get_by_role("main").get_by_role("button", name="Enregistrer et continuer")
        if not follow_on.count():
            break
        before = page.url
        follow_on.click()
        page.wait_for_url(lambda url, before=before: url != before)
    expect(main(page)).to_contain_text("20 000,00")
    page.check("input[name=confirmed]")
    walk.press(page, "Envoyer la demande")
    expect(main(page)).to_contain_text(re.compile(r"D-\d+-0001"))
    walk.axe(page)
    found = re.search(r"D-\d+-\d{4}", main(page).inner_text())
    return found[0] if found else ""


def _two_scores(walk: Walk) -> None:
    for member in ("comite", "comite2"):
        page = walk.as_(member)
        walk.follow(page, re.compile(f"Lire et noter.*{PROJECT}"))
        page.get_by_label(re.compile("^Non, je n’ai aucun lien")).check()
        walk.press(page, "Déclarer mes intérêts")
        for group in page.locator("main fieldset:has(input[type=radio])").all():
            group.locator("input[type=radio]").nth(4).check()
        walk.press(page, "Envoyer mes notes")


def _recommended(walk: Walk) -> None:
    page = walk.as_("region")
    walk.follow(page, re.compile(f"Consigner la recommandation.*{PROJECT}"))
    if not page.url.endswith("/recommandation/"):
        page.goto(f"{page.url}recommandation/")
    choice = page.locator("main [name=is_favourable]")
    if choice.first.evaluate("element => element.tagName") == "SELECT":
        choice.select_option(index=1)
    else:
        choice.first.check()
    page.fill("input[name=amount]", "18 000,00")
    page.fill("textarea[name=reasons]", "Répond à la priorité; le transport est déjà payé.")
    walk.press(page, "Consigner la recommandation")


def _resolution_recorded(walk: Walk) -> None:
    page = walk.as_("greffe")
    walk.follow(page, re.compile(f"Consigner la résolution.*{NAME}"))
    page.fill("input[name=body_name]", "Table des élus d’essai (fictive)")
    page.fill("input[name=number]", "ESSAI-2026-1")
    page.fill("input[name=adopted_on]", TODAY)
    page.locator("main input[type=checkbox][name^=in_]").check()
    walk.press(page, "Consigner la résolution")
    expect(main(page)).to_contain_text("18 000,00")


def _agreement_signed(walk: Walk) -> None:
    page = walk.as_("region")
    walk.follow(page, re.compile(f"Signer la convention.*{PROJECT}"))
    page.fill("input[name=signed_on]", TODAY)
    page.fill("input[name=signed_for_organisation]", "Maude Fictive")
    walk.press(page, "Signer la convention")
    expect(main(page)).to_contain_text("18 000,00")


def _payment_by_two_people(walk: Walk) -> None:
    page = walk.as_("versement")
    walk.follow(page, re.compile(f"Demander un versement.*{PROJECT}"))
    if not page.locator("main input[name=amount_cents]").count():
        walk.follow(page, re.compile("Demander"))
    page.fill("input[name=amount_cents]", "18 000,00")
    page.fill("main [name=purpose]", "Versement unique")
    for box in page.locator("main input[name=attestations]").all():
        box.check()
    walk.press(page, "Demander ce versement")
    other = walk.as_("approbation")
    walk.follow(other, re.compile(f"Approuver le versement.*{PROJECT}"))
    other.get_by_role("main").get_by_role("button", name=re.compile("Approuver")).first.click()
    page = walk.as_("versement")
    walk.follow(page, re.compile(f"Inscrire le versement fait.*{PROJECT}"))
    page.fill("input[name=paid_on]", TODAY)
    page.fill("input[name=reference]", "ESSAI-V-1")
    walk.press(page, "Inscrire le versement fait")


def _report_accepted(walk: Walk) -> None:
    page = walk.as_("organisme")
    walk.follow(page, re.compile(f"Rendre compte.*{PROJECT}"))
    if not page.locator("main textarea[name=activities]").count():
        walk.follow(page, re.compile("reddition|compte", re.I))
    page.fill("textarea[name=activities]", "Douze repas, quatre villages.")
    page.fill("input[name=people_reached]", "83")
    page.fill("input[name=spent_cents]", "17 500,25")
    walk.press(page, "Envoyer la reddition")
    region = walk.as_("region")
    walk.follow(region, re.compile(f"Examiner la reddition.*{PROJECT}"))
    region.get_by_role("main").get_by_role("button", name=re.compile("Accepter")).first.click()
    expect(main(region)).to_contain_text("Acceptée")


def _public_chain(page: Page, axe: Callable[[Page], None]) -> None:
    """A visitor finds the project and reads the whole walk, article 11 to justified dollars."""
    page.goto("/aides/?q=table+roulante")
    main(page).get_by_role("link", name=PROJECT).first.click()
    main(page).locator("a[href*='/parcours/']").first.click()
    page.wait_for_url("**/parcours/*/")
    text = main(page).inner_text()
    for expected in ("Article 11", "PAGMAP", "3.1.1.1", NAME, "Manger ensemble", "ESSAI-2026-1", PROJECT):
        assert expected in text, expected
    assert re.search(r"17\s500,25\s\$", text)
    axe(page)
    page.goto(page.url.replace("/parcours/", "/en/parcours/"))
    assert "Report" in main(page).inner_text()
