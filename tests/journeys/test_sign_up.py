"""A coordinator on a telephone, in French: from the public page to her draft and its documents."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect
from tests.files import samples
from tests.support import accessibility

PHRASE = "une petite phrase de passe"


def test_from_the_call_to_the_draft_and_its_documents(
    new_context: Callable[..., BrowserContext], axe: Callable[[Page], None]
) -> None:
    page = new_context(width=360).new_page()

    def sound() -> None:
        axe(page)
        assert accessibility.sideways_scroll(page) == 0, page.url

    page.goto("/appels/1/")
    page.get_by_role("link", name="Suis-je admissible?").click()
    page.get_by_label("Organisme à but non lucratif").check()
    page.get_by_role("group", name="Le projet sert-il").get_by_label("Oui").check()
    page.get_by_label("Combien pensez-vous demander?").fill("12 000")
    page.get_by_role("button", name="Voir la réponse").click()
    expect(page.get_by_role("heading", name="La réponse des règles")).to_be_visible()
    sound()
    page.get_by_role("link", name="Préparer une demande").click()
    sound()
    page.get_by_role("link", name="Créer un compte et commencer").click()
    page.get_by_label("Votre nom").fill("Camille Fictive")
    page.locator("input[name=email]").fill("camille.fictive@demo.exemple")
    page.locator("input[name=password1]").fill(PHRASE)
    page.locator("input[name=password2]").fill(PHRASE)
    sound()
    page.get_by_role("button", name="Créer mon compte").click()
    page.get_by_label("Nom de l’organisme").fill("La Ruche du canton (organisme fictif)")
    page.get_by_label("Numéro d’entreprise du Québec").fill("11 4512 3456")
    sound()
    page.get_by_role("button", name="Inscrire l’organisme et commencer").click()
    expect(page).to_have_url(re.compile("/etapes/projet/"))
    page.goto(page.url.replace("/projet/", "/documents/"))
    page.get_by_label("Fichiers").set_input_files(
        [
            {"name": "Lettres patentes.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()},
            {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"<html>"},
        ]
    )
    page.get_by_role("button", name="Joindre ces fichiers").click()
    expect(page.get_by_role("link", name="Lettres patentes.pdf")).to_be_visible()
    expect(page.get_by_text("page.pdf – Le contenu de ce fichier")).to_be_visible()
    sound()
    page.context.set_offline(True)
    page.get_by_label("Fichiers").set_input_files(
        [{"name": "b.pdf", "mimeType": "application/pdf", "buffer": samples.pdf("b")}]
    )
    page.get_by_role("button", name="Joindre ces fichiers").click()
    expect(page.get_by_role("status").filter(has_text="Pas de connexion")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Joindre ces fichiers").click()
    expect(page.get_by_role("link", name="b.pdf")).to_be_visible()
    page.get_by_role("button", name="Retirer Lettres patentes.pdf").click()
    expect(page.get_by_role("link", name="Lettres patentes.pdf")).to_have_count(0)
