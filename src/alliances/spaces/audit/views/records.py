"""Reading every record of money and decision of one's perimeter. Nothing here changes anything."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliances.domain.chain.queries.books import entries_of
from alliances.spaces.audit import queries
from alliances.spaces.audit.tables.records import BalanceTable, DecisionTable, EntryTable
from alliances.spaces.views import SignedRequest, signed_in


@require_safe
@signed_in
def home(request: SignedRequest) -> HttpResponse:
    return render(request, "audit/home.html", {"counts": queries.counts_for(request.user)})


@require_safe
@signed_in
def entries(request: SignedRequest) -> HttpResponse:
    table = EntryTable(request, entries_of(request.user))
    if table.export:
        return table.response("ecritures")
    return render(request, "audit/entries.html", {"table": table})


@require_safe
@signed_in
def balances(request: SignedRequest) -> HttpResponse:
    """Every balance of the perimeter, added up again on demand."""
    found = queries.balances_of(request.user)
    table = BalanceTable(request, found)
    if table.export:
        return table.response("soldes-recalcules")
    wrong = sum(not each.agrees for each in found)
    return render(request, "audit/balances.html", {"table": table, "wrong": wrong, "total": len(found)})


@require_safe
@signed_in
def decisions(request: SignedRequest) -> HttpResponse:
    table = DecisionTable(request, queries.decisions_of(request.user))
    if table.export:
        return table.response("decisions")
    return render(request, "audit/decisions.html", {"table": table})
