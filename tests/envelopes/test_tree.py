"""Envelopes inside envelopes, at any depth and not bound to administrative levels; slow ones are seen on the lists."""

import itertools
import random
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.common.verdict import Refused
from alliances.domain.envelopes import actions
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Component, Envelope
from alliances.domain.envelopes.money import pace_of, received_cents
from alliances.domain.envelopes.pace import is_slow
from alliances.domain.envelopes.tree import accounts_below, tree_above, tree_below
from alliances.domain.ledger.queries import Columns, columns_of
from alliances.domain.people.roles import Role
from alliances.domain.territories.models import Level

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A region with a sub-region between it and its MRCs, and an officer for the whole province."""
    built = factories.world()
    built.sub = factories.territory("12-EST", "Sous-région d’essai", Level.SUBREGION, built.here.region)
    built.mrc = factories.territory("129", "MRC d’essai", Level.MRC, built.sub)
    built.borough = factories.territory("12901", "Arrondissement d’essai", Level.MUNICIPALITY, built.mrc)
    built.nation = factories.territory("PN", "Premières Nations d’essai", Level.NATION, built.province)
    built.officer = factories.hold(
        factories.account("ministere.entier"), Role.MINISTRY_OFFICER, built.province
    )
    built.second = factories.hold(
        factories.account("ministere.second"), Role.MINISTRY_OFFICER, built.province
    )
    everywhere = SimpleNamespace(officer=built.officer, second_officer=built.second, region=built.province)
    built.top = factories.envelope(built, everywhere, 1_000_000, name="Province")
    return built


def opened(client, parent, territory, component, name):
    """A part opened from the page of its parent, as one does."""
    typed = {"territory": territory.pk, "component": component, "name": name}
    answer = client.post(reverse("ministry_part_new", args=[parent.pk]), typed, follow=True)
    assert "L’enveloppe est ouverte" in answer.content.decode()
    return Envelope.objects.get(parent=parent, name=name)


def moved(world, origin, destination, cents):
    movement = actions.propose_movement(
        actor=world.officer,
        kind="transfer",
        fund=world.fund,
        lines=[Line(origin, destination, cents)],
        reason="Essai.",
    )
    return actions.approve(actor=world.second, movement=movement)


def test_the_tree_is_built_on_the_screens_from_the_province_to_the_local_tables(client, world):
    client.force_login(world.officer)
    whole, local = Component.WHOLE, Component.LOCAL
    region = opened(client, world.top, world.here.region, whole, "Région")
    opened(client, world.top, world.nation, whole, "Premières Nations")
    first = opened(client, region, world.here.region, whole, "Premier mandataire")
    opened(client, region, world.here.region, whole, "Second mandataire")
    sub = opened(client, first, world.sub, whole, "Sous-région")
    mrc = opened(client, sub, world.mrc, local, "MRC")
    borough = opened(client, mrc, world.borough, local, "Arrondissement")
    table = opened(client, borough, world.borough, local, "Table du nord")
    opened(client, borough, world.borough, local, "Table du sud")
    chain = [world.top, region, first, sub, mrc, borough, table]
    assert tree_above(table.pk) == [row.pk for row in chain]
    others = Envelope.objects.exclude(parent=None).exclude(name="Premières Nations")
    assert set(tree_below(region.pk)) == set(others.values_list("pk", flat=True))
    for origin, destination in itertools.pairwise(chain):
        moved(world, origin, destination, 700)
    page = client.get(reverse("ministry_envelope", args=[region.pk])).content.decode()
    assert "Premier mandataire" in page
    assert "Second mandataire" in page
    assert sum(columns_of(accounts_below(region.pk)).values(), Columns()).available_cents == 700
    assert client.get(reverse("ministry_workshop", args=[sub.pk])).status_code == 200


def test_two_parts_of_one_name_in_one_place_are_refused(world):
    words = {"parent": world.top, "territory": world.here.region, "component": Component.LOCAL, "name": "Une"}
    actions.open_part(actor=world.officer, **words)
    with pytest.raises(Refused, match="de ce nom existe déjà"):
        actions.open_part(actor=world.officer, **words)
    actions.open_part(actor=world.officer, **words | {"name": "Autre"})
    twin = Envelope.objects.get(name="Autre")
    with pytest.raises(IntegrityError, match="envelope_once_per_place"), transaction.atomic():
        Envelope.objects.filter(pk=twin.pk).update(name="Une")


def test_a_call_may_be_paid_by_an_envelope_of_any_depth(client, world):
    alliance = factories.signed_alliance(world)
    factories.adopted_priority(world, alliance)
    regional = alliance.envelope.children.get(component=Component.REGIONAL)
    deep = actions.open_part(
        actor=world.officer,
        parent=regional,
        territory=world.mrc,
        component=Component.LOCAL,
        name="Table profonde",
    )
    client.force_login(world.here.manager)
    page = client.get(reverse("manager_call_new", args=[alliance.pk])).content.decode()
    assert f'<option value="{deep.pk}"' in page


def test_the_page_asks_the_same_number_of_questions_whatever_the_depth(client, world):
    client.force_login(world.officer)
    page = reverse("ministry_envelope", args=[world.top.pk])

    def asked():
        with CaptureQueriesContext(connection) as met:
            assert client.get(page).status_code == 200
        return len(met)

    asked()
    parent = actions.open_part(
        actor=world.officer,
        parent=world.top,
        territory=world.here.region,
        component=Component.WHOLE,
        name="1",
    )
    before = asked()
    for depth in range(2, 10):
        parent = actions.open_part(
            actor=world.officer,
            parent=parent,
            territory=world.here.region,
            component=Component.WHOLE,
            name=f"{depth}",
        )
    assert asked() == before
    assert len(accounts_below(world.top.pk)) == 10


def test_the_database_calls_slow_what_the_page_calls_slow(world):
    """The same rule written twice, for one row and for a list: they agree on a tree with grants, on any day."""
    call = factories.open_call(world, world.here)
    factories.signed_grant(call, world.here, requested_cents=9_000)
    draw = random.Random(4)
    for _try in range(12):
        today = date(draw.randint(2023, 2031), draw.randint(1, 12), draw.randint(1, 28))
        found = dict(Envelope.objects.annotate(slow=is_slow(today)).values_list("pk", "slow"))
        for row in Envelope.objects.all():
            whole = sum(columns_of(accounts_below(row.pk)).values(), Columns())
            pace = pace_of(
                row,
                received=received_cents(row),
                committed=whole.committed_cents,
                paid=whole.paid_cents,
                today=today,
            )
            assert found[row.pk] == bool(pace and pace.is_slow), (row, today)


def test_slow_envelopes_are_marked_filtered_and_sorted_on_the_list(client, world):
    client.force_login(world.officer)
    late = world.top
    Envelope.objects.exclude(pk=late.pk).update(first_year=2090, last_year=2091)
    assert timezone.localdate().year < 2090
    listed = reverse("ministry_envelope_list")
    slow = client.get(listed, {"rythme": "lent"}).content.decode()
    assert "Moins vite que le temps" in slow
    assert reverse("ministry_envelope", args=[late.pk]) in slow
    assert reverse("ministry_envelope", args=[world.envelope.pk]) not in slow
    others = client.get(listed, {"rythme": "suit"}).content.decode()
    assert reverse("ministry_envelope", args=[late.pk]) not in others
    assert reverse("ministry_envelope", args=[world.envelope.pk]) in others
    for order in ("is_slow", "-is_slow"):
        assert client.get(listed, {"tri": order}).status_code == 200
