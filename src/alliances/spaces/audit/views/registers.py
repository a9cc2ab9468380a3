"""The register of commitments of a fund, and the entries that came late or reverse another."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliances.domain.chain.queries.books import books_of, entries_of
from alliances.domain.chain.queries.registers import commitments_of
from alliances.domain.ledger.queries.late import FEW_DAYS, late_entries
from alliances.spaces.audit.tables.registers import CommitmentTable, LateTable
from alliances.spaces.views import SignedRequest, signed_in
from alliances.ui.asked import DelayForm, FundForm


@require_safe
@signed_in
def commitments(request: SignedRequest) -> HttpResponse:
    books = {book.code: book for book in books_of(request.user)}
    if not books:
        return render(request, "audit/commitments.html")
    form = FundForm(request, [(code, book.name) for code, book in books.items()])
    book = books[form.answer("fonds")]
    table = CommitmentTable(request, commitments_of(request.user, book), fictitious=book.is_fictitious)
    if table.export:
        return table.response(f"engagements-{book.code}")
    return render(request, "audit/commitments.html", {"form": form, "book": book, "table": table})


@require_safe
@signed_in
def late(request: SignedRequest) -> HttpResponse:
    form = DelayForm(request, FEW_DAYS)
    days = form.answer("jours")
    table = LateTable(request, late_entries(entries_of(request.user), days), patience=days)
    if table.export:
        return table.response("ecritures-tardives")
    return render(request, "audit/late.html", {"form": form, "table": table})
