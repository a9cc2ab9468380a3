"""A committee member declares her interests, reads, scores, then reads what the others gave."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.applications.models import Application, Attachment
from alliances.domain.applications.queries import content_sent, documents_sent
from alliances.domain.people.roles import Permission
from alliances.domain.review import actions, rules
from alliances.domain.review.models import Review
from alliances.spaces.committee import drafts, queries
from alliances.spaces.committee.forms import InterestsForm, ScoresForm
from alliances.spaces.committee.states import state_of
from alliances.spaces.committee.tables import FileTable, ScoreTable
from alliances.spaces.downloads import download
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@require_safe
@signed_in
def index(request: SignedRequest) -> HttpResponse:
    table = FileTable(request, queries.files_for(request.user))
    if table.export:
        return table.response("demandes-a-noter")
    return render(request, "committee/applications.html", {"table": table})


@require_safe
@signed_in
def scores(request: SignedRequest) -> HttpResponse:
    mine = request.user.territories_for(Permission.SCORE)
    table = ScoreTable(request, queries.my_scores(request.user) if mine else Review.objects.none())
    if table.export:
        return table.response("mes-notes")
    return render(request, "committee/scores.html", {"table": table})


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: SignedRequest, pk: int) -> HttpResponseBase:
    """One file for one member. Nothing of it is shown before her declaration, no other score before hers."""
    application = visible_or_404(queries.reachable(request.user), pk=pk)
    review = queries.my_review(request.user, application)
    if request.method == "POST" and request.POST.get("act") == "declare":
        return _declare(request, application)
    if request.method == "POST" and review is not None and drafts.is_asked(request):
        answer = drafts.save(request, review)
        return answer or redirect("committee_application", pk)
    if request.method == "POST" and review is not None:
        return _score(request, application, review)
    return _page(request, application, review)


@require_safe
@signed_in
def document(request: SignedRequest, pk: int) -> HttpResponse:
    """A document that was sent, once she declared that she has no tie with the file."""
    attachment = visible_or_404(Attachment.objects.select_related("application", "file"), pk=pk)
    application = visible_or_404(queries.reachable(request.user), pk=attachment.application_id)
    review = queries.my_review(request.user, application)
    if review is None or review.has_conflict or attachment not in documents_sent(application):
        raise Http404
    return download(attachment.file)


def _declare(request: SignedRequest, application: Application) -> HttpResponseBase:
    form = InterestsForm(request.POST)
    if not form.is_valid():
        return _page(request, application, queries.my_review(request.user, application), interests=form)
    has_conflict = form.cleaned_data["has_conflict"] == "yes"
    said = (
        _("Merci. Ce dossier vous est fermé.") if has_conflict else _("Merci. Vous pouvez lire la demande.")
    )
    attempt(
        request, said, actions.declare_interests,
        actor=request.user, application=application, has_conflict=has_conflict,
    )  # fmt: skip
    return redirect("committee_application", application.pk)


def _score(request: SignedRequest, application: Application, review: Review) -> HttpResponseBase:
    form = ScoresForm.for_criteria(list(application.call.criteria.all()), request.POST)
    if form.is_valid():
        said, comment = _("Vos notes sont envoyées."), form.cleaned_data["comment"]
        sent = attempt(
            request, said, actions.submit_scores,
            actor=request.user, review=review, points=form.points(), comment=comment, comments=form.comments(),
        )  # fmt: skip
        if sent:
            return redirect("committee_application", application.pk)
    else:
        drafts.keep(request, review)
    return _page(request, application, review, scoring=form)


def _page(
    request: SignedRequest, application: Application, review: Review | None, **forms: Any
) -> HttpResponse:
    may_review = rules.may_review(request.user, application)
    may_read = review is not None and not review.has_conflict
    done = may_read and review is not None and review.submitted_at is not None
    scoring = interests = kept = None
    if may_review and review is None:
        interests = forms.get("interests") or InterestsForm()
    if may_review and review is not None and may_read and not done:
        kept = taken_back(request)
        criteria = list(application.call.criteria.all())
        scoring = forms.get("scoring") or ScoresForm.for_criteria(criteria, kept, initial=review.draft)
    context = {
        "application": application,
        "content": content_sent(application) if may_read else None,
        "review": review,
        "state": state_of(application, review),
        "verdict": may_review,
        "may_read": may_read,
        "interests": interests,
        "scoring": scoring,
        "form": interests if scoring is None else scoring,
        "brought_back": kept is not None,
        "grid": queries.grid_of(application, request.user.person_id)
        if done and rules.may_read_scores(request.user, application)
        else None,
        "fictitious": application.is_fictitious,
    }
    return render(request, "committee/application.html", context)
