"""Fiscal years: one officer proposes the closing, another closes, as `close-year` does."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.common.verdict import NotPermitted, Verdict, require
from alliances.domain.ledger import actions, rules
from alliances.domain.ledger.models import FiscalYear
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.spaces.ministry import years
from alliances.spaces.ministry.perimeter import may_somewhere
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


def _may_read(account: Account) -> Verdict:
    """Who closes years, and who verifies the accounts."""
    auditing = may_somewhere(account, Permission.AUDIT)
    return auditing if auditing else may_somewhere(account, Permission.CLOSE_YEAR)


@require_safe
@signed_in
def year_list(request: SignedRequest) -> HttpResponse:
    require(_may_read(request.user), error=NotPermitted)
    table = years.YearTable(request, years.years_written_in())
    if table.export:
        return table.response("exercices")
    return render(request, "ministry/year_list.html", {"table": table})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def year_page(request: SignedRequest, pk: int) -> HttpResponse:
    """What the year holds, what keeps it open, and the step of the person who reads."""
    require(_may_read(request.user), error=NotPermitted)
    year = visible_or_404(years.years_written_in().select_related("closing_proposed_by", "closed_by"), pk=pk)
    form = years.CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(rules.may_close_years(request.user), error=NotPermitted)
        if form.is_valid() and _act(request, year):
            return redirect("ministry_year", pk)
    return _page(request, year, form)


def _act(request: SignedRequest, year: FiscalYear) -> FiscalYear | None:
    if year.closing_proposed_by_id is None:
        said = _("La fermeture est proposée. Une autre personne du ministère doit fermer l’exercice.")
        return attempt(request, said, actions.propose_closing, actor=request.user, year=year)
    said = _("L’exercice est fermé.")
    return attempt(request, said, actions.close_year, actor=request.user, year=year)


def _page(request: SignedRequest, year: FiscalYear, form: years.CloseForm) -> HttpResponse:
    today = timezone.localdate()
    proposed = year.closing_proposed_by_id is not None
    ask = rules.may_close if proposed else rules.may_propose_closing
    context = {
        "year": year,
        "state": years.state_of(year),
        "funds": years.funds_in(year),
        "blocking": [] if year.closed_at else rules.obstacles(year, today),
        "may_act": rules.may_close_years(request.user) and ask(request.user, year, today),
        "what_closes": years.what_closes(year),
        "proposed": proposed,
        "form": form,
    }
    return render(request, "ministry/year_page.html", context)
