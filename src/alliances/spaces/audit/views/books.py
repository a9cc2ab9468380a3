"""The trial balance of a fund, the statement of an account, one entry."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliances.domain.chain.queries.books import accounts_of, books_of, entries_of
from alliances.domain.chain.queries.papers import papers_of
from alliances.domain.ledger.queries.accounts import first_day_of_year, statement, trial_balance
from alliances.domain.ledger.queries.proofs import previous_digest
from alliances.spaces.audit.tables.books import AccountTable, StageTable, TrialTable, stage_lines
from alliances.spaces.papers import paper_url
from alliances.spaces.views import SignedRequest, signed_in, visible_or_404
from alliances.ui.asked import AsOfForm, PeriodForm


@require_safe
@signed_in
def trial(request: SignedRequest) -> HttpResponse:
    """One fund at one date: the sub-totals by stage, then each account."""
    books = {book.code: book for book in books_of(request.user)}
    form = AsOfForm(request, [(code, book.name) for code, book in books.items()], timezone.localdate())
    if not books:
        return render(request, "audit/trial.html", {"form": None})
    book, day = books[form.answer("fonds")], form.answer("au")
    found = trial_balance(accounts_of(request.user), book, day)
    period = (found.first_day, found.last_day)
    table = TrialTable(request, found.lines, period=period, fictitious=book.is_fictitious)
    if table.export:
        return table.response(f"balance-{book.code}-{day}")
    lines = stage_lines(found, lambda stage: f"{table.url(etape=stage)}#{table.name}")
    stages = StageTable(request, lines, prefix="s_")
    context = {"form": form, "book": book, "trial": found, "table": table, "stages": stages}
    return render(request, "audit/trial.html", context)


@require_safe
@signed_in
def account(request: SignedRequest, pk: int) -> HttpResponse:
    """One account between two dates, as a bank would write it."""
    held = visible_or_404(accounts_of(request.user).select_related("book", "drawn_from"), pk=pk)
    today = timezone.localdate()
    form = PeriodForm(request, first_day_of_year(today), today)
    found = statement(held, form.answer("du"), form.answer("au"))
    table = AccountTable(request, found.lines, fictitious=held.book.is_fictitious)
    if table.export:
        return table.response(f"releve-compte-{pk}-{found.first_day}-{found.last_day}")
    context = {"form": form, "account": held, "statement": found, "table": table}
    return render(request, "audit/account.html", context)


@require_safe
@signed_in
def entry(request: SignedRequest, pk: int) -> HttpResponse:
    """Everything of one entry, and its place in the chain."""
    found = visible_or_404(entries_of(request.user).select_related("reversed_by"), pk=pk)
    paper = papers_of([found.document])[found.document]
    readable = set(
        accounts_of(request.user)
        .filter(pk__in=[found.origin_id, found.destination_id])
        .values_list("pk", flat=True)
    )
    context = {
        "entry": found,
        "paper": paper,
        "paper_url": paper_url(paper),
        "previous": previous_digest(found),
        "readable": readable,
        "reversal": getattr(found, "reversed_by", None),
    }
    return render(request, "audit/entry.html", context)
