"""The clerk records what the council decided: one resolution, a list of files."""

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.applications.models import Attachment
from alliances.domain.applications.queries import documents_sent
from alliances.domain.bodies.rules import counted, quorum_sentence
from alliances.domain.calls.models import Call
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.review import actions
from alliances.domain.review.models import Resolution
from alliances.spaces.council import queries
from alliances.spaces.council.forms import ResolutionForm
from alliances.spaces.council.tables import CallTable, ResolutionTable
from alliances.spaces.downloads import download
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@require_safe
@signed_in
def calls(request: SignedRequest) -> HttpResponse:
    table = CallTable(request, queries.calls_for(request.user))
    if table.export:
        return table.response("decisions")
    return render(request, "council/calls.html", {"table": table})


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: SignedRequest, pk: int) -> HttpResponseBase:
    """The recommended files of one call, and the form of the resolution that decides them."""
    found = visible_or_404(queries.call_pages(request.user), pk=pk)
    files = queries.waiting_files(found)
    if request.method != "POST":
        kept = taken_back(request)
        typed = kept.dict() if kept is not None else None
        form = ResolutionForm.for_files(found, files, initial=_as_typed(files, typed))
        return _page(request, found, form, brought_back=kept is not None)
    if request.POST.get("act") in ("add_up", "tick_all"):
        shown = dict(_as_typed(files, request.POST.dict()))
        if request.POST["act"] == "tick_all":
            shown.update({f"in_{file.pk}": True for file in files})
        form = ResolutionForm.for_files(found, files, initial=shown)
        return _page(request, found, form)
    form = ResolutionForm.for_files(found, files, request.POST)
    if form.is_valid() and (recorded := _record(request, found, form)):
        return redirect("council_resolution", recorded.pk)
    return _page(request, found, form)


def _record(request: SignedRequest, call: Call, form: ResolutionForm) -> Resolution | None:
    return attempt(
        request, _("La résolution est consignée. Les montants accordés sont réservés."), actions.record_resolution,
        actor=request.user, call=call, verdicts=form.verdicts(),
        sitting=form.cleaned_data["sitting"], number=form.cleaned_data["number"],
    )  # fmt: skip


def _as_typed(files: list, typed: dict | None) -> dict:
    """What was typed, as starting values: shown again without judging what is not finished."""
    if typed is None:
        return {}
    return {**typed, **{f"in_{file.pk}": f"in_{file.pk}" in typed for file in files}}


def _page(
    request: SignedRequest, call: Call, form: ResolutionForm, brought_back: bool = False
) -> HttpResponse:
    context = {
        "call": call,
        "form": form,
        "lines": form.lines(queries.documents_for(request.user, form.applications)),
        "balance": form.balance(call.envelope.account.balance_cents),
        "verdict": may_in_territory(request.user, Permission.RECORD_RESOLUTION, call.territory),
        "resolutions": list(call.resolutions.order_by("-adopted_on", "-pk")),
        "brought_back": brought_back,
        "fictitious": call.is_fictitious,
    }
    return render(request, "council/call.html", context)


@require_safe
@signed_in
def document(request: SignedRequest, pk: int) -> HttpResponse:
    """A document that was sent, of a file which one may read."""
    attachment = visible_or_404(Attachment.objects.select_related("file"), pk=pk)
    application = visible_or_404(queries.readable_files(request.user), pk=attachment.application_id)
    if attachment not in documents_sent(application):
        raise Http404
    return download(attachment.file)


@require_safe
@signed_in
def resolutions(request: SignedRequest) -> HttpResponse:
    rows = Resolution.objects.visible_to(request.user).select_related("call__envelope__fund__book")
    rows = rows.annotate(files=Count("decisions"), granted_cents=Coalesce(Sum("decisions__amount_cents"), 0))
    table = ResolutionTable(request, rows)
    if table.export:
        return table.response("resolutions")
    return render(request, "council/resolutions.html", {"table": table})


@require_safe
@signed_in
def resolution(request: SignedRequest, pk: int) -> HttpResponse:
    """The recorded decision, ready to print."""
    visible = Resolution.objects.visible_to(request.user)
    found = visible_or_404(
        visible.select_related(
            "call__envelope__fund__book", "call__territory", "recorded_by__person", "sitting__body"
        ),
        pk=pk,
    )
    decisions = queries.decided_in(found)
    context = {
        "resolution": found,
        "decisions": decisions,
        "amendments": found.amendments.select_related("grant__decision__application").order_by("pk"),
        "total_cents": sum(decision.amount_cents for decision in decisions),
        "quorum": quorum_sentence(counted(found.sitting)) if found.sitting else "",
        "may_record": bool(
            may_in_territory(request.user, Permission.RECORD_RESOLUTION, found.call.territory)
        ),
        "fictitious": found.call.is_fictitious,
    }
    return render(request, "council/resolution.html", context)
