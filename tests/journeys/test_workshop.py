"""Two splits that were published, made again from the home page by officers, in a real browser: to the cent.

Chaudière-Appalaches: 90 % of 4 646 195 $ for local initiatives (mrcdesappalaches.ca). Lanaudière: the budgets of the
calls of November 2020, four territories and the regional call (hebdorivenord.com, 18 November 2020).
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.support import accessibility, html

from alliances.ops.demo.cast import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
SignIn = Callable[[Page, str, str], None]
LANAUDIERE = {
    "D’Autray": "581785,42",
    "Joliette": "716701,60",
    "Montcalm": "621258,71",
    "L’Assomption": "668396,63",
}


def enter(new_context: Callable[..., BrowserContext], sign_in: SignIn, who: str, **options: object) -> Page:
    page = new_context(**options).new_page()
    page.goto("/")
    sign_in(page, f"{who}@demo.exemple", PASSWORD)
    return page


def looked_at(page: Page) -> Page:
    faults = [*accessibility.violations(page), *html.faults(page.content())]
    assert not faults, f"{page.url}:\n" + "\n".join(faults)
    assert accessibility.sideways_scroll(page) == 0
    return page


def envelope(page: Page, second: Page, place: str, amount: str, name: str) -> None:
    """From the home page to the workshop of a new envelope, whose money another person approved."""
    page.get_by_role("link", name="Enveloppes", exact=True).first.click()
    page.get_by_role("link", name="Créer une enveloppe").click()
    page.get_by_label("Fonds").select_option(index=1)
    page.get_by_label("Mesure servie").select_option(index=1)
    wanted = page.get_by_label("Territoire", exact=True).locator("option", has_text=f"{place} (").first
    page.get_by_label("Territoire", exact=True).select_option(wanted.get_attribute("value"))
    page.get_by_label("Nom de l’enveloppe").fill(name)
    page.get_by_label("Montant", exact=True).fill(amount)
    page.get_by_label("D’où vient ce montant?").fill("Annonce d’essai.")
    page.get_by_role("button", name="Créer l’enveloppe").click()
    second.goto(page.url)
    looked_at(second).get_by_role("button", name="Signer et approuver").click()
    expect(second.locator(".badge", has_text="Fait").first).to_be_visible()
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    page.get_by_role("link", name="Ouvrir l’atelier de répartition").click()


def adopt(page: Page, second: Page, name: str) -> None:
    """Kept, signed by one officer, then by another."""
    page.get_by_label("Nom de cette répartition").fill(name)
    page.get_by_role("button", name="Garder cette simulation").click()
    page.get_by_role("button", name="Signer et proposer").click()
    second.goto(page.url)
    looked_at(second).get_by_role("button", name="Signer et adopter").click()
    expect(second.locator(".badge", has_text="Adoptée").first).to_be_visible()


def told(page: Page) -> str:
    return re.sub(r"\s", " ", page.locator("main").inner_text())


def test_ninety_and_ten_per_cent_with_a_slider_that_follows(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    page, second = enter(new_context, sign_in, "ministere"), enter(new_context, sign_in, "ministere2")
    envelope(page, second, "Chaudière-Appalaches", "4646195", "Quatre-vingt-dix et dix")
    page.get_by_label("Part locale, en %").fill("90")
    page.get_by_role("button", name="Simuler").first.click()
    assert "4 181 575,50 $" in told(looked_at(page))
    assert "464 619,50 $" in told(page)
    before = page.locator(".workshop > section tbody td").first.inner_text()
    slider = page.locator("#id_weight_base + input[type=range]")
    slider.fill("100")
    expect(page.get_by_label("Base égale").first).to_have_value("100")
    expect(page.locator(".workshop > section tbody td").first).not_to_have_text(before)
    assert "weight_base=100" in page.url
    assert "4 181 575,50 $" in told(page), "the total does not move"
    adopt(page, second, "Neuf dixièmes")
    page.reload()
    assert "464 619,50 $" in told(page)


def test_call_budgets_to_the_cent_without_any_script(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    page = enter(new_context, sign_in, "ministere", java_script_enabled=False)
    second = enter(new_context, sign_in, "ministere2")
    envelope(page, second, "Lanaudière", "3896784,86", "Appels de 2020")
    page.get_by_label("Méthode").select_option("imposed")
    page.get_by_role("button", name="Choisir cette méthode").click()
    assert page.locator("input[type=range]").count() == 0
    page.get_by_label("Part locale, en %").fill("100")
    page.locator("summary", has_text="Volets fixés en dollars").click()
    page.get_by_label("Volet régional").fill("1308642,50")
    page.get_by_label("Montants, un par territoire").fill(
        "\n".join(f"{k}; {v}" for k, v in LANAUDIERE.items())
    )
    page.locator("summary", has_text="Territoires qui reçoivent").click()
    for other in ("Les Moulins", "Matawinie"):
        page.get_by_role("checkbox", name=other).uncheck()
    page.get_by_role("button", name="Simuler").first.click()
    shown = told(page)
    for amount in (
        "581 785,42 $",
        "716 701,60 $",
        "621 258,71 $",
        "668 396,63 $",
        "1 308 642,50 $",
        "2 588 142,36 $",
    ):
        assert amount in shown, shown
    adopt(page, second, "Budgets des appels")
    page.reload()
    assert "1 308 642,50 $" in told(page)
