"""Moving money from the page of an envelope: what would move is read first, then signed; no word is lost."""

import re

import pytest
from django.urls import reverse
from tests import factories

from alliances.domain.common.verdict import Refused
from alliances.domain.envelopes import actions
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Component, Movement, MovementKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client):
    built = factories.world()
    factories.adopted_scenario(built)
    built.first, built.second = built.envelope.children.filter(component=Component.LOCAL).order_by("pk")
    client.force_login(built.here.officer)
    built.page = reverse("ministry_movement_virement", args=[built.first.pk])
    built.asked = {"asked": "1", "destination": built.second.pk, "amount": "50,00"}
    return built


def mark(page: str) -> str:
    found = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_lines_are_shown_then_signed_and_approved_by_another(client, world):
    shown = client.get(world.page, world.asked).content.decode()
    assert not Movement.objects.filter(kind=MovementKind.TRANSFER).exists()
    client.post(world.page, world.asked | {"reason": "Entente des tables.", "read": mark(shown)})
    movement = Movement.objects.get(kind=MovementKind.TRANSFER)
    assert movement.lines.get().amount_cents == 5_000
    page = reverse("ministry_movement", args=[movement.pk])
    assert "Signé et proposé" in client.get(page).content.decode()
    client.force_login(world.here.second_officer)
    client.post(reverse("ministry_movement_approve", args=[movement.pk]))
    assert "Signé et fait" in client.get(page).content.decode()
    movement.refresh_from_db()
    assert movement.state == "done"


def test_lines_that_were_not_read_are_not_signed_and_the_reason_stays(client, world):
    shown = client.get(world.page, world.asked).content.decode()
    other = world.asked | {"amount": "60,00", "reason": "Entente des tables.", "read": mark(shown)}
    answer = client.post(world.page, other).content.decode()
    assert not Movement.objects.filter(kind=MovementKind.TRANSFER).exists()
    assert "Ces lignes ont changé" in answer
    assert "Entente des tables." in answer


def test_an_amount_that_cannot_be_read_gets_a_sentence_and_stays(client, world):
    answer = client.get(world.page, world.asked | {"amount": "douze"}).content.decode()
    assert "Écrivez un montant en chiffres" in answer
    assert 'value="douze"' in answer


def test_a_proposal_altered_behind_the_guard_of_the_database_is_not_approved(world, monkeypatch):
    movement = actions.propose_movement(
        actor=world.here.officer,
        kind=MovementKind.TRANSFER,
        fund=world.fund,
        lines=[Line(world.first, world.second, 5_000)],
        reason="Essai.",
    )
    monkeypatch.setattr(actions.movements, "digest_of_movement", lambda _movement: "f" * 64)
    with pytest.raises(Refused, match="empreinte"):
        actions.approve(actor=world.here.second_officer, movement=movement)
