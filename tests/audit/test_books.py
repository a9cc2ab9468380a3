"""The trial balance, the statement of an account and the page of an entry: their sums, their links, their cost."""

import html
import re
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories

import alliances.domain
from alliances.domain.chain.queries.books import accounts_of, entries_of
from alliances.domain.chain.queries.papers import papers_of
from alliances.domain.grants import actions as grants
from alliances.domain.ledger import actions
from alliances.domain.ledger.models import Book, LedgerAccount, Transfer, TransferKind
from alliances.domain.ledger.queries.accounts import Sums, statement, trial_balance
from alliances.domain.people.roles import Role
from alliances.spaces.papers import PAGES, paper_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """Here a grant reported and partly asked back; there another, paid."""
    built = factories.world()
    built.call = factories.open_call(built)
    built.grant = factories.reported_grant(built.call, built.here, spent_cents=1_500, requested_cents=2_000)
    built.elsewhere = factories.paid_grant(
        factories.open_call(built, built.there), built.there, requested_cents=3_000
    )
    built.chief = factories.hold(factories.account("verif"), Role.AUDITOR, built.province)
    return built


def signed_in(account: object) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text(answer: object) -> str:
    return html.unescape(answer.content.decode())  # type: ignore[attr-defined]


def today() -> date:
    return timezone.localdate()


def test_every_account_of_a_fund_together_makes_zero(world: SimpleNamespace) -> None:
    found = trial_balance(accounts_of(world.chief), Book.objects.get(), today())
    assert found.beyond.is_empty
    assert found.is_balanced
    assert found.total.closing_cents == 0
    assert {line.account.pk: line.sums.closing_cents for line in found.lines if line.sums.closing_cents} == {
        account.pk: account.balance_cents for account in LedgerAccount.objects.exclude(balance_cents=0)
    }
    assert not found.wrong


def test_a_region_is_balanced_by_what_stands_beyond_it(world: SimpleNamespace) -> None:
    found = trial_balance(accounts_of(world.here.auditor), Book.objects.get(), today())
    assert found.is_balanced
    assert found.beyond == Sums(0, 0, 100_000)
    assert "source" not in {line.account.stage for line in found.lines}


def test_a_movement_of_an_earlier_year_is_in_the_opening_balance(world: SimpleNamespace) -> None:
    envelope = factories.envelope(world, world.here, 5_000)
    entry = Transfer.objects.get(destination=envelope.account)
    year = entry.fiscal_year.last_day
    found = trial_balance(LedgerAccount.objects.filter(pk=envelope.account_id), entry.book, year)
    assert found.lines[0].sums == Sums(0, 5_000, 0)
    after = trial_balance(
        LedgerAccount.objects.filter(pk=envelope.account_id), entry.book, year + timedelta(days=1)
    )
    assert after.lines[0].sums == Sums(5_000, 0, 0)
    before = entry.accounting_date - timedelta(days=1)
    assert not trial_balance(LedgerAccount.objects.filter(pk=envelope.account_id), entry.book, before).lines


def test_a_balance_changed_by_hand_is_named(world: SimpleNamespace) -> None:
    accounts = LedgerAccount.objects.filter(pk=world.envelope.account_id)
    found = trial_balance(accounts, Book.objects.get(), today())
    line = found.lines[0]
    line.account.balance_cents += 1
    assert found.wrong == [line]


def test_the_statement_carries_the_balance_from_page_to_page(world: SimpleNamespace) -> None:
    account = world.envelope.account
    account.refresh_from_db()
    whole = statement(account, date(2000, 1, 1), today())
    after = [line.after_cents for line in whole.lines]  # type: ignore[attr-defined]
    assert after[-1] == account.balance_cents == whole.sums.closing_cents
    assert whole.sums.opening_cents == 0
    assert [line.after_cents for line in whole.lines[1:]] == after[1:], "cut into pages, it runs on"  # type: ignore[attr-defined]
    tomorrow = today() + timedelta(days=1)
    later = statement(account, tomorrow, tomorrow)
    assert later.sums == Sums(account.balance_cents, 0, 0)
    assert not later.lines.exists()


def test_a_late_entry_stands_at_its_date_in_the_statement(world: SimpleNamespace) -> None:
    source, account = world.fund.source_account, world.envelope.account
    late = actions.post(
        kind=TransferKind.ALLOCATION,
        origin=source,
        destination=account,
        amount_cents=700,
        document="essai",
        actor=world.here.officer,
        key="late",
        accounting_date=today() - timedelta(days=400),
    )
    lines = list(statement(account, date(2000, 1, 1), today()).lines)
    assert lines[0] == late
    assert lines[0].after_cents == 700
    since = statement(account, today() - timedelta(days=399), today())
    assert since.sums.opening_cents == 700
    assert since.lines.first().after_cents == 100_700  # type: ignore[union-attr]


