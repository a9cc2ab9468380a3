"""Writing the application: one page at a time, saved by hand or by itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliances.domain.applications import rules
from alliances.domain.applications.actions import Conflict
from alliances.domain.applications.models import Application
from alliances.domain.common.verdict import Refused
from alliances.spaces.kept import keeps_words, taken_back, wants_json
from alliances.spaces.organisation.dossier import Dossier
from alliances.spaces.organisation.editors import editor_of
from alliances.spaces.organisation.editors.base import Editor, number_in
from alliances.spaces.organisation.editors.rows import without_row
from alliances.spaces.organisation.forms import LenientForm
from alliances.spaces.views import SignedRequest, visible_or_404
from alliances.ui import formats


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedRequest, pk: int, slug: str) -> HttpResponseBase:
    """One page of the form. What is typed is stored, whatever it is; only another person's change stops it."""
    application = visible_or_404(Application.objects.owned_by(request.user).with_context(), pk=pk)
    editor = _editor(application, slug)
    if request.method == "POST":
        return _save(request, editor)
    if not (allowed := rules.may_write(application, slug)):
        messages.info(request, allowed.reason)
        return redirect("organisation_application", pk)
    kept = taken_back(request)
    form = editor.stored_form() if kept is None else editor.form(kept)
    return _page(request, editor, form, brought_back=kept is not None, typed=kept)


def _editor(application: Application, slug: str) -> Editor:
    dossier = Dossier(application)
    found = dossier.step(slug)
    if found is None:
        raise Http404
    return editor_of(dossier, found)


def _save(request: SignedRequest, editor: Editor) -> HttpResponseBase:
    removed = request.POST.get("remove", "")
    form = editor.form(without_row(request.POST, removed) if removed else request.POST)
    try:
        saved = editor.save(request.user, form)
    except Conflict as conflict:
        return _conflict(request, _editor(conflict.current, editor.step.slug), form, str(conflict))
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse({"state": "refused", "sentence": str(refusal)}, status=409)
        messages.error(request, str(refusal))
        return _page(request, editor, form, status=409)
    now = _editor(saved, editor.step.slug)
    if wants_json(request):
        return _saved_answer(request, now, form)
    messages.success(request, saved_sentence())
    return _onwards(request, now, form)


def saved_sentence() -> str:
    return _("Enregistré à %(hour)s") % {"hour": formats.clock(timezone.localtime())}


def _onwards(request: SignedRequest, editor: Editor, form: LenientForm) -> HttpResponse:
    """The next page, unless the person stays or something on this one cannot be read."""
    here = redirect("organisation_application_step", editor.application.pk, editor.step.slug)
    act = request.POST.get("act", "")
    if act.startswith("add-"):
        here["Location"] += f"#{act}"
        return here
    if form.errors or act == "stay" or "remove" in request.POST:
        return here
    following = editor.dossier.after(editor.step)
    return redirect(editor.dossier.url(following) if following else editor.dossier.check_url)


def _saved_answer(request: SignedRequest, editor: Editor, form: LenientForm) -> JsonResponse:
    panel = ""
    if extra := editor.extra():
        panel = render_to_string("organisation/parts/framework_rules.html", extra, request)
    return JsonResponse(
        {
            "state": "saved",
            "sentence": saved_sentence(),
            "version": editor.application.version,
            "seen": editor.fingerprint,
            "errors": {name: str(errors[0]) for name, errors in form.errors.items()},
            "panel": panel,
        }
    )


def _conflict(request: SignedRequest, now: Editor, form: LenientForm, sentence: str) -> HttpResponse:
    """Both texts on screen: what was typed in the fields, what is stored above them. Nothing was written."""
    theirs = now.differences(form)
    if wants_json(request):
        body = {
            "state": "conflict",
            "sentence": sentence,
            "version": now.application.version,
            "seen": now.fingerprint,
            "theirs": [{"field": d.field, "label": d.label, "text": d.text} for d in theirs],
        }
        return JsonResponse(body, status=409)
    return _page(request, now, form, status=409, theirs=theirs, sentence=sentence)


def _page(
    request: SignedRequest,
    editor: Editor,
    form: LenientForm,
    *,
    status: int = 200,
    typed: Any = None,
    **more: Any,
) -> HttpResponse:
    """`typed`: words brought back after signing in; they keep the version they were typed on."""
    application, dossier = editor.application, editor.dossier
    context = {
        "application": application,
        "step": editor.step,
        "body": editor.template,
        "form": form,
        "pages": dossier.pages(editor.step),
        "correction": dossier.correction,
        "previous": dossier.before(editor.step),
        "version": number_in(typed, "version") if typed else application.version,
        "seen": typed.get("seen", "") if typed else editor.fingerprint,
        "fictitious": application.is_fictitious,
        "brought_back": False,
        "theirs": [],
        "sentence": "",
        **editor.extra(),
        **more,
    }
    return render(request, "organisation/step.html", context, status=status)
