"""Scores typed and not sent: saved by themselves or by a button, judged only when they are sent."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import Refused
from alliances.domain.review import actions
from alliances.domain.review.models import Review
from alliances.spaces.committee.forms import ScoresForm
from alliances.spaces.kept import wants_json
from alliances.spaces.views import SignedRequest
from alliances.ui import formats


def is_asked(request: SignedRequest) -> bool:
    return wants_json(request) or request.POST.get("act") == "save"


def save(request: SignedRequest, review: Review) -> HttpResponse | None:
    """Keeps what was typed. Answers the script in JSON; a page gets its sentence, and None when it may go on."""
    typed = _typed(request, review)
    try:
        saved = actions.save_scores_draft(
            actor=request.user, review=review, typed=typed, version=_version(request)
        )
    except actions.StaleDraft as stale:
        return _conflict(request, stale, typed)
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse({"state": "refused", "sentence": str(refusal)}, status=409)
        messages.error(request, str(refusal))
        return None
    said = _("Enregistré à %(hour)s. Pas encore envoyé.") % {"hour": formats.clock(timezone.localtime())}
    if wants_json(request):
        version = saved.draft_version
        return JsonResponse(
            {"state": "saved", "sentence": said, "version": version, "seen": str(version), "errors": {}}
        )
    messages.success(request, said)
    return None


def keep(request: SignedRequest, review: Review) -> None:
    """What could not be sent is at least kept; whether it could be is of no matter to the page that shows it again."""
    try:
        actions.save_scores_draft(actor=request.user, review=review, typed=_typed(request, review))
    except Refused:
        return
    review.refresh_from_db()


def _typed(request: SignedRequest, review: Review) -> dict[str, str]:
    """The fields of the grid as they were typed, and nothing else that a request may carry."""
    names = ScoresForm.for_criteria(list(review.application.call.criteria.all())).fields
    return {name: request.POST[name] for name in names if name in request.POST}


def _version(request: SignedRequest) -> int | None:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _conflict(request: SignedRequest, stale: actions.StaleDraft, typed: dict[str, str]) -> HttpResponse:
    """Another tab saved since. The script shows both; without it, this page's words win and both are said."""
    fields = ScoresForm.for_criteria(list(stale.current.application.call.criteria.all())).fields
    stored = stale.current.draft
    theirs = [
        {"field": name, "label": str(field.label), "text": stored.get(name, "")}
        for name, field in fields.items()
        if stored.get(name, "") != typed.get(name, "")
    ]
    if wants_json(request):
        version = stale.current.draft_version
        body = {"state": "conflict", "sentence": str(stale), "version": version, "seen": str(version)}
        return JsonResponse({**body, "theirs": theirs}, status=409)
    actions.save_scores_draft(actor=request.user, review=stale.current, typed=typed)
    messages.warning(request, str(stale))
    for other in theirs:
        if other["text"]:
            messages.info(request, _("L’autre page disait : %(label)s %(text)s") % other)
    return HttpResponseRedirect(reverse("committee_application", args=[stale.current.application_id]))
