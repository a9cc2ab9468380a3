"""The committee at its sitting: every scored file of a call on one page, and one act for the list."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliances.domain.calls.models import Call
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.review import actions, queries
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.manager.recommending import RecommendationForm
from alliances.spaces.views import SignedRequest, attempt, visible_or_404


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation(request: SignedRequest, pk: int) -> HttpResponseBase:
    """The files side by side and the form of the list. Adding up judges nothing; recording is one act."""
    visible = Call.objects.visible_to(request.user).public().with_context()
    call = visible_or_404(visible.select_related("framework"), pk=pk)
    require(may_in_territory(request.user, Permission.RECOMMEND, call.territory), error=NotPermitted)
    files = queries.scored_files(call, request.user)
    first = queries.last_rank(call) + 1
    if request.method != "POST":
        kept = taken_back(request)
        typed = kept.dict() if kept is not None else None
        form = RecommendationForm.for_files(call, files, typed=typed, first_rank=first)
        return _page(request, call, files, form, brought_back=kept is not None)
    if request.POST.get("act") == "add_up":
        form = RecommendationForm.for_files(call, files, typed=request.POST.dict(), first_rank=first)
        return _page(request, call, files, form)
    form = RecommendationForm.for_files(call, files, request.POST, first_rank=first)
    if form.is_valid() and _record(request, call, form):
        return redirect("manager_recommendation", pk)
    return _page(request, call, files, form)


def _record(request: SignedRequest, call: Call, form: RecommendationForm) -> object:
    return attempt(
        request,
        _("La liste est consignée. L’instance peut décider."),
        actions.recommend_list,
        actor=request.user,
        call=call,
        sitting=form.cleaned_data["sitting"],
        advices=form.advices(),
        reason=form.cleaned_data["reason"],
    )


def _page(
    request: SignedRequest,
    call: Call,
    files: list[queries.ScoredFile],
    form: RecommendationForm,
    brought_back: bool = False,
) -> HttpResponse:
    context = {
        "call": call,
        "form": form,
        "lines": form.lines(),
        "total": form.total(call),
        "taken": queries.ranks_taken(call),
        "waiting": [file for file in files if not file.is_ready],
        "lists": queries.lists_of(call),
        "brought_back": brought_back,
    }
    return render(request, "manager/recommendation.html", context)
