"""One walk through real screens, in each language: from the measure of the plan to the accepted report and the chain.

Each person signs in for her own gesture; the walk continues from the page that « Aujourd’hui » gives her. Buttons and
links are named by their French sentence, which `Walk.say` turns into the language of the walk as the product does.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from playwright.sync_api import BrowserContext, Locator, Page, expect

from alliances.ops.demo.cast import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
DAY = timezone.localdate()
TODAY = DAY.isoformat()


class Walk:
    """Small gestures, each as its person does it."""

    def __init__(
        self, language: str, new_context: Callable[..., BrowserContext], sign_in: Callable, axe: Callable
    ) -> None:
        self.language, self.new_context, self.sign_in, self.axe = language, new_context, sign_in, axe
        self.prefix = "" if language == "fr-ca" else f"/{language}"
        self.name = f"Essai du parcours ({language})"
        self.project = f"La table roulante d’essai ({language})"
        self.pages: dict[str, Page] = {}

    def say(self, sentence: str) -> str:
        """A French sentence of the product, in the language of this walk."""
        with translation.override(self.language):
            return translation.gettext(sentence)

    def open(self, page: Page, path: str) -> None:
        page.goto(f"{self.prefix}{path}")

    def as_(self, key: str) -> Page:
        """The page of this person, signed in on her own device, at what awaits her today."""
        if key not in self.pages:
            self.pages[key] = self.new_context().new_page()
            self.sign_in(self.pages[key], f"{key}@demo.exemple", PASSWORD)
        page = self.pages[key]
        self.open(page, "/aujourdhui/")
        return page

    def press(self, page: Page, label: str) -> None:
        main(page).get_by_role("button", name=self.say(label), exact=True).first.click()

    def follow(self, page: Page, text: str) -> None:
        main(page).get_by_role("link", name=text).first.click()

    def take_up(self, page: Page, verb: str, thing: str) -> None:
        """Follows what « today » asks for: the verb, then the thing."""
        pattern = re.compile(f"{re.escape(self.say(verb))}.*{re.escape(thing)}")
        main(page).get_by_role("link", name=pattern).first.click()

    def sees(self, page: Page, sentence: str) -> None:
        expect(main(page)).to_contain_text(self.say(sentence))

    def sees_amount(self, page: Page, thousands: str, units: str, cents: str = "00") -> None:
        """`18 000,00` in French, `18,000.00` in English."""
        expect(main(page)).to_contain_text(re.compile(rf"{thousands}[\s,]{units}[,.]{cents}"))


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def choose(page: Page, name: str, text: str) -> None:
    """Picks the option of a list that holds `text`."""
    box = page.locator(f"select[name={name}]")
    box.select_option(box.locator("option", has_text=text).first.get_attribute("value"))


@pytest.fixture(params=["fr-ca", "en"])
def walk(
    request: pytest.FixtureRequest,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable,
    axe: Callable,
) -> Walk:
    return Walk(request.param, new_context, sign_in, axe)


def test_the_money_walks_from_the_plan_to_the_last_receipt(walk: Walk, page: Page) -> None:
    _envelope_split_by_two_people(walk)
    _alliance_signed(walk)
    _framework_plan_and_priority(walk)
    _call_published(walk)
    _application_sent(walk)
    _two_scores(walk)
    _recommended(walk)
    _resolution_recorded(walk)
    _agreement_signed(walk)
    _payment_by_two_people(walk)
    _report_accepted(walk)
    _public_chain(walk, page)


def _envelope_split_by_two_people(walk: Walk) -> None:
    page = walk.as_("ministere")
    walk.open(page, "/ministere/enveloppes/nouvelle/")
    choose(page, "fund", "démonstration")
    choose(page, "measure", "3.1.1.1")
    choose(page, "territory", "Chaudière-Appalaches")
    page.fill("input[name=name]", walk.name)
    choose(page, "first_year", "2024-2025")
    choose(page, "last_year", "2028-2029")
    page.fill("input[name=amount]", "1 000 000,00 $")
    walk.press(page, "Créer l’enveloppe")
    expect(page.get_by_role("heading", level=1)).to_contain_text(walk.name)
    envelope = re.search(r"/enveloppes/(\d+)/", page.url)
    assert envelope
    walk.open(page, f"/ministere/enveloppes/{envelope[1]}/repartir/")
    page.fill("input[name=local_percent]", "90")
    walk.press(page, "Simuler")
    expect(main(page)).to_contain_text("Beauce-Sartigan")
    page.fill("input[name=title]", f"Répartition – {walk.name}")
    walk.axe(page)
    walk.press(page, "Garder cette simulation")
    walk.press(page, "Signer et proposer")
    second = walk.as_("ministere2")
    walk.take_up(second, "Signer la répartition", walk.name)
    walk.press(second, "Signer et adopter")
    walk.sees(second, "Adoptée")


def _alliance_signed(walk: Walk) -> None:
    page = walk.as_("ministere")
    walk.open(page, "/ministere/alliances/nouvelle/")
    choose(page, "envelope", walk.name)
    choose(page, "territory", "Chaudière-Appalaches")
    choose(page, "plan", "PAGMAP")
    choose(page, "mandataire", "Mandataire de démonstration, Chaudière-Appalaches")
    page.fill("input[name=name]", f"Alliance – {walk.name}")
    page.fill("input[name=protocol_number]", "ESSAI-1")
    page.fill("input[name=starts_on]", "2024-04-01")
    page.fill("input[name=ends_on]", "2029-03-31")
    walk.press(page, "Préparer l’Alliance")
    page.fill("input[name=signed_on]", TODAY)
    walk.press(page, "Signer l’Alliance")
    walk.sees(page, "Signée")


def _framework_plan_and_priority(walk: Walk) -> None:
    page = walk.as_("region")
    walk.open(page, "/region/alliances/")
    walk.follow(page, f"Alliance – {walk.name}")
    alliance = page.url
    page.goto(f"{alliance}cadre/")
    page.fill("input[name=valid_from]", TODAY)
    page.fill("textarea[name=source], input[name=source]", "Cadre d’essai.")
    page.fill("input[name=scores_per_application]", "2")
    walk.press(page, "Inscrire cette version")
    page.goto(f"{alliance}plans-locaux/nouveau/")
    page.fill("input[name=title]", f"Plan local – {walk.name}")
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
    walk.sees(page, "Adopté")


def _call_published(walk: Walk) -> None:
    page = walk.as_("region")
    walk.open(page, "/region/alliances/")
    walk.follow(page, f"Alliance – {walk.name}")
    page.goto(f"{page.url}appels/nouveau/")
    page.fill("input[name=title]", f"Appel – {walk.name}")
    page.fill("textarea[name=purpose]", "Soutenir des repas partagés.")
    choose(page, "envelope", "Les Appalaches")
    page.fill("input[name=budget]", "50 000")
    page.get_by_label(re.compile("Manger ensemble")).check()
    page.fill("input[name=opens_on]", (DAY - timedelta(days=1)).isoformat())
    page.fill("input[name=closes_on]", (DAY + timedelta(days=20)).isoformat())
    page.fill("input[name=label_1]", "Réponse à la priorité")
    page.fill("input[name=weight_1]", "1")
    walk.press(page, "Préparer l’appel")
    walk.press(page, "Publier l’appel")
    walk.sees(page, "Publié")


def _application_sent(walk: Walk) -> None:
    page = walk.as_("organisme")
    walk.take_up(page, "Voir l’appel ouvert", walk.name)
    walk.follow(page, walk.say("Préparer une demande"))
    main(page).locator("form[method=post] button[type=submit]").first.click()
    answers = {
        "title": walk.project,
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
        follow_on = main(page).get_by_role("button", name=walk.say("Enregistrer et continuer"))
        if not follow_on.count():
            break
        before = page.url
        follow_on.click()
        page.wait_for_url(lambda url, before=before: url != before)
    walk.sees_amount(page, "20", "000")
    page.check("input[name=confirmed]")
    walk.press(page, "Envoyer la demande")
    expect(main(page)).to_contain_text(re.compile(r"D-\d+-0001"))
    walk.axe(page)


def _two_scores(walk: Walk) -> None:
    for member in ("comite", "comite2"):
        page = walk.as_(member)
        walk.take_up(page, "Lire et noter", walk.project)
        page.locator("main input[name=has_conflict]").first.check()
        walk.press(page, "Déclarer mes intérêts")
        for group in page.locator("main fieldset:has(input[type=radio])").all():
            group.locator("input[type=radio]").nth(4).check()
        walk.press(page, "Envoyer mes notes")


def _recommended(walk: Walk) -> None:
    page = walk.as_("region")
    walk.take_up(page, "Consigner la recommandation", walk.project)
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
    walk.take_up(page, "Consigner la résolution", walk.name)
    page.fill("input[name=body_name]", "Table des élus d’essai (fictive)")
    page.fill("input[name=number]", f"N-{walk.name}")
    page.fill("input[name=adopted_on]", TODAY)
    page.locator("main input[type=checkbox][name^=in_]").check()
    walk.press(page, "Consigner la résolution")
    walk.sees_amount(page, "18", "000")


def _agreement_signed(walk: Walk) -> None:
    page = walk.as_("region")
    walk.take_up(page, "Signer la convention", walk.project)
    page.fill("input[name=signed_on]", TODAY)
    page.fill("input[name=signed_for_organisation]", "Maude Fictive")
    walk.press(page, "Signer la convention")
    walk.sees_amount(page, "18", "000")


def _payment_by_two_people(walk: Walk) -> None:
    page = walk.as_("versement")
    walk.take_up(page, "Demander un versement", walk.project)
    if not page.locator("main input[name=amount_cents]").count():
        walk.follow(page, walk.say("Demander un versement"))
    page.fill("input[name=amount_cents]", "18 000,00")
    page.fill("main [name=purpose]", "Versement unique")
    for box in page.locator("main input[name=attestations]").all():
        box.check()
    walk.press(page, "Demander ce versement")
    other = walk.as_("approbation")
    walk.take_up(other, "Approuver le versement", walk.project)
    walk.press(other, "Approuver ce versement")
    page = walk.as_("versement")
    walk.take_up(page, "Inscrire le versement fait", walk.project)
    page.fill("input[name=paid_on]", TODAY)
    page.fill("input[name=reference]", "ESSAI-V-1")
    walk.press(page, "Inscrire le versement fait")


def _report_accepted(walk: Walk) -> None:
    page = walk.as_("organisme")
    walk.take_up(page, "Rendre compte", walk.project)
    if not page.locator("main textarea[name=activities]").count():
        main(page).locator("a[href*='/reddition/']").first.click()
    page.fill("textarea[name=activities]", "Douze repas, quatre villages.")
    page.fill("input[name=people_reached]", "83")
    page.fill("input[name=spent_cents]", "17 500,25")
    walk.press(page, "Envoyer la reddition")
    region = walk.as_("region")
    walk.take_up(region, "Examiner la reddition de comptes", walk.project)
    walk.press(region, "Accepter la reddition")
    walk.sees(region, "Acceptée")


def _public_chain(walk: Walk, page: Page) -> None:
    """A visitor finds the project and reads the whole walk, article 11 to justified dollars."""
    walk.open(page, "/aides/?q=table+roulante")
    main(page).get_by_role("link", name=walk.project).first.click()
    main(page).locator("a[href*='/parcours/']").first.click()
    page.wait_for_url("**/parcours/*/")
    text = main(page).inner_text()
    for expected in (
        "Article 11",
        "PAGMAP",
        "3.1.1.1",
        walk.name,
        "Manger ensemble",
        f"N-{walk.name}",
        walk.project,
    ):
        assert expected in text, expected
    walk.sees_amount(page, "17", "500", "25")
    walk.axe(page)
