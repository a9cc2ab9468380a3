"""Measures of the plans: a spokesperson says where one stands, an officer names who speaks, opinions are answered."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_everywhere
from alliances.domain.strategy import actions, queries, rules
from alliances.domain.strategy.models import Measure, Opinion
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.ministry.tables_of_measures import MeasureTable, OpinionTable, rows_of
from alliances.spaces.ministry.voices import AnswerForm, ProgressForm, SpokespersonForm
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@require_safe
@signed_in
def measure_list(request: SignedRequest) -> HttpResponse:
    """Every measure of the plans in force, with its last progress; one's own bodies first to filter."""
    table = MeasureTable(request, rows_of())
    if table.export:
        return table.response("mesures")
    mine = rules.bodies_of(request.user)
    return render(request, "ministry/measure_list.html", {"table": table, "mine": mine})


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def measure_page(request: SignedRequest, code: str) -> HttpResponseBase:
    """One measure: its notes, the form of those who may add one, and who speaks for its bodies."""
    measure = visible_or_404(queries.measures_with_plan().prefetch_related("responsible"), code=code)
    if request.method == "POST" and request.POST.get("act") == "name":
        return _name(request, measure)
    if request.method == "POST":
        return _post(request, measure)
    return _page(request, measure, kept=taken_back(request))


def _post(request: SignedRequest, measure: Measure) -> HttpResponse:
    require(rules.may_post_progress(request.user, measure), error=NotPermitted)
    form = ProgressForm(request.POST, account=request.user, measure=measure)
    if form.is_valid():
        said = _("La phrase est publiée. Elle se lit sur la page de la mesure et sur celle du plan.")
        posted = attempt(
            request, said, actions.post_progress, actor=request.user, measure=measure, **form.cleaned_data
        )
        if posted:
            return redirect("ministry_measure", measure.code)
    return _page(request, measure, progress=form)


def _name(request: SignedRequest, measure: Measure) -> HttpResponse:
    require(may_everywhere(request.user, Permission.ANSWER_OPINION), error=NotPermitted)
    form = SpokespersonForm(request.POST, measure=measure)
    if form.is_valid():
        said = _("Cette personne peut maintenant publier l’avancement au nom de l’organisme.")
        named = attempt(request, said, actions.name_spokesperson, actor=request.user, **form.cleaned_data)
        if named:
            return redirect("ministry_measure", measure.code)
    return _page(request, measure, naming=form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def spokesperson_end(request: SignedRequest, pk: int) -> HttpResponse:
    """One question before a mandate ends; what the person published stays."""
    require(may_everywhere(request.user, Permission.ANSWER_OPINION), error=NotPermitted)
    named = visible_or_404(queries.spokespersons(), pk=pk)
    if request.method == "POST":
        said = _("Le mandat est terminé. Ce que cette personne a publié reste en ligne.")
        if named.valid_from == timezone.localdate():
            said = _("Le mandat a commencé aujourd’hui : il se termine ce soir.")
        attempt(request, said, actions.end_spokesperson, actor=request.user, spokesperson=named)
        return redirect(f"{reverse('ministry_measure_list')}?{urlencode({'organisme': named.body.acronym})}")
    return render(request, "ministry/spokesperson_end.html", {"named": named})


def _page(request: SignedRequest, measure: Measure, kept: Any = None, **forms: Any) -> HttpResponse:
    may_post = rules.may_post_progress(request.user, measure)
    may_name = may_everywhere(request.user, Permission.ANSWER_OPINION)
    progress = forms.get("progress") or ProgressForm(kept, account=request.user, measure=measure)
    naming = forms.get("naming") or SpokespersonForm(measure=measure)
    context = {
        "measure": measure,
        "notes": queries.progress_of(measure),
        "may_post": may_post,
        "form": progress if may_post else None,
        "naming": naming if may_name and measure.responsible.all() else None,
        "may_name": may_name,
        "speaking": queries.speaking_for(measure),
    }
    return render(request, "ministry/measure_page.html", context)


@require_safe
@signed_in
def opinion_list(request: SignedRequest) -> HttpResponse:
    table = OpinionTable(request, queries.opinions_on())
    if table.export:
        return table.response("avis")
    return render(request, "ministry/opinion_list.html", {"table": table})


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def opinion_page(request: SignedRequest, pk: int) -> HttpResponseBase:
    opinion: Opinion = visible_or_404(queries.opinions_on(), pk=pk)
    may_answer = rules.may_answer(request.user, opinion)
    form = AnswerForm(request.POST or taken_back(request), account=request.user)
    if request.method == "POST":
        require(may_answer, error=NotPermitted)
        if form.is_valid():
            said = _("La réponse est publiée sous l’avis.")
            answered = attempt(
                request,
                said,
                actions.answer_opinion,
                actor=request.user,
                opinion=opinion,
                **form.cleaned_data,
            )
            if answered:
                return redirect("ministry_opinion", opinion.pk)
    context = {"opinion": opinion, "may_answer": may_answer, "form": form if may_answer else None}
    return render(request, "ministry/opinion_page.html", context)
