"""Autosave in a real browser: it says when, it survives a dead network, an expired session and a second tab."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from tests import factories
from tests.journeys.conftest import FLAGS, INSTALL

from alliances.domain.applications import actions

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    program = shutil.which("chromium")
    if program is None:
        pytest.fail(f"Chromium is missing: {INSTALL}", pytrace=False)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=FLAGS)
        made = browser.new_context(locale="fr-CA", viewport={"width": 320, "height": 800})
        made.set_default_timeout(20_000)
        yield made
        browser.close()


def enter(page: Page, url: str, who: object) -> None:
    page.goto(url)
    page.fill("[name=login]", who.email)  # type: ignore[attr-defined]
    page.fill("[name=password]", factories.PASSWORD)
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.wait_for_selector("#save-state")


def typed(page: Page, text: str) -> None:
    page.fill("[name=need]", text)
    page.locator("[name=need]").blur()


def test_nothing_typed_is_lost(context: BrowserContext, live_server) -> None:
    world = factories.world()
    call = factories.open_call(world)
    who = world.here.coordinator
    draft = actions.start(actor=who, call=call, organisation=world.here.organisation)
    url = live_server.url + reverse("organisation_application_step", args=[draft.pk, "besoin"])
    page = context.new_page()
    enter(page, url, who)
    state = page.locator("#save-state")

    def stored() -> str:
        draft.refresh_from_db()
        return draft.need

    typed(page, "Un premier texte.")
    expect(state).to_contain_text("Enregistré à")
    assert stored() == "Un premier texte."

    context.set_offline(True)
    typed(page, "Écrit sans réseau.")
    expect(state).to_contain_text("Pas de connexion")
    context.set_offline(False)
    expect(state).to_contain_text("Enregistré à")
    assert stored() == "Écrit sans réseau."

    second = context.new_page()
    second.goto(url)
    typed(page, "Le texte du premier onglet.")
    expect(state).to_contain_text("Enregistré à")
    typed(second, "Le texte du second onglet.")
    expect(second.locator("#save-state blockquote")).to_contain_text("Le texte du premier onglet.")
    assert stored() == "Le texte du premier onglet."
    second.get_by_role("button", name="Garder mon texte").click()
    expect(second.locator("#save-state")).to_contain_text("Enregistré à")
    assert stored() == "Le texte du second onglet."

    Session.objects.all().delete()
    typed(second, "Écrit après la fin de la session.")
    again = second.locator("#save-state a")
    expect(again).to_have_text("Se connecter de nouveau")
    again.click()
    enter(second, second.url, who)
    second.get_by_role("button", name="Reprendre ce texte").click()
    expect(second.locator("#save-state")).to_contain_text("Enregistré à")
    assert stored() == "Écrit après la fin de la session."
