"""Autosave in a real browser: it says when, it survives a dead network, an expired session and a second tab."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from tests import factories
from tests.support.phone import enter, phone, write

from alliances.domain.applications import actions

__all__ = ["phone"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_nothing_typed_is_lost(phone: BrowserContext, live_server) -> None:
    world = factories.world()
    call = factories.open_call(world)
    who = world.here.coordinator
    draft = actions.start(actor=who, call=call, organisation=world.here.organisation)
    url = live_server.url + reverse("organisation_application_step", args=[draft.pk, "besoin"])
    page = phone.new_page()
    enter(page, url, who)
    state = page.locator("#save-state")

    def stored() -> str:
        return draft.answers.get(question__code="need").typed

    write(page, "need", "Un premier texte.")
    expect(state).to_contain_text("Enregistré à")
    assert stored() == "Un premier texte."

    phone.set_offline(True)
    write(page, "need", "Écrit sans réseau.")
    expect(state).to_contain_text("Pas encore envoyé au serveur")
    phone.set_offline(False)
    expect(state).to_contain_text("Enregistré à")
    assert stored() == "Écrit sans réseau."

    second = phone.new_page()
    second.goto(url)
    write(page, "need", "Le texte du premier onglet.")
    expect(state).to_contain_text("Enregistré à")
    write(second, "need", "Le texte du second onglet.")
    expect(second.locator("#save-state blockquote")).to_contain_text("Le texte du premier onglet.")
    assert stored() == "Le texte du premier onglet."
    second.get_by_role("button", name="Garder mon texte").click()
    expect(second.locator("#save-state")).to_contain_text("Enregistré à")
    assert stored() == "Le texte du second onglet."

    Session.objects.all().delete()
    write(second, "need", "Écrit après la fin de la session.")
    again = second.locator("#save-state a")
    expect(again).to_have_text("Se connecter de nouveau")
    again.click()
    enter(second, second.url, who)
    second.get_by_role("button", name="Reprendre ce texte").click()
    expect(second.locator("#save-state")).to_contain_text("Enregistré à")
    assert stored() == "Écrit après la fin de la session."


def test_the_budget_adds_up_and_loses_no_row(phone: BrowserContext, live_server) -> None:
    world = factories.world()
    who = world.here.coordinator
    draft = actions.start(actor=who, call=factories.open_call(world), organisation=world.here.organisation)
    url = live_server.url + reverse("organisation_application_step", args=[draft.pk, "budget"])
    page = phone.new_page()
    enter(page, url, who)

    def row(where: Page, **fields: str) -> None:
        for name, text in fields.items():
            write(where, name.replace("_", "-"), text)

    def stored() -> list[tuple[str, int | None]]:
        return list(
            draft.budget_lines.filter(side="cost").order_by("rank").values_list("label", "amount_cents")
        )

    row(page, cost_0_label="Loyer", cost_0_amount="1 500", requested="266")
    expect(page.locator("#balance")).to_contain_text("Il manque 1\u00a0234,00\u00a0$ de revenus.")
    expect(page.locator("#save-state")).to_contain_text("Enregistré à")

    phone.set_offline(True)
    row(
        page, cost_1_label="Repas", cost_1_amount="100"
    )  # the script made this row when the first was written
    expect(page.locator("#save-state")).to_contain_text("Pas encore envoyé au serveur")
    page.close()  # the words stay in the device
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(url)
    page.get_by_role("button", name="Reprendre ce texte").click()
    expect(page.locator("#save-state")).to_contain_text("Enregistré à")
    assert stored() == [("Loyer", 150_000), ("Repas", 10_000)]

    second = phone.new_page()
    second.goto(url)
    row(page, cost_0_amount="1 600")
    expect(page.locator("#save-state")).to_contain_text("Enregistré à")
    row(second, cost_0_amount="1 700")
    expect(second.locator("#save-state blockquote").first).to_contain_text("1\u00a0600,00")
    assert stored()[0] == ("Loyer", 160_000)
    second.get_by_role("button", name="Garder mon texte").click()
    expect(second.locator("#save-state")).to_contain_text("Enregistré à")
    assert stored()[0] == ("Loyer", 170_000)

    second.get_by_role("button", name="Retirer – Dépense 2").click()
    expect(second.locator("#save-state")).to_contain_text("Enregistré à")
    second.wait_for_timeout(300)
    assert stored() == [("Loyer", 170_000)]
