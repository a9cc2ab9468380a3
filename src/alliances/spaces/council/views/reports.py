"""What came of the decisions: the accepted reports, each with its letter."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliances.spaces.council import queries
from alliances.spaces.council.tables import ReportTable
from alliances.spaces.views import SignedRequest, signed_in


@require_safe
@signed_in
def reports(request: SignedRequest) -> HttpResponse:
    table = ReportTable(request, queries.accepted_reports(request.user))
    if table.export:
        return table.response("redditions-acceptees")
    return render(request, "council/reports.html", {"table": table})
