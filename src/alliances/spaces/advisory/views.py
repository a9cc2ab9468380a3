"""The advisory committee writes an opinion, publishes it, and follows its answer."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.strategy import actions, queries, rules
from alliances.domain.strategy.models import Opinion, OpinionState
from alliances.spaces.advisory.forms import OpinionForm
from alliances.spaces.advisory.tables import OpinionTable, badge_of
from alliances.spaces.history import events_of
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@require_safe
@signed_in
def opinions(request: SignedRequest) -> HttpResponse:
    table = OpinionTable(request, queries.opinions_visible_to(request.user))
    if table.export:
        return table.response("avis")
    context = {"table": table, "may_write": rules.may_give_opinion(request.user)}
    return render(request, "advisory/opinions.html", context)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedRequest) -> HttpResponseBase:
    require(rules.may_give_opinion(request.user), error=NotPermitted)
    form = OpinionForm(request.POST or taken_back(request))
    if request.method == "POST" and form.is_valid():
        said = _("L’avis est enregistré comme brouillon. Seul le comité le voit.")
        draft = attempt(request, said, actions.draft_opinion, actor=request.user, **form.answers())
        if draft:
            return redirect("advisory_opinion", draft.pk)
    return render(request, "advisory/opinion_new.html", {"form": form})


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: SignedRequest, pk: int) -> HttpResponseBase:
    """One opinion: a draft is written and published here; a published one shows its answer."""
    found = visible_or_404(queries.opinions_visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, found, kept=taken_back(request))
    require(rules.may_give_opinion(request.user), error=NotPermitted)
    form = OpinionForm(request.POST, opinion=found)
    if form.is_valid():
        said = _("Le brouillon est enregistré. Il n’est pas encore publié.")
        saved = attempt(
            request, said, actions.save_opinion, actor=request.user, opinion=found, **form.answers()
        )
        if saved:
            return redirect("advisory_opinion", found.pk)
    return _page(request, found, form=form)


@require_POST
@signed_in
def publish(request: SignedRequest, pk: int) -> HttpResponse:
    found = visible_or_404(queries.opinions_visible_to(request.user), pk=pk)
    require(rules.may_give_opinion(request.user), error=NotPermitted)
    said = _("L’avis est publié. Il se lit à côté du plan, à la même taille.")
    attempt(request, said, actions.publish_opinion, actor=request.user, opinion=found)
    return redirect("advisory_opinion", found.pk)


def _page(request: SignedRequest, found: Opinion, kept: Any = None, form: Any = None) -> HttpResponse:
    may_write = rules.may_give_opinion(request.user) and found.state == OpinionState.DRAFT
    context = {
        "opinion": found,
        "badge": badge_of(found),
        "subject": queries.subject_of(found),
        "form": (form or OpinionForm(kept, opinion=found)) if may_write else None,
        "may_publish": verdict(actions.TRANSITIONS, "publish", row=found, actor=request.user),
        "events": events_of(found, {"publish": _("Avis publié")}),
        "fictitious": found.is_fictitious,
    }
    return render(request, "advisory/opinion.html", context)
