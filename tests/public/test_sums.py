"""Public totals are the ledger's, each sum says on which side of the mark it stands, and none crosses the mark."""

import re
from types import SimpleNamespace

import pytest
from django.db.models import Sum
from django.test import Client
from tests import factories
from tests.access import places
from tests.access.test_access import rows
from tests.support import shared

from alliances.domain.chain.queries import columns_by_side
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.ledger.models import LedgerAccount
from alliances.ui.formats import money

pytestmark = pytest.mark.django_db
in_the_places = shared.opened(places.WORLD)

REAL = 777  # cents in a real fund: any sum with a round amount of the demonstration would show these digits


@pytest.fixture
def world() -> SimpleNamespace:
    """Everything public in two regions, and one real envelope beside them."""
    built = places.WORLD.load()
    built.real = envelopes.create_fund(code="FQIS", name="Fonds d’essai réel", is_fictitious=False)
    factories_fund, built.fund = built.fund, built.real
    built.real_envelope = factories.envelope(built, built.here, REAL, name="Enveloppe réelle")
    built.fund = factories_fund
    return built


def public_pages(world: SimpleNamespace) -> dict[str, str]:
    """The text of every page that a visitor may open, by its address."""
    wanted = {
        places.address(row["route"], row["target"], world.objects["own"])
        for row in rows()
        if row["method"] == "GET" and row["visitor"].split("/")[0] == "200"
    }
    client = Client()
    pages = {url: client.get(url) for url in sorted(wanted)}
    return {
        url: page.content.decode()
        for url, page in pages.items()
        if page.headers["Content-Type"].startswith("text/html")
    }


def tables_of_sums(text: str) -> list[tuple[bool, list[str]]]:
    """(is marked as fictitious, amounts) of each table of the four columns in a page."""
    found = re.findall(r'<table class="data columns-table">(.*?)</table>', text, re.DOTALL)
    return [
        ("fictives" in table.partition("</caption>")[0], re.findall(r'data-label="[^"]*">([^<]*\$)', table))
        for table in found
    ]


def test_every_sum_is_marked_and_none_mixes_fiction_and_fact(world: SimpleNamespace) -> None:
    seen = {True: 0, False: 0}
    for url, text in public_pages(world).items():
        for is_marked, amounts in tables_of_sums(text):
            assert amounts, url
            if is_marked:
                assert not [amount for amount in amounts if amount.endswith(",77\xa0$")], url
            else:
                assert set(amounts) <= {money(REAL), money(0)}, (url, amounts)
            seen[is_marked] += 1
    assert seen[True] > 5
    assert seen[False] > 2


def test_the_totals_of_the_front_page_are_the_ledgers(world: SimpleNamespace) -> None:
    shown = dict(tables_of_sums(Client().get("/").content.decode()))
    for side in (False, True):
        standing = LedgerAccount.objects.filter(book__is_fictitious=side).exclude(stage="source")
        total = standing.aggregate(total=Sum("balance_cents"))["total"]
        assert shown[side][0] == money(int(total))
        assert columns_by_side()[side].allocated_cents == total


def test_a_measure_shows_what_its_envelopes_received_on_each_side(world: SimpleNamespace) -> None:
    shown = dict(tables_of_sums(Client().get("/mesures/PAGMAP-3.1.1.1/").content.decode()))
    assert shown[False][0] == money(REAL)
    assert shown[True][0] == money(columns_by_side()[True].allocated_cents)
