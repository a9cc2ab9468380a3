"""Criteria from a file: the template to fill, what was read with its mistakes, and the files on offer."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.envelopes import actions
from alliances.domain.envelopes.models import CriteriaFile, Envelope
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.territories.models import Territory
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.ministry.criteria_file import MOST_MISTAKES, template_csv, template_xlsx
from alliances.spaces.ministry.criteria_forms import CriteriaFileForm
from alliances.spaces.ministry.recipients import LEVEL, level_asked, levels_under, recipients_of
from alliances.spaces.ministry.tables import MistakeTable
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui.tables.export import XLSX_TYPE, download


def _envelope(request: SignedRequest, pk: int) -> Envelope:
    envelope = visible_or_404(Envelope.objects.visible_to(request.user).with_context(), pk=pk)
    require(may_in_territory(request.user, Permission.SPLIT_ENVELOPE, envelope.territory), error=NotPermitted)
    return envelope


def _places(request: SignedRequest, envelope: Envelope) -> list[Territory]:
    """The territories of the level that the workshop showed."""
    return recipients_of(envelope, level_asked(request.GET, levels_under(envelope)))


@keeps_words
def criteria_file(request: SignedRequest, pk: int) -> HttpResponseBase:
    """GET shows the template and the files on offer; POST reads a file, or says cell by cell what stops it."""
    envelope = _envelope(request, pk)
    form = CriteriaFileForm(typed(request), request.FILES or None, places=_places(request, envelope))
    if request.method == "POST" and form.is_valid() and not form.found.mistakes:
        kept = attempt(
            request, _said(form), actions.keep_criteria,
            actor=request.user, envelope=envelope, **form.for_action(),
        )  # fmt: skip
        if kept:
            asked = request.GET.urlencode()
            return redirect(reverse("ministry_workshop", args=[pk]) + (f"?{asked}" if asked else ""))
    mistakes = form.found.mistakes
    context = {
        "envelope": envelope,
        "form": form,
        "read_lines": form.text if mistakes else "",
        "mistakes": MistakeTable(request, mistakes[:MOST_MISTAKES]) if mistakes else None,
        "files": envelope.criteria_files.filter(withdrawn_at=None).order_by("-pk"),
        "query": request.GET.urlencode(),
        "level": request.GET.get(LEVEL, ""),
    }
    return render(request, "ministry/criteria_file.html", context)


def _said(form: CriteriaFileForm) -> str:
    """How much was read, and what is missing: a hole stays a hole."""
    found = form.found
    count = len(found.columns)
    said = ngettext("%(count)s critère lu", "%(count)s critères lus", count) % {"count": count}
    said = _("%(read)s pour %(places)s territoires. Donnez leur poids, puis simulez.") % {
        "read": said, "places": len(found.figures)
    }  # fmt: skip
    missing = found.holes + len(found.absent) * count
    if missing:
        holes = ngettext("%(count)s case est vide", "%(count)s cases sont vides", missing)
        said += " " + _("%(holes)s : rien ne les remplace.") % {"holes": holes % {"count": missing}}
    return said


@signed_in
def criteria_template(request: SignedRequest, pk: int) -> HttpResponse:
    """The recipients by official code, with columns to fill; `?format=csv` for the CSV."""
    places = _places(request, _envelope(request, pk))
    if request.GET.get("format") == "csv":
        return download(template_csv(places), "text/csv; charset=utf-8", "modele-criteres", "csv")
    return download(template_xlsx(places), XLSX_TYPE, "modele-criteres", "xlsx")


@signed_in
@require_POST
def criteria_withdraw(request: SignedRequest, pk: int) -> HttpResponse:
    """No longer on offer in the workshop. The splits that used it keep its figures."""
    envelopes = Envelope.objects.visible_to(request.user)
    file = visible_or_404(CriteriaFile.objects.filter(envelope__in=envelopes), pk=pk)
    require(
        may_in_territory(request.user, Permission.SPLIT_ENVELOPE, file.envelope.territory), error=NotPermitted
    )
    said = _("Ce fichier n’est plus proposé. Les répartitions qui s’en servent gardent ses chiffres.")
    attempt(request, said, actions.withdraw_criteria, actor=request.user, file=file)
    return redirect("ministry_criteria_file", file.envelope_id)
