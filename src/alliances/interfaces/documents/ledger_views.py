"""The books on paper: the same question in the address as the screen, and the same perimeter."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliances.domain.chain.queries import registers
from alliances.domain.chain.queries.books import accounts_of, books_of, entries_of
from alliances.domain.chain.queries.registers import commitments_of, signed_in_year, within_place
from alliances.domain.ledger.models import Book, Stage
from alliances.domain.ledger.queries import accounts
from alliances.domain.ledger.queries.accounts import first_day_of_year, statement, trial_balance
from alliances.domain.ledger.queries.late import FEW_DAYS, KINDS, SEARCHED, late_entries, of_kind
from alliances.interfaces.documents import ledger
from alliances.interfaces.documents.views import SignedRequest, pdf
from alliances.ui.asked import Asked, AsOfForm, DelayForm, FundForm, PeriodForm
from alliances.ui.tables.searching import searched


def _books(request: SignedRequest) -> dict[str, Book]:
    """Those she reads; who reads none has no such paper."""
    books = {book.code: book for book in books_of(request.user)}
    if not books:
        raise Http404
    return books


def _names(books: dict[str, Book]) -> list[tuple[str, str]]:
    return [(code, book.name) for code, book in books.items()]


def _words(request: SignedRequest) -> str:
    """What the screen was searching, read as its table reads it."""
    return request.GET.get("q", "")[:200].strip()


def _readable(form: Asked) -> None:
    """A paper answers the question asked or does not exist: it never takes a usual date instead."""
    if not form.is_valid():
        raise Http404


@never_cache
@require_safe
@login_required
def trial(request: SignedRequest) -> HttpResponse:
    books = _books(request)
    form = AsOfForm(request, _names(books), timezone.localdate())
    _readable(form)
    book, day = books[form.answer("fonds")], form.answer("au")
    found = trial_balance(accounts_of(request.user), book, day)
    stage, words = request.GET.get("etape", ""), _words(request)
    lines = [line for line in found.lines if stage not in Stage.values or line.account.stage == stage]
    lines = searched(lines, accounts.SEARCHED, words) if words else lines
    return pdf(ledger.trial_letter(book, found, lines, words), f"balance-{book.code}-{day}")


@never_cache
@require_safe
@login_required
def account(request: SignedRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(accounts_of(request.user).select_related("book", "drawn_from"), pk=pk)
    today = timezone.localdate()
    form = PeriodForm(request, first_day_of_year(today), today)
    _readable(form)
    found = statement(held, form.answer("du"), form.answer("au"))
    return pdf(ledger.statement_letter(found), f"releve-compte-{pk}")


@never_cache
@require_safe
@login_required
def entry(request: SignedRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(entries_of(request.user).select_related("reversed_by"), pk=pk)
    return pdf(ledger.entry_letter(found), f"ecriture-{found.book.code}-{found.number}")


@never_cache
@require_safe
@login_required
def commitments(request: SignedRequest) -> HttpResponse:
    books = _books(request)
    form = FundForm(request, _names(books))
    _readable(form)
    book = books[form.answer("fonds")]
    year, place = request.GET.get("exercice", ""), request.GET.get("territoire", "")
    rows = signed_in_year(commitments_of(request.user, book), year)
    rows = within_place(rows, place) if place else rows
    words = _words(request)
    rows = searched(rows, registers.SEARCHED, words) if words else rows
    letter = ledger.commitments_letter(book, rows, is_narrowed=bool(year or place or words), words=words)
    return pdf(letter, f"engagements-{book.code}")


@never_cache
@require_safe
@login_required
def late(request: SignedRequest) -> HttpResponse:
    _books(request)
    form = DelayForm(request, FEW_DAYS)
    _readable(form)
    days = form.answer("jours")
    found = late_entries(entries_of(request.user), days).order_by("-posted_at", "-pk")
    kind, words = request.GET.get("genre", ""), _words(request)
    found = of_kind(found, kind) if kind in KINDS else found
    found = searched(found, SEARCHED, words) if words else found
    letter = ledger.late_letter(list(found), days, is_narrowed=kind in KINDS or bool(words), words=words)
    return pdf(letter, "ecritures-tardives")
