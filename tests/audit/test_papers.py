"""The books on paper: accessible in both languages, the same sums as the screen, nobody else's."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.interfaces.test_documents import assert_accessible, read, squeezed, words_of

from alliances.domain.ledger.actions import reverse as reverse_transfer
from alliances.domain.ledger.models import Transfer, TransferKind
from alliances.domain.people.roles import Role
from alliances.ui.formats import money

pytestmark = pytest.mark.django_db
PAPERS = {
    "document_trial": ("Balance de vérification", "Trial balance"),
    "document_account": ("Relevé de compte", "Account statement"),
    "document_entry": ("Écriture nᵒ 1", "Entry No. 1"),
    "document_commitments": ("Registre des engagements", "Register of commitments"),
    "document_late": ("Écritures tardives et contre-écritures", "Late entries and reversals"),
}


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    built = factories.world()
    built.grant = factories.paid_grant(factories.open_call(built), built.here, requested_cents=2_000)
    built.chief = factories.hold(factories.account("verif"), Role.AUDITOR, built.province)
    return built


def signed_in(account: object) -> Client:
    client = Client()
    client.force_login(account)
    return client


def address(name: str, world: SimpleNamespace) -> str:
    entry = Transfer.objects.get(number=1)
    keys = {"document_account": [world.envelope.account_id], "document_entry": [entry.pk]}
    return reverse(name, args=keys.get(name, []))


@pytest.mark.parametrize("name", PAPERS)
def test_each_book_prints_in_both_languages(world: SimpleNamespace, name: str) -> None:
    client = signed_in(world.chief)
    for prefix, language, title in zip(("", "/en"), ("fr-CA", "en-CA"), PAPERS[name], strict=True):
        answer = client.get(f"{prefix}{address(name, world)}")
        assert answer["Content-Type"] == "application/pdf"
        assert_accessible(read(answer.content), language, title)


def test_the_papers_bear_the_sums_of_the_screens(world: SimpleNamespace) -> None:
    client = signed_in(world.chief)
    words = {name: words_of(read(client.get(address(name, world)).content)) for name in PAPERS}
    assert squeezed(money(-100_000)) in words["document_trial"]
    assert squeezed("Le total des soldes est zéro") in words["document_trial"]
    assert squeezed(money(100_000)) in words["document_account"]
    assert Transfer.objects.get(number=1).digest in words["document_entry"]
    assert world.grant.number in words["document_commitments"]
    assert squeezed("Aucune écriture tardive") in words["document_late"]


def test_a_paper_answers_the_question_asked_or_does_not_exist(world: SimpleNamespace) -> None:
    client = signed_in(world.chief)
    for name, asked in (
        ("document_trial", {"au": "hier"}),
        ("document_trial", {"fonds": "inconnu"}),
        ("document_account", {"du": "2027-01-01", "au": "2026-01-01"}),
        ("document_commitments", {"fonds": "inconnu"}),
        ("document_late", {"jours": "-1"}),
    ):
        assert client.get(address(name, world), asked).status_code == 404
    last_year = (timezone.localdate() - timedelta(days=400)).isoformat()
    before = client.get(address("document_account", world), {"du": last_year, "au": last_year})
    assert squeezed("Aucune écriture entre ces dates") in words_of(read(before.content))
    none = client.get(address("document_commitments", world), {"exercice": "1999"})
    assert world.grant.number not in words_of(read(none.content))


@pytest.mark.parametrize("name", PAPERS)
def test_each_screen_leads_to_its_paper(world: SimpleNamespace, name: str) -> None:
    screen = name.replace("document", "audit")
    keys = {"audit_account": [world.envelope.account_id], "audit_entry": [Transfer.objects.get(number=1).pk]}
    page = signed_in(world.chief).get(reverse(screen, args=keys.get(screen, []))).content.decode()
    assert address(name, world) in page


def test_a_paper_keeps_only_what_the_search_and_the_filters_of_its_screen_keep(
    world: SimpleNamespace,
) -> None:
    client = signed_in(world.chief)

    def printed(name: str, **asked: str) -> str:
        return words_of(read(client.get(address(name, world), asked).content))

    said = squeezed("Seules les lignes que gardent la recherche et les filtres")
    number, file = world.grant.number, world.grant.application.number
    assert number in printed("document_commitments", q=number)
    nothing = printed("document_commitments", q="introuvable")
    assert number not in nothing
    assert said in nothing
    whole, some = printed("document_trial"), printed("document_trial", etape="available")
    assert file in whole
    assert file not in some
    assert (said in whole, said in some) == (False, True)
    assert file not in printed("document_trial", q="introuvable")
    reverse_entry(world)
    assert squeezed("Contre-écriture") in printed("document_late", genre="contre")
    assert squeezed("Aucune écriture tardive") in printed("document_late", genre="tardive")
    assert squeezed("Aucune écriture tardive") in printed("document_late", q="introuvable")


def reverse_entry(world: SimpleNamespace) -> None:
    paid = Transfer.objects.filter(kind=TransferKind.PAYMENT).latest("number")
    reverse_transfer(transfer=paid, document="erreur de saisie", actor=world.chief)
