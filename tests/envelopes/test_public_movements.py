"""Everybody reads on the public page of an envelope what was announced for it and what moved, not what is proposed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.envelopes import actions
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Component, MovementKind


@pytest.mark.django_db
def test_an_announced_pooling_is_public_and_a_proposal_is_not(client):
    world = factories.world()
    factories.adopted_scenario(world)
    part = world.envelope.children.filter(component=Component.LOCAL).earliest("pk")
    regional = world.envelope.children.get(component=Component.REGIONAL)
    day = timezone.localdate() + timedelta(days=30)
    movement = actions.propose_movement(
        actor=world.here.officer,
        kind=MovementKind.POOLING,
        fund=world.fund,
        lines=[Line(part, regional, None)],
        reason="Essai.",
        effective_on=day,
    )
    page = reverse("envelope_page", args=[part.pk])
    assert "Remise en commun" not in client.get(page).content.decode()
    actions.approve(actor=world.here.second_officer, movement=movement)
    said = client.get(page).content.decode()
    assert "Remise en commun" in said
    assert "ce qui reste ce jour-là" in said
    assert "Essai." not in said