def test_every_document_the_journey_writes_has_a_title_and_a_page(world: SimpleNamespace) -> None:
    recovery = factories.open_recovery(world.grant, world.here, 500)
    grants.receive_recovery(
        actor=world.here.requester, recovery=recovery, received_on=today(), reference="R-1"
    )
    texts = set(Transfer.objects.values_list("document", flat=True))
    papers = papers_of(texts)
    client = signed_in(world.chief)
    for text_ in texts:
        paper = papers[text_]
        assert paper.kind, text_
        assert paper.title != text_
        assert client.get(paper_url(paper)).status_code == 200, text_


def test_every_kind_of_document_written_in_the_code_is_known() -> None:
    house = Path(alliances.domain.__path__[0])
    written = {
        kind
        for file in (*house.rglob("actions/*.py"), *house.rglob("actions.py"))
        for kind in re.findall(r'document=(?:document or )?f"(\w+):', file.read_text(encoding="utf-8"))
    }
    assert {"scenario", "resolution", "grant", "payment", "report", "recovery"} <= written
    assert written <= set(PAGES)


@pytest.mark.parametrize(
    "odd", ["erreur", "grant:", "grant:x", "grant:999999", "grant:" + "9" * 40, "autre:1", ""]
)
def test_a_document_that_names_nothing_is_shown_as_it_is(odd: str) -> None:
    paper = papers_of([odd])[odd]
    assert (paper.title, paper.kind, paper_url(paper)) == (odd, "", "")


def test_the_trial_balance_leads_to_the_statement_with_the_same_dates(world: SimpleNamespace) -> None:
    client = signed_in(world.chief)
    day = today().isoformat()
    page = text(client.get(reverse("audit_trial"), {"au": day}))
    assert "La balance s’annule" in page
    account = world.envelope.account_id
    link = next(
        part.partition('"')[0]
        for part in page.split('href="')
        if part.startswith(reverse("audit_account", args=[account]))
    )
    assert link.endswith(f"au={day}")
    there = text(client.get(link))
    entry = Transfer.objects.filter(destination=account).earliest("pk")
    assert reverse("audit_entry", args=[entry.pk]) in there


def test_dates_that_cannot_be_read_are_said_and_the_usual_ones_serve(world: SimpleNamespace) -> None:
    client = signed_in(world.chief)
    account = reverse("audit_account", args=[world.envelope.account_id])
    for url, asked in (
        (reverse("audit_trial"), {"au": "hier"}),
        (reverse("audit_trial"), {"fonds": "inconnu"}),
        (account, {"du": "2026-13-45"}),
        (account, {"du": "2027-01-01", "au": "2026-01-01"}),
    ):
        answer = client.get(url, asked)
        assert answer.status_code == 200
        assert 'class="error-summary"' in text(answer)


def test_an_entry_shows_its_chain_and_its_reversal_both_ways(world: SimpleNamespace) -> None:
    envelope = factories.envelope(world, world.here, 5_000)
    entry = Transfer.objects.get(destination=envelope.account)
    reversal = actions.reverse(transfer=entry, document="Saisie en double", actor=world.here.officer)
    client = signed_in(world.here.auditor)
    page = text(client.get(reverse("audit_entry", args=[entry.pk])))
    before = Transfer.objects.get(book=entry.book, number=entry.number - 1)
    assert entry.digest in page
    assert before.digest in page
    assert reverse("audit_entry", args=[reversal.pk]) in page
    movement = envelope.movements_in.get().movement
    assert reverse("ministry_movement", args=[movement.pk]) in page
    back = text(client.get(reverse("audit_entry", args=[reversal.pk])))
    assert reverse("audit_entry", args=[entry.pk]) in back
    assert "Saisie en double" in back


def test_the_accounts_and_entries_of_another_region_are_not_found(world: SimpleNamespace) -> None:
    client = signed_in(world.here.auditor)
    theirs = entries_of(world.there.auditor).exclude(pk__in=entries_of(world.here.auditor)).latest("pk")
    assert client.get(reverse("audit_entry", args=[theirs.pk])).status_code == 404
    for account in (theirs.destination_id, world.fund.source_account_id):
        assert client.get(reverse("audit_account", args=[account])).status_code == 404


def test_who_reads_no_money_is_told_so(world: SimpleNamespace) -> None:
    assert "Aucun compte dans votre périmètre" in text(
        signed_in(world.here.coordinator).get(reverse("audit_trial"))
    )


@pytest.mark.parametrize("name", ["audit_trial", "audit_account", "audit_entries"])
def test_the_books_cost_the_same_with_few_entries_and_with_many(world: SimpleNamespace, name: str) -> None:
    client = signed_in(world.here.auditor)
    url = reverse(name, args=[world.envelope.account_id] if name == "audit_account" else [])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _again in range(3):
        factories.reported_grant(world.call, world.here, spent_cents=1_000, requested_cents=1_000)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
    assert len(few) <= 26


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_books_leave_as_files(world: SimpleNamespace, kind: str) -> None:
    client = signed_in(world.chief)
    for url in (
        reverse("audit_trial"),
        reverse("audit_entries"),
        reverse("audit_account", args=[world.envelope.account_id]),
    ):
        answer = client.get(url, {"format": kind})
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
    if kind == "csv":
        content = client.get(reverse("audit_entries"), {"format": kind}).content.decode("utf-8-sig")
        assert world.grant.number in content
