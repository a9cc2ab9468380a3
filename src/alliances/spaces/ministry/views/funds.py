"""One fund: what its envelopes received and where the money stands."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from alliances.domain.envelopes.models import Envelope, Fund
from alliances.domain.ledger.queries import Columns, columns_of
from alliances.domain.people.roles import Permission
from alliances.spaces.ministry.perimeter import may_somewhere
from alliances.spaces.ministry.queries import listed
from alliances.spaces.ministry.tables import EnvelopeTable
from alliances.spaces.views import SignedRequest, signed_in, visible_or_404


@signed_in
def fund_page(request: SignedRequest, pk: int) -> HttpResponse:
    fund = visible_or_404(Fund.objects.visible_to(request.user).select_related("book"), pk=pk)
    envelopes = Envelope.objects.visible_to(request.user).filter(fund=fund)
    table = EnvelopeTable(request, listed(envelopes))
    if table.export:
        return table.response(f"fonds-{pk}")
    columns = columns_of(list(envelopes.values_list("account", flat=True))).values()
    context = {
        "fund": fund,
        "table": table,
        "lines": [(_("Toutes les enveloppes"), sum(columns, Columns()))],
        "may_create": may_somewhere(request.user, Permission.SPLIT_ENVELOPE),
    }
    return render(request, "ministry/fund_page.html", context)
