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
    page.fill("textarea[name=reason]", "Annonce d’essai.")
    walk.press(page, "Créer l’enveloppe")
    second = walk.as_("ministere2")
    walk.take_up(second, "Approuver le mouvement", walk.name)
    walk.press(second, "Signer et approuver")
    walk.sees(second, "Fait")
    walk.open(page, "/ministere/enveloppes/")
    main(page).get_by_role("link", name=walk.name).first.click()
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
    walk.take_up(walk.as_("ministere2"), "Signer la répartition", walk.name)
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
    walk.follow(page, walk.say("Inscrire qui a participé"))
    page.locator("select[name=stage]").select_option("choice")
    page.fill("input[name=method]", "Repas et discussion")
    page.fill("input[name=people_with_experience]", "9")
    walk.press(page, "Inscrire cette occasion")
    expect(main(page)).to_contain_text("Repas et discussion")
    page.goto(f"{plan}modifier/")
    page.fill("textarea[name=equity_territory]", "Le sud est loin de tout.")
    walk.press(page, "Enregistrer")
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
        "people_expected": "80",
        "starts_on": "2027-01-10",
        "ends_on": "2027-12-10",
        "need": "Les repas partagés manquent en hiver.",
        "activities": "Douze repas dans quatre villages.",
        "calendar": "Un repas par mois.",
        "audience": "Des personnes seules et des familles.",
        "participation": "Les personnes choisissent le menu et les lieux.",
        "partners": "La municipalité prête la salle.",
        "continuity": "L’habitude de manger ensemble.",
        "equity_gender": "Nous ne savons pas.",
        "equity_territory": "Deux villages sont loin.",
        "equity_groups": "Les personnes aînées.",
        "result-0-label": "Repas servis",
        "result-0-target": "960",
        "requested": "20 000,00 $",
        "cost-0-label": "Salaires et denrées",
        "cost-0-amount": "25 000,00",
        "revenue-0-label": "Fonds de l’organisme",
        "revenue-0-amount": "5 000",
    }
    for _step in range(12):
        for name, value in answers.items():
            field = page.locator(f"main [name='{name}']")
            if field.count():
                field.fill(value)
        for name in ("priority", "concertation", "renewal"):
            choice = page.locator(f"main input[name={name}]")
            if choice.count():
                choice.first.check()
        follow_on = main(page).get_by_role("button", name=walk.say("Enregistrer et continuer"))
        if not follow_on.count():
            break
        before = page.url
        follow_on.click()
        page.wait_for_url(lambda url, before=before: url != before)
    main(page).get_by_role("link", name=walk.say("Continuer : relire et envoyer")).click()
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
        walk.sees(page, "Envoyer mes notes")
        for group in page.locator("main fieldset:has(input[type=radio])").all():
            group.locator("input[type=radio]").nth(4).check()
        walk.press(page, "Envoyer mes notes")
        walk.sees(page, "Ce qui se passe ensuite")


def _recommended(walk: Walk) -> None:
    page = walk.as_("region")
    walk.take_up(page, "Consigner la recommandation", walk.project)
    if "/recommandations/" not in page.url:
        walk.follow(page, walk.say("Consigner la recommandation"))
    page.locator("main input[name=sitting]").first.check()
    page.locator("main select[name^=advice_]").select_option("oui")
    page.locator("main input[name^=amount_]").fill("18 000,00")
    page.locator("main textarea[name^=reasons_]").fill("Répond à la priorité; le transport est déjà payé.")
    walk.press(page, "Consigner la liste")


def _resolution_recorded(walk: Walk) -> None:
    page = walk.as_("greffe")
    walk.take_up(page, "Consigner la résolution", walk.name)
    page.locator("main input[name=sitting]").first.check()
    page.fill("input[name=number]", f"N-{walk.name}")
    page.locator("main input[type=checkbox][name^=in_]").check()
    walk.press(page, "Consigner la résolution")
    walk.sees_amount(page, "18", "000")


def _agreement_signed(walk: Walk) -> None:
    """Two instalments offered by the region, accepted by the organisation."""
    page = walk.as_("region")
    walk.take_up(page, "Préparer l’offre", walk.project)
    page.fill("input[name=signed_for_organisation]", "Maude Fictive")
    for line, (amount, condition) in enumerate(
        (("10 800,00", "À la signature"), ("7 200,00", "Au rapport d’étape")), start=1
    ):
        page.fill(f"input[name=amount_{line}]", amount)
        page.fill(f"input[name=due_{line}]", TODAY)
        page.fill(f"input[name=condition_{line}]", condition)
    walk.axe(page)
    walk.press(page, "Faire cette offre")
    walk.sees_amount(page, "10", "800")
    other = walk.as_("organisme")
    walk.take_up(other, "Répondre à l’offre", walk.project)
    walk.axe(other)
    other.check("input[name=confirmed]")
    walk.press(other, "Accepter l’offre et signer")
    walk.sees_amount(other, "18", "000")


def _payment_by_two_people(walk: Walk) -> None:
    for number in (1, 2):
        _instalment_paid(walk, number)


def _instalment_paid(walk: Walk, number: int) -> None:
    page = walk.as_("versement")
    walk.take_up(page, "Demander un versement", walk.project)
    walk.follow(page, walk.say("Demander la tranche %(rank)s") % {"rank": number})
    page.fill("main [name=evidence]", "Vérifié au dossier.")
    for box in page.locator("main input[name=attestations]").all():
        box.check()
    walk.press(page, "Demander ce versement")
    other = walk.as_("approbation")
    walk.take_up(other, "Approuver le versement", walk.project)
    walk.press(other, "Approuver ce versement")
    page = walk.as_("versement")
    walk.take_up(page, "Inscrire le versement fait", walk.project)
    page.fill("input[name=paid_on]", TODAY)
    page.fill("input[name=reference]", f"ESSAI-V-{number}")
    walk.press(page, "Inscrire le versement fait")


def _report_accepted(walk: Walk) -> None:
    page = walk.as_("organisme")
    walk.take_up(page, "Rendre compte", walk.project)
    if not page.locator("main textarea[name=activities]").count():
        main(page).locator("a[href*='/reddition/']").first.click()
    page.fill("textarea[name=activities]", "Douze repas, quatre villages.")
    page.fill("input[name=people_reached]", "83")
    for box in page.locator("main input[name^=achieved_]").all():
        box.fill("12")
    _spending_written(page)
    walk.axe(page)
    walk.press(page, "Envoyer la reddition")
    expect(main(page)).to_contain_text(re.compile(r"R-\d+-0001"))
    region = walk.as_("region")
    walk.take_up(region, "Examiner la reddition de comptes", walk.project)
    walk.press(region, "Accepter la reddition")
    walk.sees(region, "Acceptée")


def _spending_written(page: Page) -> None:
    """17 500,25 $ paid with the help, on the first line; each difference is explained."""
    for position, box in enumerate(page.locator("main input[name^=part_]").all()):
        rank = (box.get_attribute("name") or "").removeprefix("part_")
        page.fill(f"input[name=spent_{rank}]", "17 500,25")
        box.fill("0,00" if position else "17 500,25")
        page.fill(f"input[name=why_{rank}]", "Dépenses réelles.")
    if page.locator("main input[name=spent_cents]").count():
        page.fill("input[name=spent_cents]", "17 500,25")


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
