"""Closing a fiscal year on the screen: two people of the ministry, what closes and what blocks said before."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories

from alliances.domain.ledger import actions
from alliances.domain.ledger.models import FiscalYear, Stage, TransferKind
from alliances.domain.people.roles import Role

pytestmark = pytest.mark.django_db
WORD = {"understood": "on"}


@pytest.fixture
def world():
    built = factories.world()
    built.first, built.second = (
        factories.hold(factories.account(name), Role.MINISTRY_OFFICER, built.province)
        for name in ("un", "deux")
    )
    child = actions.open_account(book=built.fund.book, stage=Stage.AVAILABLE, label="essai")
    actions.post(
        kind=TransferKind.ALLOCATION, origin=built.fund.source_account, destination=child, amount_cents=5,
        document="essai", actor=built.first, key="essai", accounting_date=date(2025, 6, 1),
    )  # fmt: skip
    return built


def signed_in(who):
    client = Client()
    client.force_login(who)
    return client


def address(year=2025):
    return reverse("ministry_year", args=[year])


def test_one_proposes_another_closes_and_each_reads_what_closes(world):
    first, second = signed_in(world.first), signed_in(world.second)
    assert address() in first.get(reverse("ministry_year_list")).content.decode()
    page = first.get(address()).content.decode()
    assert "1 écriture" in page
    assert "Proposer la fermeture" in page
    assert "Cochez cette case" in first.post(address(), {}).content.decode()
    assert first.post(address(), WORD).status_code == 302
    page = first.get(address()).content.decode()
    assert "une autre personne doit fermer" in page
    assert '<button class="button button-danger"' not in page
    first.post(address(), WORD)
    assert FiscalYear.objects.get(pk=2025).closed_at is None, "the same person does not close"
    assert address() not in first.get(reverse("today")).content.decode()
    assert address() in second.get(reverse("today")).content.decode()
    second.post(address(), WORD)
    year = FiscalYear.objects.get(pk=2025)
    assert (year.closing_proposed_by, year.closed_by) == (world.first.person, world.second.person)
    assert address() not in second.get(reverse("today")).content.decode()
    assert "Ce qui est fermé" in second.get(address()).content.decode()


def test_what_blocks_is_said_and_no_button_is_shown(world):
    factories.open_call(world)
    page = signed_in(world.first).get(address(2026)).content.decode()
    assert "se termine le" in page
    assert "L’exercice 2025-2026 a des écritures et reste ouvert" in page
    assert "Proposer la fermeture" not in page
    refused = signed_in(world.first).post(address(2026), WORD)
    assert refused.status_code == 200
    assert FiscalYear.objects.get(pk=2026).closing_proposed_by is None


def test_an_auditor_reads_and_does_not_act(world):
    auditor = signed_in(factories.hold(factories.account("verif"), Role.AUDITOR, world.province))
    assert "Proposer la fermeture" not in auditor.get(address()).content.decode()
    assert auditor.post(address(), WORD).status_code == 403


def test_a_year_without_an_entry_is_not_found(world):
    assert signed_in(world.first).get(address(2024)).status_code == 404


def test_the_page_costs_the_same_whatever_the_year_holds(world, django_assert_max_num_queries):
    client = signed_in(world.first)
    client.get(address())
    with django_assert_max_num_queries(100) as few:
        client.get(address())
        client.get(reverse("ministry_year_list"))
    for n in range(5):
        child = actions.open_account(book=world.fund.book, stage=Stage.AVAILABLE, label=f"{n}")
        actions.post(
            kind=TransferKind.ALLOCATION, origin=world.fund.source_account, destination=child, amount_cents=5,
            document="essai", actor=world.first, key=f"essai-{n}", accounting_date=date(2025, 6, 1),
        )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        client.get(address())
        client.get(reverse("ministry_year_list"))
