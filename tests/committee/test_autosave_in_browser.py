"""A committee member’s notes in a real browser: no word is lost to a dead network, a second tab, an expired session."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect
from tests import factories
from tests.support.phone import enter, phone, write

from alliances.domain.review import actions
from alliances.domain.review.models import Review

__all__ = ["phone"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_no_note_of_a_member_is_lost(phone: BrowserContext, live_server) -> None:
    world = factories.world()
    call = factories.open_call(world)
    sent = factories.sent_application(call, world.here)
    who = world.here.member
    actions.declare_interests(actor=who, application=sent, has_conflict=False)
    first = call.criteria.all()[0].pk
    url = live_server.url + reverse("committee_application", args=[sent.pk])
    page = phone.new_page()
    enter(page, url, who)
    state = page.locator("#save-state")

    def stored() -> str:
        return str(Review.objects.get().draft.get("comment"))

    page.locator(f"[name='criterion_{first}'][value='4']").check()
    write(page, "comment", "Un avis qui mûrit.")
    expect(state).to_contain_text("Enregistré à")
    assert stored() == "Un avis qui mûrit."
    assert Review.objects.get().draft[f"criterion_{first}"] == "4"

    phone.set_offline(True)
    write(page, "comment", "Écrit sans réseau.")
    expect(state).to_contain_text("gardées dans cet appareil")
    page.close()  # the words stay in the device
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(url)
    page.get_by_role("button", name="Reprendre ces notes").click()
    expect(page.locator("#save-state")).to_contain_text("Enregistré à")
    assert stored() == "Écrit sans réseau."
    expect(page.locator(f"[name='criterion_{first}'][value='4']")).to_be_checked()

    second = phone.new_page()
    second.goto(url)
    write(page, "comment", "Le premier onglet.")
    expect(page.locator("#save-state")).to_contain_text("Enregistré à")
    write(second, "comment", "Le second onglet.")
    expect(second.locator("#save-state blockquote").first).to_contain_text("Le premier onglet.")
    assert stored() == "Le premier onglet."
    second.get_by_role("button", name="Garder ce qui est dans cette page").click()
    expect(second.locator("#save-state")).to_contain_text("Enregistré à")
    assert stored() == "Le second onglet."

    Session.objects.all().delete()
    write(second, "comment", "Après la fin de la session.")
    again = second.locator("#save-state a")
    expect(again).to_have_text("Se connecter de nouveau")
    again.click()
    enter(second, second.url, who)
    second.get_by_role("button", name="Reprendre ces notes").click()
    expect(second.locator("#save-state")).to_contain_text("Enregistré à")
    assert stored() == "Après la fin de la session."
    assert not Review.objects.get().scores.exists(), "nothing is sent without the button"
